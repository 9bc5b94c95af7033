"""Views and matches over a window of talk: the two mechanisms behind every pair feature.

A block of pairs is an array [turns, SLOTS]: row r is the turn `block.start + r`, slot s the turn s
places before it. Slot 0 is the turn itself and stands for "starts a conversation".
"""

from typing import Any, Final, NamedTuple, TypeVar

import numpy as np
from numpy.typing import NDArray

from bot.linking.grid import Ints, Truth
from bot.linking.talk import Rows

SLOTS: Final = 64
"""Turns that may be a parent, and one slot for none of them: 98.6 % of the links in the training
logs are shorter."""

Scalar = TypeVar("Scalar", bound=np.number[Any])

_WORD_SHIFT: Final = 32


class Matches(NamedTuple):
    """Pairs that share a word: row and slot in the block, and how often the word is around."""

    row: Ints
    slot: Ints
    around: Ints


def windowed(
    column: NDArray[Scalar], block: range, fill: int = -1, *, width: int = SLOTS
) -> NDArray[Scalar]:
    """[turns, width] of a column: each turn's window, newest first; `fill` before the talk."""
    ranks = np.arange(block.start, block.stop)[:, None] - np.arange(width)
    shown = column.take(ranks.clip(0))
    if block.start < width - 1:
        shown[ranks < 0] = fill
    return shown


def indexed(rows: Rows) -> Ints:
    """Where each word stands: sorted, by word and then by turn."""
    return np.sort((rows.word << _WORD_SHIFT) + rows.turn)


def matches(later: Rows, earlier: Ints, block: range, oldest: Ints) -> Matches:
    """Where a turn of the block and an earlier turn in its window have a word in common.

    `earlier` are the words of the earlier ones, indexed; `oldest` is the rank of the first turn in
    each turn's window.
    """
    rows = slice(*np.searchsorted(later.turn, (block.start, block.stop)))
    turn, word = later.turn[rows], later.word[rows] << _WORD_SHIFT
    low = np.searchsorted(earlier, word + oldest[turn])
    count = np.searchsorted(earlier, word + turn) - low
    which = np.repeat(np.arange(len(turn)), count)
    nth = np.arange(len(which)) - np.repeat(np.cumsum(count) - count, count)
    parent = earlier[low[which] + nth] & ((1 << _WORD_SHIFT) - 1)
    return Matches(turn[which] - block.start, turn[which] - parent, count[which])


def table(found: Matches, block: range) -> Truth:
    """The matches as a block of truth values."""
    dense = np.zeros((len(block), SLOTS), np.bool_)
    dense[found.row, found.slot] = True
    return dense
