"""What is kept of people (`ports.People`, `ports.PeopleLog`)."""

from collections.abc import Sequence
from datetime import datetime

from bot.model import Belongings, CommunityId, Parting, Person, Silences, Traces
from bot.store.database.sqlite import empty_log
from bot.store.listening.desk import Access
from bot.store.people import traces


class PeopleDesk:
    """Reads it, and wipes out what is gone. Every method may raise `StoreError`."""

    def __init__(self, read: Access, write: Access) -> None:
        self._read, self._write = read, write

    async def belongings(self, person: Person) -> Belongings:
        return await self._read(traces.belongings, person)

    async def called(self, name: str, community: CommunityId | None = None) -> Sequence[Person]:
        return await self._read(traces.called, name, community)

    async def silences(self) -> Silences:
        return await self._read(traces.silences)

    async def last_forgotten(self) -> datetime | None:
        return await self._read(traces.last_forgotten)

    async def traces(self, person: Person, until: datetime, most: int) -> Traces:
        return await self._read(traces.traces, person, until, most)

    async def being_forgotten(self) -> Sequence[tuple[Person, datetime]]:
        return await self._read(traces.being_forgotten)

    async def partings(self) -> Sequence[Parting]:
        return await self._read(traces.partings)

    async def scrub(self) -> bool:
        return await self._write(empty_log)
