"""Reading talk three times: the probability of each turn's parents.

Several rooms are read as one talk, since a reading costs far more than a turn of it: their ends are
laid one behind the other, so far apart that no turn looks from one into another, with numbers of
their own for authors and words.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import accumulate
from typing import Final, TypeAlias, TypeVar

import numpy as np

from bot.linking.earlier import Heard
from bot.linking.grid import Doubles, Floats, Ints, Parts, Truth
from bot.linking.matches import SLOTS
from bot.linking.network import Panel, probabilities
from bot.linking.pairs import Features, Pair, block_features
from bot.linking.rereading import CANDIDATES, guesses, in_parts, reread, sounds_otherwise
from bot.linking.room import Room
from bot.linking.share import Asked, Share
from bot.linking.surroundings import REACH, Surroundings, surroundings
from bot.linking.talk import Talk, laid_out
from bot.linking.turns import told_of, turn_features
from bot.linking.weights import Model

BLOCK: Final = 256
"""Turns that are judged at once: their arrays fit the processor's cache."""
APART: Final = REACH + 1
"""Places between two rooms, since nothing looks further."""

Shared = TypeVar("Shared", Ints, Truth, Doubles, Floats)
Blocks: TypeAlias = Sequence[tuple[Ints, Features]]
"""Ranks, and the features of these turns."""


@dataclass(frozen=True, slots=True)
class Reading:
    """A stretch of talk; for the turns in `ranks` the chances of their parents, slot by slot.

    These are the turns in focus but for those that were heard before, and now sound the same.
    `pairs` are the pair features of the first reading, [features, turns, SLOTS]: the evidence.
    `heard` is what the reading of the talk that follows need not judge again.
    """

    talk: Talk
    ranks: range
    chances: Doubles
    pairs: Floats
    heard: Heard | None = None


class Stretch:
    """Talk whose turns of the `asked` ranks are judged, again and again."""

    def __init__(self, around: Surroundings, asked: Ints) -> None:
        self.talk = around.talk
        self._around = around
        self._turns = turn_features(around).T
        self.first: Blocks = [(b, block_features(around, b)) for b in _blocks(asked)]
        """What a first reading goes by."""

    def part(self, asked: Ints) -> Blocks:
        """What a first reading of some of the turns goes by."""
        is_asked = np.zeros(len(self.talk), np.bool_)
        is_asked[asked] = True
        rows = [np.flatnonzero(is_asked[block]) for block, _ in self.first]
        return [
            (block[some], _cut(features, some))
            for (block, features), some in zip(self.first, rows, strict=True)
            if len(some)
        ]

    def again(self, chances: Parts, asked: Ints, candidates: int) -> Blocks:
        """What a further reading goes by, after one that gave these chances to all of the talk."""
        seen = guesses(chances)
        return [
            (part, reread(self._around, seen, features, part, candidates))
            for part, features in self.part(asked)
        ]

    def judged(self, blocks: Blocks, panel: Panel) -> Doubles:
        """[turns of the blocks, SLOTS]: the chances by these networks."""
        found = [np.zeros((0, SLOTS))]
        for block, features in blocks:
            chances = np.zeros((len(block), SLOTS))
            rows = np.arange(len(block))[:, None]
            chances[rows, features.slots] = probabilities(
                panel, self._turns, self.talk.known, features, block
            )
            found.append(chances)
        return np.concatenate(found)


def read(asked: Sequence[Asked], model: Model) -> list[Reading]:
    """Judge what is asked of each room. One reading of them all is the same as one of each."""
    shares = [Share(each, model.vocabulary) for each in asked]
    heard = [share for share in shares if share.ranks]
    readings = iter(_read(heard, model) if heard else ())
    return [next(readings) if share.ranks else _silent(share) for share in shares]


def _silent(share: Share) -> Reading:
    chances, pairs = np.zeros((0, SLOTS)), np.zeros((0, 0, SLOTS), np.float32)
    return Reading(share.room.talk, share.ranks, chances, pairs)


