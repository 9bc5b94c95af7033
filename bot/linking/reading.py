"""Reading talk three times: the probability of each turn's parents.

Several rooms are read as one talk, since a reading costs far more than a turn of it: their ends are
laid one behind the other, so far apart that no turn looks from one into another, with numbers of
their own for authors and words.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import accumulate
from typing import Final, TypeAlias

import numpy as np

from bot.linking.earlier import Heard
from bot.linking.grid import Doubles, Floats, Ints, Parts
from bot.linking.matches import SLOTS
from bot.linking.network import Network, probabilities
from bot.linking.pairs import Features, block_features
from bot.linking.rereading import CANDIDATES, guesses, in_parts, reread
from bot.linking.share import Asked, Share
from bot.linking.surroundings import REACH, surroundings
from bot.linking.talk import Talk, joined
from bot.linking.turns import turn_features
from bot.linking.weights import Model

BLOCK: Final = 256
"""Turns that are judged at once: their arrays fit the processor's cache."""
APART: Final = REACH + 1
"""Places between two rooms, since nothing looks further."""

Blocks: TypeAlias = Sequence[tuple[Ints, Features]]
"""Ranks, and the features of these turns."""


@dataclass(frozen=True, slots=True)
class Reading:
    """A stretch of talk; for the turns in `ranks` the chances of their parents, slot by slot.

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
        self._turns = turn_features(self._around)
        self.first: Blocks = [(b, block_features(self._around, b)) for b in _blocks(asked)]
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

    def judged(self, blocks: Blocks, networks: Mapping[int, Network]) -> Doubles:
        """[turns of the blocks, SLOTS]: the chances, averaged over the networks, each given with
        its number among all.
        """
        judges = [
            (one, np.concatenate([self._turns, self.talk.known[:, number].T]))
            for number, one in networks.items()
        ]
        found = [np.zeros((0, SLOTS))]
        for block, features in blocks:
            opinions = [probabilities(*judge, features, block) for judge in judges]
            chances = np.zeros((len(block), SLOTS))
            np.put_along_axis(chances, features.slots, np.mean(opinions, axis=0), axis=1)
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
    one asks what it made of them.
    """
    starts = _starts(len(share.room.talk) for share in shares)
    asked = [
        _ranks(starts, [share.fresh[n] for share in shares]) for n in range(len(CANDIDATES) + 1)
    ]
    stretch = Stretch(_one_behind_the_other(shares), _ranks(starts, [s.whole for s in shares]))
    chances = stretch.judged(stretch.part(asked[0]), model.judges[0])
    for n, candidates in enumerate(CANDIDATES):
        known = np.zeros((len(stretch.talk), SLOTS), np.int16)
        known[asked[n]] = in_parts(chances)
        for share, start in zip(shares, starts, strict=True):
            share.settle(n, known[start : start + len(share.room.talk)])
        blocks = stretch.again(known, asked[n + 1], candidates)
        chances = stretch.judged(blocks, model.judges[n + 1])
    pairs = np.concatenate([features.pairs for _, features in stretch.first], axis=1)
    rows, firsts = (
        _starts(map(len, parts)) for parts in ([s.ranks for s in shares], [s.whole for s in shares])
    )
    return [
        Reading(
            share.room.talk,
            share.ranks,
            chances[row : row + len(share.ranks)],
            share.in_focus(pairs[:, first : first + len(share.whole)]),
            share.heard(),
        )
        for share, row, first in zip(shares, rows, firsts, strict=True)
    ]


def _starts(sizes: Iterable[int]) -> list[int]:
    """Where each part begins, of parts of these sizes."""
    return [0, *accumulate(sizes)][:-1]


def _one_behind_the_other(shares: Sequence[Share]) -> Talk:
    talks, place, number = list[Talk](), 0, 0
    for room in (share.room for share in shares):
        talks.append(room.talk.moved(place - room.places.start).renumbered(number))
        place += len(room.places) + APART
        number += len(room.numbers)
    return joined(talks)


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
