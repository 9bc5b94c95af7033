"""What every export format does."""

from collections.abc import Iterable
from typing import Protocol

from bot.model import ClaimRecord, Record


class Export(Protocol):
    """One export under way. Called by the edges, page by page, so that no ledger is too large.

    The pieces joined in the order `begin`, `questions` (any number of times), `claims` (any number
    of times), `end` are one well-formed document in UTF-8.
    """

    def begin(self) -> str: ...

    def questions(self, page: Iterable[Record]) -> str: ...

    def claims(self, page: Iterable[ClaimRecord]) -> str: ...

    def end(self) -> str: ...
