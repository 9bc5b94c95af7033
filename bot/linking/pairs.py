"""Features of pairs of turns and of distances: who speaks to whom, about what, how far apart.

All are computed within a window and lie on the grid. They follow Kummerfeld et al. 2019
(arXiv 1810.11118, appendix) and Elsner & Charniak 2008, without their word vectors.
"""

from dataclasses import dataclass
from enum import IntEnum
from typing import Final

import numpy as np

from bot.linking.grid import (
    Column,
    Doubles,
    Floats,
    Ints,
    Parts,
    Truth,
    log_count,
    log_minutes,
    on_grid,
)
from bot.linking.matches import SLOTS, Matches, matches, windowed
from bot.linking.surroundings import NEVER, REACH, Sought, Surroundings


class Pair(IntEnum):
    """The pair features of the first reading, in the order of their columns."""

    SAME = 0
    """One author."""
    ADDRESSES = 1
    """The child addresses the parent's author; below, what names somebody only in passing."""
    MENTIONS = 2
    ADDRESSED_BY = 3
    """The parent addresses the child's author."""
    MENTIONED_BY = 4
    ADDRESSED_BEFORE = 5
    """The child's author addressed the parent's in the turn before, or (next) in the turn after."""
    ADDRESSED_AFTER = 6
    SAME_ADDRESSEE = 7
    LAST_SAME = 8
    """The nearest of those; so, too, the next two."""
    LAST_NAMED = 9
    LAST_NAMING = 10
    NEARER_SAME = 11
    """How many of those lie nearer."""
    NEARER_NAMING = 12
    LAST_CALLER = 13
    """The parent's author was the last to name the child's."""
    LATEST = 14
    """The author's latest turn so far, and the one before it."""
    SECOND_LATEST = 15
    GAP = 16
    NO_GAP = 17
    RARITY = 18
    """Topic words in common, by how rare they are around, and their number."""
    SHARED = 19
    ANSWERED = 20
    """Somebody already spoke to the parent's author."""


@dataclass(frozen=True, slots=True)
class Features:
    """One block: `pairs` [features, turns, slots], `child` [features, turns], `valid` slots.

    `slots` [turns, slots] says which ones they are, or [1, slots] if they are the same for all.
    """

    pairs: Floats
    child: Floats
    valid: Truth
    slots: Ints


def _distances() -> Floats:
    slots = np.arange(SLOTS)
    columns: list[Column] = [
        slots == 0, slots == 1, slots == 2, slots == 3, slots > 3, slots > 7, slots > 15,
        np.log(np.maximum(slots, 1)), 4 / np.maximum(slots, 1) * (slots > 0), slots / 16,
    ]  # fmt: skip
    return on_grid(np.array(columns, np.float64))


DISTANCES: Final = _distances()
"""Features of the slots, [features, SLOTS]: how far back, in turns of talk."""


def block_features(around: Surroundings, block: Ints) -> Features:
    """The features of the turns in `block` and of each with every turn in its window."""
    talk = around.talk
    rank = block[:, None]
    position = windowed(talk.position, block, -NEVER)
    valid = position[:, :1] - position <= REACH
    found = matches(around.sought, around.said, block, around.oldest)
    sought_for = around.sought_for.take(found.which)
    who = _who(around, block, _named(found, sought_for, len(block)))
    latest = windowed(around.after, block) >= rank
    second = windowed(around.second_after, block) >= rank
    seconds = windowed(talk.second, block)
    pace = around.pace[block, None]
    gap = log_minutes((seconds[:, :1] - seconds) * 60 // pace)
    rarity, shared = _shared(found, sought_for == Sought.TOPICS, len(block))
    answered = windowed(around.spoken_to, block) < rank
    columns: list[Column] = [
        *who.columns, latest & ~who.truths[0], second & ~latest,
        on_grid(gap), gap == 0, on_grid(rarity), shared, answered,
    ]  # fmt: skip
    pairs = np.array(columns, np.float32)
    pairs *= valid
    pairs[:, :, 0] = 0
    return Features(pairs, _child(who, valid), valid, np.arange(SLOTS)[None])


@dataclass(frozen=True, slots=True)
class _Who:
    """Who speaks to whom: `truths` [3, turns, SLOTS], one author, the child names the parent's, the
    parent the child's; `counts` of the true slots so far; `columns` are the first of Pair.
    """

    truths: Truth
    counts: Parts
    columns: list[Column]


def _named(found: Matches, sought_for: Ints, turns: int) -> Truth:
    """[Sought, turns, SLOTS]: where what is sought is found."""
    dense = np.zeros((len(Sought), turns, SLOTS), np.bool_)
    dense[sought_for, found.row, found.slot] = True
    return dense


def _who(around: Surroundings, block: Ints, named: Truth) -> _Who:
    author = windowed(around.talk.author, block)
    first = block - around.oldest[block]
    slots = np.arange(SLOTS)
    same = (author == author[:, :1]) & (slots > 0) & (slots <= first[:, None])
    names = named[Sought.ADDRESSES] | named[Sought.MENTIONS]
    named_by = named[Sought.ADDRESSED_BY] | named[Sought.MENTIONED_BY]
    caller = _author_of_first(author, named_by)
    truths = np.stack([same, names, named_by])
    counts = truths.cumsum(axis=2, dtype=np.int16)
    nearer = np.minimum(counts[::2] - truths[::2], 4) / 2
    columns: list[Column] = [
        same, *named[: Sought.TOPICS], *(truths & (counts == 1)), *nearer,
        author == caller[:, None],
    ]  # fmt: skip
    return _Who(truths, counts, columns)


def _author_of_first(author: Ints, truth: Truth) -> Ints:
    nearest = author[np.arange(len(author)), truth.argmax(axis=1)]
    return np.where(truth.any(axis=1), nearest, -2)


def _shared(words: Matches, topics: Truth, turns: int) -> tuple[Floats, Floats]:
    """Topic words in common, weighed by how rare they are around, and their number."""
    place = (words.row * SLOTS + words.slot)[topics]
    rarity = np.rint(16 * log_count(SLOTS // np.maximum(words.around[topics], 1)))
    size, shape = turns * SLOTS, (turns, SLOTS)
    weight = np.bincount(place, rarity, size).reshape(shape) / 32
    count = np.bincount(place, None, size).reshape(shape)
    return weight.astype(np.float32), np.minimum(count, 6).astype(np.float32)


def _child(who: _Who, valid: Truth) -> Floats:
    """What the window as a whole says of its last turn."""
    often: Doubles = np.minimum(who.counts[:, :, -1], 8) / 4
    nearest = log_count(who.truths.argmax(axis=2))
    seen = np.stack([np.sign(often), nearest, often], axis=1).reshape(-1, len(valid))
    return on_grid(np.concatenate([seen, valid.sum(axis=1)[None] / 16]))
