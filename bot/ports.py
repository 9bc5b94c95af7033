"""What the middle of the house asks of its rim. Each says who calls it and what it may raise."""

from collections.abc import AsyncIterable, AsyncIterator, Callable, Collection, Mapping, Sequence
from contextlib import AbstractAsyncContextManager
from datetime import datetime
from typing import Protocol, TypeVar

from bot.model import (
    Act,
    Anchor,
    Change,
    Channel,
    ChannelKind,
    ChannelRef,
    ClaimPage,
    ClaimQuery,
    CommunityId,
    Coverage,
    CoverageNote,
    Departure,
    Gap,
    ImportCursor,
    Line,
    Link,
    Mark,
    Memory,
    Message,
    MessageId,
    MessageRef,
    Place,
    Platform,
    QuestionPage,
    QuestionQuery,
    Record,
    Stretch,
    ThreadRecord,
    Turn,
)

_Part = TypeVar("_Part")
_Result = TypeVar("_Result")


class Hands(Protocol):
    """Do pure work, here or in other processes. Called by `ingest`, and by extractors that can."""

    def spread(
        self, work: Callable[[_Part], _Result], parts: AsyncIterable[_Part], size: int
    ) -> AsyncIterator[_Result]:
        """The result of each part, in order. `size` is about how many messages they hold in all;
        `work` can be pickled. The next parts are asked for while others are worked on. What the
        work raises is raised here. To be read to its end.
        """
        ...


class Extractor(Protocol):
    """Splits messages into acts. Called by `ingest`, in batches, before it opens a transaction."""

    @property
    def version(self) -> str:
        """Changes whenever the same text may be split in another way."""
        ...

    async def extract(self, messages: Sequence[Message]) -> Sequence[tuple[Act, ...]]:
        """The acts of each message, in order: sorted by start, without overlaps, within the text.
        Never raises because of a text: what cannot be split is one `Other`.
        """
        ...


class Ledger(Protocol):
    """Reads the stored ledger. Called by `commands`, never by `ingest`.

    Every method may raise `StoreError` where the database cannot be read.
    """

    async def questions(self, query: QuestionQuery) -> QuestionPage:
        """Raises NotFound where the query names a channel that this viewer cannot see."""
        ...

    async def question(self, number: int, community: CommunityId | None = None) -> Record:
        """The question with this public number. Raises NotFound; WrongUse where several communities
        have that number and none is named.
        """
        ...

    async def claims(self, query: ClaimQuery) -> ClaimPage:
        """Raises NotFound where the query names a channel that this viewer cannot see."""
        ...

    async def thread(
        self,
        channel: str,
        community: CommunityId | None = None,
        within: frozenset[ChannelRef] | None = None,
    ) -> ThreadRecord:
        """The one `within` reach so called. Raises NotFound; WrongUse where there are two."""
        ...

    async def turn(self, message: MessageRef) -> Turn:
        """A message with what was read out of it. Raises NotFound."""
        ...

    async def channels(self, community: CommunityId | None = None) -> Sequence[Channel]:
        """The channels (of a community) that are known, as they were last described."""
        ...

    async def coverage(
        self, community: CommunityId | None = None, within: frozenset[ChannelRef] | None = None
    ) -> Coverage:
        """What the ledger holds of what the viewer may read."""
        ...


class Verdicts(Protocol):
    """Reads what people marked, for comparison with the rules. Called by `looseends eval`."""

    async def verdicts(self, horizon: int) -> Sequence[tuple[Channel, Stretch]]:
        """Every message with a mark that holds, and so many later turns, with links and marks."""
        ...


class Writing(Protocol):
    """One write transaction. Given out by `MessageLog.writing`, used by `ingest` alone.

    All of it is kept, or nothing. Every method may raise `StoreError`.
    """

    @property
    def generation(self) -> int:
        """How many write transactions there were before this one."""
        ...

    async def forget(self, departures: Sequence[Departure]) -> None:
        """Deletes what was posted, said and derived in these channels and communities. Nothing will
        be taken in again of a channel that is gone, nor of the threads that it takes along.
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


class CoverageLog(Protocol):
    """What edges noted of their own listening. Called by edges that read what they missed.

    Every method may raise `StoreError`.
    """

    async def gaps(self, platform: Platform) -> Sequence[Gap]:
        """Every gap of the platform, with those that are closed already but tell that a channel
        was read from its first message on.
        """
        ...

    async def page(self, channel: ChannelRef, after: Place | None, limit: int) -> Sequence[Place]:
        """As in `MessageLog`: the places of a channel after that one, in order."""
        ...

    async def heard_until(self, platform: Platform) -> Mapping[CommunityId, datetime]: ...
