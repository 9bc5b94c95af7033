"""What is read of the stored ledger."""

from collections.abc import Sequence
from typing import Protocol

from bot.model import (
    Channel,
    ChannelRef,
    ClaimPage,
    ClaimQuery,
    CommunityId,
    Coverage,
    MessageRef,
    Missing,
    QuestionPage,
    QuestionQuery,
    Record,
    Stretch,
    ThreadRecord,
    Turn,
)
from bot.ports.people import People


class Ledger(Protocol):
    """Reads the stored ledger. Called by `commands`, never by `ingest`.

    Every method may raise `StoreError` where the database cannot be read.
    """

    @property
    def people(self) -> People:
        """What is kept of people, and what they want to be kept."""
        ...

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
        """What the ledger holds of what the viewer may read, and what it does not."""
        ...

    async def missing(
        self, community: CommunityId | None = None, within: frozenset[ChannelRef] | None = None
    ) -> Missing:
        """What the ledger does not hold of what the viewer may read."""
        ...


class Verdicts(Protocol):
    """Reads what people marked, for comparison with the rules. Called by `looseends eval`."""

    async def verdicts(self, horizon: int) -> Sequence[tuple[Channel, Stretch]]:
        """Every message with a mark that holds, and so many later turns, with links and marks."""
        ...
