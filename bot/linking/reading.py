"""Reading a stretch of talk: the probability of each turn's parents, block by block."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from bot.linking.features import block_features, neighbours, turn_features
from bot.linking.matches import SLOTS
from bot.linking.network import probabilities, worded
from bot.linking.talk import Talk, talk_of
from bot.linking.weights import Model
from bot.model import Message

BLOCK = 128
"""Turns that are judged at once: their arrays fit the processor's cache."""


@dataclass(frozen=True, slots=True)
class Reading:
    """A stretch of talk and, for the turns in `ranks`, the probabilities of their parents."""

    talk: Talk
    ranks: range
    chances: NDArray[np.float64]

    def row(self, rank: int) -> NDArray[np.float64]:
        return self.chances[rank - self.ranks.start]


def read(messages: Sequence[Message], focus: range, model: Model) -> Reading:
    """Judge the messages at the places in `focus`; the others are what surrounds them."""
    talk = talk_of(messages, model.vocabulary)
    start, stop = (int(rank) for rank in np.searchsorted(talk.position, (focus.start, focus.stop)))
    near = neighbours(talk)
    turns = worded(model.networks[0], turn_features(talk, near), talk.lexicon)
    chances = [np.zeros((0, SLOTS))]
    for first in range(start, stop, BLOCK):
        block = range(first, min(first + BLOCK, stop))
        made = block_features(talk, near, block)
        chances.append(probabilities(model.networks[0], turns, made, block))
    return Reading(talk, range(start, stop), np.concatenate(chances))
