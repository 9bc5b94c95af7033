"""What the store knows of rows from earlier transactions, so that it need not read them again."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, MutableMapping
from dataclasses import dataclass, field
from itertools import islice
from typing import Any, Final, TypeVar

from bot.model import ChannelRef, Line, Link, Mark, MessageId, Turn
from bot.store.rows import Values
from bot.store.writing.tails import Tails

_T = TypeVar("_T")

_ROWS: Final = 8_000
"""Messages of which something is at hand, those read last."""


@dataclass(frozen=True, slots=True)
class Listed:
    """A question of a message: its row, the words by which it is found again, and, where it has an
    entry, the rows of its standing and of its replies; and the line that these were made of, where
    it was this program that made them.
    """

    question: int
    quote: str
    standing: Values | None = None
    replies: tuple[Values, ...] = ()
    line: Line | None = field(default=None, compare=False)


@dataclass(slots=True)
class AtHand:
    """By row of message: `turns` (with their reactions), `links`, `marks`, and `questions` by their
    number; and the `rows` of these turns, by channel. Right as long as nobody else writes.
    """

    turns: dict[int, Turn] = field(default_factory=dict[int, Turn])
    rows: dict[ChannelRef, dict[MessageId, int]] = field(
        default_factory=lambda: defaultdict[ChannelRef, dict[MessageId, int]](dict)
    )
    links: dict[int, tuple[Link, ...]] = field(default_factory=dict[int, tuple[Link, ...]])
    marks: dict[int, tuple[Mark, ...]] = field(default_factory=dict[int, tuple[Mark, ...]])
    questions: dict[int, dict[int, Listed]] = field(default_factory=dict[int, dict[int, Listed]])
    tails: Tails = field(default_factory=Tails)

    @property
    def _by_row(self) -> tuple[MutableMapping[int, Any], ...]:
        return self.links, self.marks, self.questions

    def is_new(self, row: int) -> None:
        """Nobody has said anything of the message yet."""
        self.links[row] = ()
        self.questions[row] = {}

    def keep(self, row: int, turn: Turn) -> None:
        self.turns[row] = turn
        self.rows[turn.message.ref.channel][turn.message.ref.message] = row

    def drop(self, row: int) -> None:
        self.drop_turn(row)
        for known in self._by_row:
            known.pop(row, None)

    def drop_turn(self, row: int) -> None:
        """The turn is worded otherwise now, or bears other reactions."""
        turn = self.turns.pop(row, None)
        if turn is not None:
            del self.rows[turn.message.ref.channel][turn.message.ref.message]

    def clear(self) -> None:
        for known in (self.turns, self.rows, *self._by_row):
            known.clear()
        self.tails.clear()

    def shorten(self) -> None:
        """Forgets what was read longest ago."""
        for row in _oldest(self.turns):
            self.drop_turn(row)
        for known in self._by_row:
            for row in _oldest(known):
                del known[row]


def _oldest(known: MutableMapping[int, Any]) -> Iterable[int]:
    """The rows that are too many."""
    return list(islice(known, max(0, len(known) - _ROWS)))


def all_known(known: Mapping[int, _T], rows: Iterable[int]) -> tuple[_T, ...] | None:
    """What is known of these rows, in their order; None where of any of them nothing is."""
    try:
        return tuple(map(known.__getitem__, rows))
    except KeyError:
        return None
