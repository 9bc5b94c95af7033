"""Reading a stretch of talk three times: the probability of each turn's parents."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import TypeAlias

import numpy as np

from bot.linking.earlier import Heard, Settled, still_settled
from bot.linking.grid import Doubles, Floats
from bot.linking.matches import SLOTS
from bot.linking.network import Network, probabilities, worded
from bot.linking.pairs import Features, block_features
from bot.linking.rereading import AFTER, BEFORE, CANDIDATES, guesses, reread
from bot.linking.surroundings import NEAR, REACH, surroundings
from bot.linking.talk import Talk, talk_of
from bot.linking.turns import turn_features
from bot.linking.weights import Model
from bot.model import Message

BLOCK = 256
"""Turns that are judged at once: their arrays fit the processor's cache."""

Blocks: TypeAlias = Sequence[tuple[range, Features]]


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
    """Talk whose turns in `asked` are judged, again and again."""

    def __init__(self, talk: Talk, asked: range) -> None:
        self.talk = talk
        self._around = surroundings(talk)
        self._turns = turn_features(self._around)
        self.first: Blocks = [(b, block_features(self._around, b)) for b in _blocks(asked)]
        """What a first reading goes by."""

    def part(self, asked: range) -> Blocks:
        """What a first reading of some of the turns goes by."""
        return [
            (part, _cut(features, block, part))
            for block, features in self.first
            if (part := _overlap(block, asked))
        ]

    def again(self, chances: Doubles, asked: range, candidates: int) -> Blocks:
        """What a further reading goes by, after one that gave these chances."""
        seen = guesses(chances)
        return [
            (part, reread(self._around, seen, features, part, candidates))
            for part, features in self.part(asked)
        ]

    def judged(self, blocks: Blocks, networks: Sequence[Network]) -> Doubles:
        """[turns, SLOTS]: the chances, averaged over the networks; none outside the blocks."""
        judges = [(one, worded(one, self._turns, self.talk.lexicon)) for one in networks]
        chances = np.zeros((len(self.talk), SLOTS))
        for block, features in blocks:
            opinions = [probabilities(*judge, features, block) for judge in judges]
            rows = chances[block.start : block.stop]
            np.put_along_axis(rows, features.slots, np.mean(opinions, axis=0), axis=1)
        return chances


def read(
    messages: Sequence[Message], focus: range, model: Model, before: Heard | None = None
) -> Reading:
    """Judge the messages at the places in `focus`; the others are what surrounds them.

    Every reading but the last takes in the neighbours of what the next one judges, since that one
    asks what it made of them. What was settled `before` is not judged again: of talk that goes on
    only the end is read.
    """
    *asked, last = (_around(focus, margins) for margins in range(len(CANDIDATES), -1, -1))
    settled = still_settled(before, messages, asked)
    # Where all before the focus is settled, nothing looks further back than this.
    is_end = all(known.places.stop >= focus.start for known in settled)
    since = max(0, focus.start - REACH - NEAR) if is_end else 0
    talk = talk_of(messages, model.vocabulary, since=since, earlier=before and before.talk)
    ranks = _ranks(talk, last)
    if not ranks:
        return Reading(talk, ranks, np.zeros((0, SLOTS)), np.zeros((0, 0, SLOTS), np.float32))
    fresh = [_ranks(talk, _rest(*each)) for each in zip(asked, settled, strict=True)]
    whole = range(min(part.start for part in (*fresh, ranks)), max(p.stop for p in (*fresh, ranks)))
    stretch = Stretch(talk, whole)
    chances, kept = stretch.judged(stretch.part(fresh[0]), model.readings[0]), list[Settled]()
    later = zip(asked, settled, model.readings[1:], [*fresh[1:], ranks], CANDIDATES, strict=True)
    for margin, (places, known, networks, part, candidates) in enumerate(later, 1):
        _believe(chances, talk, messages)
        _recall(chances, talk, known)
        final = range(places.start, min(places.stop, len(messages) - margin * AFTER))
        kept.append(Settled(final, chances[_slice(_ranks(talk, final))].copy()))
        chances = stretch.judged(stretch.again(chances, part, candidates), networks)
    pairs = np.concatenate([features.pairs for _, features in stretch.first], axis=1)
    heard = Heard(messages, talk, kept)
    return Reading(talk, ranks, chances[_slice(ranks)], _rows(pairs, whole, ranks), heard)


def _rest(asked: range, settled: Settled) -> range:
    return range(max(asked.start, settled.places.stop), asked.stop)


def _recall(chances: Doubles, talk: Talk, settled: Settled) -> None:
    """Put what was settled before where it belongs; of what is too far back there is no rank."""
    ranks = _ranks(talk, settled.places)
    chances[_slice(ranks)] = settled.chances[len(settled.chances) - len(ranks) :]


def _slice(ranks: range) -> slice:
    return slice(ranks.start, ranks.stop)


def _rows(pairs: Floats, whole: range, part: range) -> Floats:
    return pairs[:, part.start - whole.start : part.stop - whole.start]


def _cut(features: Features, block: range, part: range) -> Features:
    rows = slice(part.start - block.start, part.stop - block.start)
    return replace(
        features,
        pairs=_rows(features.pairs, block, part),
        child=features.child[:, rows],
        valid=features.valid[rows],
    )


def _overlap(one: range, other: range) -> range:
    return range(max(one.start, other.start), min(one.stop, other.stop))


def _around(places: range, margins: int) -> range:
    """The places, and as many neighbours as so many readings more ask for."""
    return range(places.start - margins * BEFORE, places.stop + margins * AFTER)


def _ranks(talk: Talk, places: range) -> range:
    start, stop = np.searchsorted(talk.position, (places.start, places.stop))
    return range(int(start), max(int(start), int(stop)))


def _blocks(ranks: range) -> Iterator[range]:
    for start in range(ranks.start, ranks.stop, BLOCK):
        yield range(start, min(start + BLOCK, ranks.stop))


def _believe(chances: Doubles, talk: Talk, messages: Sequence[Message]) -> None:
    """Put what people said by the reply button in the place of guesses."""
    said = [messages[int(place)] for place in talk.position]
    rank_of = {message.id: rank for rank, message in enumerate(said)}
    for rank, message in enumerate(said):
        slot = 0 if message.reply_to is None else rank - rank_of.get(message.reply_to, rank)
        if 0 < slot < SLOTS and talk.position[rank] - talk.position[rank - slot] <= REACH:
            chances[rank] = 0
            chances[rank, slot] = 1
