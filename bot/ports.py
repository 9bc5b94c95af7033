"""What the middle of the house asks of its rim. Each says who calls it and what it may raise."""

from collections.abc import Sequence
from typing import Protocol

from bot.model import (
    Act,
    ClaimPage,
    ClaimQuery,
    CommunityId,
    Coverage,
    Message,
    QuestionPage,
    QuestionQuery,
    Record,
    ThreadRecord,
)


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

    async def questions(self, query: QuestionQuery) -> QuestionPage: ...

    async def question(self, number: int, community: CommunityId | None = None) -> Record:
        """The question with this public number.

        Raises NotFound; WrongUse where several communities have that number and none is named.
        """
        ...

    async def claims(self, query: ClaimQuery) -> ClaimPage: ...

    async def thread(self, channel: str, community: CommunityId | None = None) -> ThreadRecord:
        """A channel by name or id. Raises NotFound, or WrongUse where the name is ambiguous."""
        ...

    async def coverage(self) -> Coverage: ...
