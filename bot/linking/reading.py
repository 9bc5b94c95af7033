"""Reading a stretch of talk three times: the probability of each turn's parents."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import TypeAlias

import numpy as np

from bot.linking.grid import Doubles, Floats
from bot.linking.matches import SLOTS
from bot.linking.network import Network, probabilities, worded
from bot.linking.pairs import Features, block_features
from bot.linking.rereading import AFTER, BEFORE, CANDIDATES, guesses, reread
from bot.linking.surroundings import REACH, surroundings
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
    """

    talk: Talk
    ranks: range
    chances: Doubles
    pairs: Floats


class Stretch:
    """Talk whose turns in `asked` are judged, again and again."""

    def __init__(self, talk: Talk, asked: range) -> None:
        self.talk = talk
        self._around = surroundings(talk)
        self._turns = turn_features(self._around)
        self.first: Blocks = [(b, block_features(self._around, b)) for b in _blocks(asked)]
        """What a first reading goes by."""

    def again(self, chances: Doubles, asked: range, candidates: int) -> Blocks:
        """What a further reading goes by, after one that gave these chances."""
        seen = guesses(chances)
        parts = ((_overlap(block, asked), block, features) for block, features in self.first)
        return [
            (part, reread(self._around, seen, _cut(features, block, part), part, candidates))
            for part, block, features in parts
            if part
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


def read(messages: Sequence[Message], focus: range, model: Model) -> Reading:
    """Judge the messages at the places in `focus`; the others are what surrounds them.

    Every reading but the last takes in the neighbours of what the next one judges, since that one
    asks what it made of them.
    """
    talk = talk_of(messages, model.vocabulary)
    first, *later = (_ranks(talk, focus, margin) for margin in range(len(CANDIDATES), -1, -1))
    ranks = later[-1]
    if not ranks:
        return Reading(talk, ranks, np.zeros((0, SLOTS)), np.zeros((0, 0, SLOTS), np.float32))
    stretch = Stretch(talk, first)
    chances = stretch.judged(stretch.first, model.readings[0])
    for networks, asked, candidates in zip(model.readings[1:], later, CANDIDATES, strict=True):
        _believe(chances, talk, messages)
        chances = stretch.judged(stretch.again(chances, asked, candidates), networks)
    pairs = np.concatenate([features.pairs for _, features in stretch.first], axis=1)
    return Reading(talk, ranks, chances[ranks.start : ranks.stop], _rows(pairs, first, ranks))


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


def _ranks(talk: Talk, places: range, margins: int) -> range:
    """Those of the places, and of as many neighbours as so many readings more ask for."""
    ends = (places.start - margins * BEFORE, places.stop + margins * AFTER)
    start, stop = np.searchsorted(talk.position, ends)
    return range(int(start), int(stop))


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