def _read(shares: Sequence[Share], model: Model) -> list[Reading]:
    """Every reading but the last takes in the neighbours of what the next one judges, since that
    one asks what it made of them. What was read before is judged again only from the first turn on
    of which there is something else to tell.
    """
    rooms = _Rooms([len(share.room.talk) for share in shares])
    around = surroundings(_one_behind_the_other([share.room for share in shares]))
    firsts = _firsts(shares, rooms, around)
    every = [*zip(shares, firsts, strict=True)]
    stretch = Stretch(around, rooms.ranks([share.whole(first) for share, first in every]))
    judged = [share.to_judge(0, first) for share, first in every]
    chances = stretch.judged(stretch.part(rooms.ranks(judged)), model.panels[0])
    for n, candidates in enumerate(CANDIDATES):
        before = np.zeros((len(around.talk), SLOTS), np.int16)
        for share, known in zip(shares, rooms.shares(before), strict=True):
            share.recall(n, known)
        after = before.copy()
        after[rooms.ranks(judged)] = in_parts(chances)
        for share, part, known in zip(shares, judged, rooms.shares(after), strict=True):
            share.settle(n, part, known)
        doubtful = [share.doubtful(n + 1, part) for share, part in zip(shares, judged, strict=True)]
        otherwise = sounds_otherwise(around, before, after, rooms.ranks(doubtful))
        firsts = [
            part.start + int(sounds.argmax()) if sounds.any() else part.stop
            for part, sounds in zip(doubtful, _shared_out(otherwise, doubtful), strict=True)
        ]
        judged = [share.to_judge(n + 1, first) for share, first in zip(shares, firsts, strict=True)]
        blocks = stretch.again(after, rooms.ranks(judged), candidates)
        chances = stretch.judged(blocks, model.panels[n + 1])
    pairs = [features.pairs for _, features in stretch.part(rooms.ranks(judged))]
    seen = np.concatenate([np.zeros((len(Pair), 0, SLOTS), np.float32), *pairs], axis=1)
    return [
        Reading(share.room.talk, part, chance, evidence.swapaxes(0, 1), share.heard())
        for share, part, chance, evidence in zip(
            shares,
            judged,
            _shared_out(chances, judged),
            _shared_out(seen.swapaxes(0, 1), judged),
            strict=True,
        )
    ]


def _firsts(shares: Sequence[Share], rooms: "_Rooms", around: Surroundings) -> list[int]:
    """The first turn of each room of which those that came tell; where none came, its end."""
    come = [share.come for share in shares]
    told = _shared_out(told_of(around, rooms.ranks(come)), come)
    return [
        min(ranks.tolist(), default=start + size) - start
        for ranks, start, size in zip(told, rooms.starts, rooms.sizes, strict=True)
    ]


class _Rooms:
    """Where the turns of each room begin in the talk of all, given how many each has."""

    def __init__(self, sizes: Sequence[int]) -> None:
        self.sizes, self.starts = sizes, _starts(sizes)

    def ranks(self, parts: Sequence[range]) -> Ints:
        """The ranks in the talk of all rooms, of a part of each."""
        both = zip(self.starts, parts, strict=True)
        return np.concatenate([np.arange(at + part.start, at + part.stop) for at, part in both])

    def shares(self, column: Parts) -> list[Parts]:
        """Each room's of a column of all turns."""
        return [column[at : at + size] for at, size in zip(self.starts, self.sizes, strict=True)]


def _shared_out(column: Shared, parts: Sequence[range]) -> list[Shared]:
    """Each part's of a column of all parts."""
    sizes = [len(part) for part in parts]
    return [column[at : at + size] for at, size in zip(_starts(sizes), sizes, strict=True)]


def _starts(sizes: Iterable[int]) -> list[int]:
    """Where each part begins, of parts of these sizes."""
    return [0, *accumulate(sizes)][:-1]


def _one_behind_the_other(rooms: Sequence[Room]) -> Talk:
    starts = _starts(len(room.places) + APART for room in rooms)
    places = [start - room.places.start for start, room in zip(starts, rooms, strict=True)]
    numbers = _starts(len(room.numbers) for room in rooms)
    return laid_out([room.talk for room in rooms], places, numbers)


def _blocks(ranks: Ints) -> Iterator[Ints]:
    for start in range(0, len(ranks), BLOCK):
        yield ranks[start : start + BLOCK]


def _cut(features: Features, rows: Ints) -> Features:
    if len(rows) == len(features.valid):
        return features
    return replace(
        features,
        pairs=features.pairs[:, rows],
        child=features.child[:, rows],
        valid=features.valid[rows],
    )
