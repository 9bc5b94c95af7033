"""What the store knows of rows from earlier transactions, so that it need not read them again."""

from collections.abc import MutableMapping
from dataclasses import dataclass, field
from itertools import islice
from typing import Any, Final

from bot.model import Link, Mark, Turn
from bot.store.rows import Values
from bot.store.writing.tails import Tails

_ROWS: Final = 8_000
"""Messages of which something is at hand, those read last."""


@dataclass(frozen=True, slots=True)
class Listed:
    """A question of a message: its row, the words by which it is found again, and, where it has an
    entry, the rows of its standing and of its replies.
    """

    question: int
    quote: str
    standing: Values | None = None
    replies: tuple[Values, ...] = ()


@dataclass(slots=True)
class AtHand:
    """By row of message: `turns` (with their reactions), `links`, `marks`, and `questions` by their
    number. Right as long as nobody else writes.
    """

    turns: dict[int, Turn] = field(default_factory=dict[int, Turn])
    links: dict[int, tuple[Link, ...]] = field(default_factory=dict[int, tuple[Link, ...]])
    marks: dict[int, tuple[Mark, ...]] = field(default_factory=dict[int, tuple[Mark, ...]])
    questions: dict[int, dict[int, Listed]] = field(default_factory=dict[int, dict[int, Listed]])
    tails: Tails = field(default_factory=Tails)

    @property
    def _by_row(self) -> tuple[MutableMapping[int, Any], ...]:
        return self.turns, self.links, self.marks, self.questions

    def is_new(self, row: int) -> None:
        """Nobody has said anything of the message yet."""
        self.links[row] = ()
        self.questions[row] = {}

    def drop(self, row: int) -> None:
        for known in self._by_row:
            known.pop(row, None)

    def clear(self) -> None:
        for known in self._by_row:
            known.clear()
        self.tails.clear()

    def shorten(self) -> None:
        """Forgets what was read longest ago."""
        for known in self._by_row:
            for row in list(islice(known, max(0, len(known) - _ROWS))):
                del known[row]
