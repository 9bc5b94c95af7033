"""What the only write path asks of the store."""

from collections.abc import Collection, Mapping, Sequence
from contextlib import AbstractAsyncContextManager
from typing import Protocol

from bot.model import (
    Anchor,
    Change,
    Channel,
    ChannelKind,
    ChannelRef,
    CoverageNote,
    Departure,
    ImportCursor,
    Line,
    Link,
    Mark,
    Memory,
    MessageId,
    MessageRef,
    Place,
    Stretch,
    Turn,
)
from bot.ports.people import PeopleLog, PeopleWriting


class Writing(PeopleWriting, Protocol):
    """One write transaction. Given out by `MessageLog.writing`, used by `ingest` alone.

    All of it is kept, or nothing. Every method may raise `StoreError`.
    """

    @property
    def generation(self) -> int:
        """How many write transactions there were before this one."""
        ...

    async def forget(self, departures: Sequence[Departure]) -> bool:
        """Deletes what was posted, said and derived in these channels and communities. Nothing will
        be taken in again of a channel that is gone, nor of the threads that it takes along. Whether
        any channel went that was known.
        """
        ...

    async def describe(self, channels: Collection[Channel]) -> None:
        """Notes these channels, new ones and known ones, as they are now."""
        ...

    async def record(self, changes: Sequence[Change]) -> None:
        """Writes what people posted, and what was read out of it. What was derived from a deleted
        message's own text goes with it.
        """
        ...

    async def put_pending(self, messages: Sequence[MessageRef]) -> None:
        """Notes that a language model is to read these messages, just recorded. A message waits no
        longer once it is recorded with other acts.
        """
        ...

    async def put_marks(self, marks: Collection[Mark]) -> None: ...

    async def kind(self, channel: ChannelRef) -> ChannelKind: ...

    async def distance(self, channel: ChannelRef, first: Place, last: Place, most: int) -> int:
        """How many messages stand from the one place to the other, both included; counts up to
        `most`.
        """
        ...

    async def stretch(
        self, channel: ChannelRef, first: Place, last: Place, before: int, after: int
    ) -> Stretch:
        """The turns between two places, with so many more on either side. No links, no marks."""
        ...

    async def surroundings(self, channel: ChannelRef, stretch: Stretch) -> Stretch:
        """The stretch with its echoes, and with the links and marks of all its turns."""
        ...

    async def ancestors(self, channel: ChannelRef, ids: Collection[MessageId]) -> list[Place]:
        """The places of these messages and of all that they reply to, by explicit chain."""
        ...

    async def put_links(
        self, channel: ChannelRef, focus: Sequence[Turn], links: Sequence[Link]
    ) -> Mapping[MessageId, Sequence[Link]]:
        """Replaces the links of the turns in focus. Returns those that were replaced, by child, of
        every child whose links changed.
        """
        ...

    async def anchors(
        self, channel: ChannelRef, focus: Sequence[Turn]
    ) -> Mapping[MessageId, Sequence[Anchor]]:
        """The public numbers given in these messages so far."""
        ...

    async def put_lines(
        self, channel: ChannelRef, focus: Sequence[Turn], lines: Sequence[Line]
    ) -> int:
        """Replaces the entries of the turns in focus; a line without a number gets the next one.
        Returns how many numbers were given.
        """
        ...

    async def put_cursor(self, cursor: ImportCursor) -> None: ...

    async def put_coverage(self, notes: Sequence[CoverageNote]) -> None: ...

    async def settle(self, channel: ChannelRef) -> None:
        """Notes that the channel is derived by the rules of this transaction."""
        ...


class MessageLog(Protocol):
    """What was posted and said, and what is derived from it, for writing. Called by `ingest`.

    Every method may raise `StoreError`.
    """

    @property
    def people(self) -> PeopleLog:
        """Where people are in it who wish to be forgotten."""
        ...

    async def recall(self, messages: Collection[MessageRef], marks: Collection[str]) -> Memory:
        """What is known of these messages and marks, and of the messages' channels."""
        ...

    def writing(self, rules: str) -> AbstractAsyncContextManager[Writing]:
        """A transaction that is committed at the end of the block. One at a time. `rules` is the
        version that is noted with new channels.
        """
        ...

    async def outdated(self, rules: str) -> Mapping[ChannelRef, int]:
        """The channels that were derived by other rules, and how many messages each has."""
        ...

    async def page(self, channel: ChannelRef, after: Place | None, limit: int) -> Sequence[Place]:
        """The places of a channel after that one (None: from the first), in order."""
        ...

    async def cursor(self, source: str) -> ImportCursor | None: ...
