"""What is asked of the store by those who see to it that people have their say."""

from collections.abc import Sequence
from datetime import datetime
from typing import Protocol

from bot.model import Belongings, CommunityId, Parting, Person, Silences, Traces


class People(Protocol):
    """What is kept of people. Every method may raise `StoreError`."""

    async def belongings(self, person: Person) -> Belongings:
        """All that is kept of somebody. Called by `commands`."""
        ...

    async def called(self, name: str, community: CommunityId | None = None) -> Sequence[Person]:
        """Those who go by a name or an id, in a community or anywhere. Called by `commands`."""
        ...

    async def silences(self) -> Silences:
        """Who is not kept. Called by `commands`, and by who sends words elsewhere."""
        ...

    async def last_forgotten(self) -> datetime | None:
        """When somebody wished last to be forgotten: what was copied before holds their words.
        Called by who keeps copies.
        """
        ...


class PeopleLog(Protocol):
    """The same for the only write path. Every method may raise `StoreError`."""

    async def traces(self, person: Person, until: datetime, most: int) -> Traces:
        """Where there is something of somebody up to a moment: so many messages and marks, and none
        where nothing is left.
        """
        ...

    async def being_forgotten(self) -> Sequence[tuple[Person, datetime]]:
        """Those of whom something may be left though they wished to be forgotten, and when."""
        ...

    async def partings(self) -> Sequence[Parting]:
        """The communities and channels that we are out of, and that are still kept."""
        ...

    async def scrub(self) -> bool:
        """Wipes words that are gone out of what the database keeps beside itself. Whether that was
        done: somebody who reads may be in the way.
        """
        ...


class PeopleWriting(Protocol):
    """A part of `Writing`."""

    async def put_silences(self, person: Person, silences: Silences) -> None:
        """Replaces what is known of the times of which nothing of somebody is kept."""
        ...

    async def begin_forgetting(self, person: Person, at: datetime) -> None:
        """Notes that somebody is being forgotten, and takes away what waits of them."""
        ...

    async def end_forgetting(self, person: Person) -> None:
        """Takes away their names, and the note: there is nothing left of them."""
        ...
