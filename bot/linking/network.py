"""The scorer: a small network over the features, in exact arithmetic.

The features, the weights and what passes between the layers are multiples of a power of two, and
small enough that every sum is exact in 32-bit floats (at most 24 bits). So a score is the same to
the last bit whether a turn is judged alone or among thousands: what was derived live equals what a
replay derives. The order of summation, which a BLAS is free to choose, plays no part.
"""

from dataclasses import dataclass, fields
from typing import Final

import numpy as np
from numpy.typing import NDArray

from bot.linking.grid import GRID, LIMIT, Doubles, Floats, Ints
from bot.linking.matches import SLOTS
from bot.linking.pairs import DISTANCES, Features

WEIGHT_GRID: Final = 256
WEIGHT_LIMIT: Final = 2.0
_MASKED: Final = -1e4
_CACHED: Final = 1 << 17
"""Numbers of a layer that the processor's cache holds."""
_ALONE: Final = 1 << 18
"""Multiplications from which on a BLAS shares a product among threads."""


@dataclass(frozen=True, slots=True)
class Network:
    """Weights, each [inputs, outputs]. `lexicon` turns known words into features of a turn."""

    lexicon: Floats
    pair: Floats
    distance: Floats
    parent: Floats
    child: Floats
    first_bias: Floats
    second: Floats
    second_bias: Floats
    last: Floats


def rounded(network: Network) -> Network:
    """The network with its weights on the grid."""
    return Network(*(_rounded(getattr(network, f.name)) for f in fields(network)))


def _rounded(weights: NDArray[np.floating]) -> Floats:
    limit = WEIGHT_LIMIT - 1 / WEIGHT_GRID
    return (np.rint(np.clip(weights, -limit, limit) * WEIGHT_GRID) / WEIGHT_GRID).astype(np.float32)


def probabilities(network: Network, turns: Floats, features: Features, block: Ints) -> Doubles:
    """[turns of the block, slots]: how likely each slot is the parent. Rows sum to 1."""
    first = max(0, int(block[0]) - SLOTS + 1)
    here = np.concatenate([turns[:, block], features.child])
    child = _product(here, network.child * GRID) + network.first_bias * GRID
    parent = _product(turns[:, first : int(block[-1]) + 1], network.parent * GRID)
    distance = DISTANCES.T @ (network.distance * GRID)
    slots = np.broadcast_to(features.slots, features.valid.shape)
    place = (block[:, None] - first - slots).clip(0)
    size = max(1, _CACHED // (slots.shape[1] * len(network.second)))
    scores: list[Floats] = []
    for start in range(0, len(block), size):
        rows = slice(start, start + size)
        layer = parent.take(place[rows], axis=0)
        layer += distance.take(slots[rows], axis=0)
        layer += child[rows, None]
        scores.append(_scores(network, layer, features.pairs[:, rows]))
    return softmax(np.where(features.valid, np.concatenate(scores) / np.float64(GRID), _MASKED))


def _scores(network: Network, layer: Floats, pairs: Floats) -> Floats:
    """[turns, slots], in units of the grid; `layer` [turns, slots, units] lacks only the pairs."""
    rows = layer.reshape(-1, layer.shape[2])
    rows += _product(pairs.reshape(len(pairs), -1), network.pair * GRID)
    hidden = _product(_activated(rows).T, network.second)
    hidden += network.second_bias * GRID
    return (_activated(hidden) @ network.last[:, 0]).reshape(layer.shape[:2])


def _product(columns: Floats, weights: Floats) -> Floats:
    """[rows, outputs] of columns [inputs, rows], in products too small for a BLAS to share among
    threads: on a busy machine the threads would wait for each other far longer than they work.
    """
    size = max(1, _ALONE // weights.size)
    rows = columns.shape[1]
    whole = rows - rows % size
    result = np.empty((rows, weights.shape[1]), np.float32)
    parts = columns[:, :whole].reshape(len(columns), -1, size)
    np.matmul(
        parts.transpose(1, 2, 0), weights, out=result[:whole].reshape(-1, size, weights.shape[1])
    )
    np.matmul(columns[:, whole:].T, weights, out=result[whole:])
    return result


def _activated(layer: Floats) -> Floats:
    """Rectified and put back on the grid, in place. In units of the grid, as all layers."""
    np.clip(layer, 0, GRID * LIMIT, out=layer)
    return np.rint(layer, out=layer)


def softmax(scores: Doubles) -> Doubles:
    powers = np.exp(scores - scores.max(axis=1, keepdims=True))
    return powers / powers.sum(axis=1, keepdims=True)
