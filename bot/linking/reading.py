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
from bot.linking.surroundings import REACH, surroundings
from bot.linking.talk import Talk, laid_out
from bot.linking.turns import told_of, turn_features
from bot.linking.weights import Model

BLOCK: Final = 256
"""Turns that are judged at once: their arrays fit the processor's cache."""
APART: Final = REACH + 1
"""Places between two rooms, since nothing looks further."""

Shared = TypeVar("Shared", Ints, Truth)
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

    def __init__(self, talk: Talk, asked: Ints) -> None:
        self.talk = talk
        self._around = surroundings(talk)
        self._turns = turn_features(self._around).T
        self.first: Blocks = [(b, block_features(self._around, b)) for b in _blocks(asked)]
        """What a first reading goes by."""

    def told_of(self, ranks: Ints) -> Ints:
        """For each of the turns the first one of which it tells."""
        return told_of(self._around, ranks)

    def otherwise(self, before: Parts, after: Parts, ranks: Ints) -> Truth:
        """Of which of the turns a further reading may think otherwise by these chances."""
        return sounds_otherwise(self._around, before, after, ranks)

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
    starts = _starts(len(share.room.talk) for share in shares)
    stretch = Stretch(
        _one_behind_the_other([s.room for s in shares]), _ranks(starts, [s.whole for s in shares])
    )
    come = [share.come for share in shares]
    told = _shared_out(stretch.told_of(_ranks(starts, come)), come)
    firsts = [
        min(t.tolist(), default=len(share.room.talk) + start) - start
        for t, share, start in zip(told, shares, starts, strict=True)
    ]
    asked = [share.to_judge(0, first) for share, first in zip(shares, firsts, strict=True)]
    ranks = _ranks(starts, asked)
    chances = stretch.judged(stretch.part(ranks), model.panels[0])
    for n, candidates in enumerate(CANDIDATES):
        before = np.zeros((len(stretch.talk), SLOTS), np.int16)
        for share, start in zip(shares, starts, strict=True):
            share.recall(n, before[start : start + len(share.room.talk)])
        after = before.copy()
        after[ranks] = in_parts(chances)
        for share, start, judged in zip(shares, starts, asked, strict=True):
            share.settle(n, judged, after[start : start + len(share.room.talk)])
        doubtful = [s.doubtful(n + 1, judged) for s, judged in zip(shares, asked, strict=True)]
        otherwise = _shared_out(
            stretch.otherwise(before, after, _ranks(starts, doubtful)), doubtful
        )
        asked = [
            share.to_judge(n + 1, doubt.start + int(o.argmax()) if o.any() else judged.start)
            for share, doubt, o, judged in zip(shares, doubtful, otherwise, asked, strict=True)
        ]
        ranks = _ranks(starts, asked)
        chances = stretch.judged(stretch.again(after, ranks, candidates), model.panels[n + 1])
    pairs = np.concatenate(
        [np.zeros((len(Pair), 0, SLOTS), np.float32)]
        + [features.pairs for _, features in stretch.part(ranks)],
        axis=1,
    )
    rows = _starts(map(len, asked))
    return [
        Reading(
            share.room.talk,
            judged,
            chances[row : row + len(judged)],
            pairs[:, row : row + len(judged)],
            share.heard(),
        )
        for share, row, judged in zip(shares, rows, asked, strict=True)
    ]


def _shared_out(column: Shared, parts: Sequence[range]) -> list[Shared]:
    """The entries of the ranks of each part."""
    return [column[s : s + len(p)] for s, p in zip(_starts(map(len, parts)), parts, strict=True)]


def _starts(sizes: Iterable[int]) -> list[int]:
    """Where each part begins, of parts of these sizes."""
    return [0, *accumulate(sizes)][:-1]


def _one_behind_the_other(rooms: Sequence[Room]) -> Talk:
    starts = _starts(len(room.places) + APART for room in rooms)
    places = [start - room.places.start for start, room in zip(starts, rooms, strict=True)]
    numbers = _starts(len(room.numbers) for room in rooms)
    return laid_out([room.talk for room in rooms], places, numbers)


def _ranks(starts: Sequence[int], parts: Sequence[range]) -> Ints:
    """The ranks of the parts in the talk of all rooms."""
    return np.concatenate(
        [
            np.arange(start + part.start, start + part.stop)
            for start, part in zip(starts, parts, strict=True)
        ]
    )


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
