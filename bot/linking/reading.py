"""Reading a stretch of talk twice: the probability of each turn's parents."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

import numpy as np

from bot.linking.grid import Doubles, Floats, Ints
from bot.linking.matches import SLOTS
from bot.linking.network import probabilities, worded
from bot.linking.pairs import Features, block_features
from bot.linking.rereading import AFTER, BEFORE, guesses, reread
from bot.linking.surroundings import REACH, surroundings
from bot.linking.talk import Talk, talk_of
from bot.linking.turns import turn_features
from bot.linking.weights import Model
from bot.model import Message

BLOCK = 256
"""Turns that are judged at once: their arrays fit the processor's cache."""


@dataclass(frozen=True, slots=True)
class Reading:
    """A stretch of talk; for the turns in `ranks` the chances of their parents, slot by slot.

    `pairs` are the pair features of the first reading, [features, turns, SLOTS]: the evidence.
    """

    talk: Talk
    ranks: range
    chances: Doubles
    pairs: Floats


def read(messages: Sequence[Message], focus: range, model: Model) -> Reading:
    """Judge the messages at the places in `focus`; the others are what surrounds them.

    The first reading takes in the neighbours too, since the second asks what it made of them.
    """
    talk = talk_of(messages, model.vocabulary)
    asked = _ranks(talk, range(focus.start - BEFORE, focus.stop + AFTER))
    ranks = _ranks(talk, focus)
    if not ranks:
        nothing = np.zeros((0, 0, SLOTS), np.float32)
        return Reading(talk, ranks, np.zeros((0, SLOTS)), nothing)
    around = surroundings(talk)
    turns = turn_features(around)
    first = worded(model.first, turns, talk.lexicon)
    chances = np.zeros((len(talk), SLOTS))
    made: list[Features] = []
    for block in _blocks(asked):
        made.append(block_features(around, block))
        chances[block.start : block.stop] = probabilities(model.first, first, made[-1], block)
    _believe(chances, talk, messages)
    seen = guesses(chances)
    judges = [(network, worded(network, turns, talk.lexicon)) for network in model.second]
    rows: list[Doubles] = []
    evidence: list[Floats] = []
    for block, features in zip(_blocks(asked), made, strict=True):
        part = range(max(block.start, ranks.start), min(block.stop, ranks.stop))
        if part:
            cut = _cut(features, slice(part.start - block.start, part.stop - block.start))
            both = reread(around, seen, cut, part)
            opinions = [probabilities(*judge, both, part) for judge in judges]
            rows.append(_spread(np.mean(opinions, axis=0), both.slots))
            evidence.append(cut.pairs)
    return Reading(talk, ranks, np.concatenate(rows), np.concatenate(evidence, axis=1))


def _spread(chances: Doubles, slots: Ints) -> Doubles:
    """The chances of some slots among those of all."""
    spread = np.zeros((len(chances), SLOTS))
    np.put_along_axis(spread, slots, chances, axis=1)
    return spread


def _cut(features: Features, rows: slice) -> Features:
    return replace(
        features,
        pairs=features.pairs[:, rows],
        child=features.child[:, rows],
        valid=features.valid[rows],
    )


def _ranks(talk: Talk, places: range) -> range:
    start, stop = np.searchsorted(talk.position, (places.start, places.stop))
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
