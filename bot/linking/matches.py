"""Views and matches over a window of talk: the two mechanisms behind every pair feature.

A block of pairs is an array [turns, SLOTS]: row r is the turn whose rank is `block[r]`, slot s the
turn s places before it. Slot 0 is the turn itself and stands for "starts a conversation".
"""

from collections.abc import Sequence
from typing import Any, Final, NamedTuple, TypeVar

import numpy as np
from numpy.typing import NDArray

from bot.linking.grid import Ints
from bot.linking.talk import Rows

SLOTS: Final = 64
"""Turns that may be a parent, and one slot for none of them: 98.6 % of the links in the training
logs are shorter."""

Scalar = TypeVar("Scalar", bound=np.number[Any])

_WORD_SHIFT: Final = 32
_KIND_SHIFT: Final = 28


class Matches(NamedTuple):
    """Pairs that share a word: row and slot in the block, how often the word is around, and which
    of the words it is.
    """

    row: Ints
    slot: Ints
    around: Ints
    which: Ints


def windowed(
    column: NDArray[Scalar], block: Ints, fill: int = -1, *, width: int = SLOTS
) -> NDArray[Scalar]:
    """[turns, width] of a column: each turn's window, newest first; `fill` before the talk."""
    ranks = block[:, None] - np.arange(width)
    shown = column.take(ranks, mode="clip")
    if block[0] < width - 1:
        shown[ranks < 0] = fill
    return shown


def indexed(rows: Rows) -> Ints:
    """Where each word stands: sorted, by word and then by turn."""
    return np.sort((rows.word << _WORD_SHIFT) + rows.turn)


def of_kinds(parts: Sequence[Rows], kinds: Sequence[int]) -> Rows:
    """The words of all parts, told apart where they are of different kinds."""
    words = [part.word + (kind << _KIND_SHIFT) for part, kind in zip(parts, kinds, strict=True)]
    return Rows(np.concatenate([part.turn for part in parts]), np.concatenate(words))


def matches(later: Rows, earlier: Ints, block: Ints, oldest: Ints) -> Matches:
    """Where a turn of the block and an earlier turn in its window have a word in common.

    `earlier` are the words of the earlier ones, indexed; `oldest` is the rank of the first turn in
    each turn's window.
    """
    row_of = np.full(len(oldest), -1)
    row_of[block] = np.arange(len(block))
    row = row_of[later.turn]
    here = np.flatnonzero(row >= 0)
    row, turn, word = row[here], later.turn[here], later.word[here] << _WORD_SHIFT
    low = np.searchsorted(earlier, word + oldest[turn])
    count = np.searchsorted(earlier, word + turn) - low
    which = np.repeat(np.arange(len(turn)), count)
    nth = np.arange(len(which)) - np.repeat(np.cumsum(count) - count, count)
    parent = earlier[low[which] + nth] & ((1 << _WORD_SHIFT) - 1)
    return Matches(row[which], turn[which] - parent, count[which], here[which])
