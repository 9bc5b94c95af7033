"""What is kept of people (`ports.People`, `ports.PeopleLog`)."""

from collections.abc import Sequence
from datetime import datetime

from bot.model import Belongings, CommunityId, Parting, Person, Silences, Traces
from bot.store import people
from bot.store.desk import Access


class PeopleDesk:
    """Reads it. Every method may raise `StoreError`."""

    def __init__(self, read: Access) -> None:
        self._read = read

    async def belongings(self, person: Person) -> Belongings:
        return await self._read(people.belongings, person)

    async def called(self, name: str, community: CommunityId | None = None) -> Sequence[Person]:
        return await self._read(people.called, name, community)

    async def silences(self) -> Silences:
        return await self._read(people.silences)

    async def last_forgotten(self) -> datetime | None:
        return await self._read(people.last_forgotten)

    async def traces(self, person: Person, until: datetime, most: int) -> Traces:
        return await self._read(people.traces, person, until, most)

    async def being_forgotten(self) -> Sequence[tuple[Person, datetime]]:
        return await self._read(people.being_forgotten)

    async def partings(self) -> Sequence[Parting]:
        return await self._read(people.partings)
