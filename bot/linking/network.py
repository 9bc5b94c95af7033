"""The scorer: a small network over the features, in exact arithmetic.

The features, the weights and what passes between the layers are multiples of a power of two, and
small enough that every sum is exact in 32-bit floats (at most 24 bits). So a score is the same to
the last bit whether a turn is judged alone or among thousands: what was derived live equals what a
replay derives. The order of summation, which a BLAS is free to choose, plays no part.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, fields
from typing import Final

import numpy as np
from numpy.typing import NDArray

from bot.linking.grid import GRID, LIMIT, Doubles, Floats, Ints
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


@dataclass(frozen=True, slots=True)
class Panel:
    """Networks that judge together, each with its number among all: their weights, in units of the
    grid, [networks, inputs, outputs]; what each makes of the slots, [networks, SLOTS, units].
    """

    numbers: Sequence[int]
    pair: Floats
    slot: Floats
    parent: Floats
    child: Floats
    first_bias: Floats
    second: Floats
    second_bias: Floats
    last: Floats


def panel_of(networks: Mapping[int, Network]) -> Panel:
    def weights(name: str) -> Floats:
        return np.stack([getattr(network, name) for network in networks.values()])

    return Panel(
        numbers=[*networks],
        pair=weights("pair") * GRID,
        slot=DISTANCES.T @ (weights("distance") * GRID),
        parent=weights("parent") * GRID,
        child=weights("child") * GRID,
        first_bias=weights("first_bias")[:, None] * GRID,
        second=weights("second"),
        second_bias=weights("second_bias")[:, None] * GRID,
        last=weights("last"),
    )


def probabilities(
    panel: Panel, turns: Floats, known: Floats, features: Features, block: Ints
) -> Doubles:
    """[turns of the block, slots]: how likely each slot is the parent, averaged over the networks.
    Rows sum to 1. `turns` are the features of all turns, [turns, features]; `known` what each
    network makes of their words, [turns, networks, units].
    """

    def said(ranks: Ints, *more: Floats) -> Floats:
        alike = np.concatenate([turns.take(ranks, axis=0), *more], axis=1)
        words = known.take(ranks, axis=0).take(panel.numbers, axis=1).transpose(1, 0, 2)
        shared = np.broadcast_to(alike, (len(words), *alike.shape))
        return np.concatenate(
            [shared[:, :, : turns.shape[1]], words, shared[:, :, turns.shape[1] :]], axis=2
        )

    child = _product(said(block, features.child.T), panel.child) + panel.first_bias
    slots = np.broadcast_to(features.slots, features.valid.shape)
    ranks, place = _needed(np.maximum(block[:, None] - slots, 0), len(turns))
    parent = _product(said(ranks), panel.parent)
    size = max(1, _CACHED // (slots.shape[1] * panel.second[..., 0].size))
    scores: list[Floats] = []
    for start in range(0, len(block), size):
        rows = slice(start, start + size)
        layer = parent.take(place[rows], axis=1)
        layer += panel.slot.take(slots[rows], axis=1)
        layer += child[:, rows, None]
        scores.append(_scores(panel, layer, features.pairs[:, rows]))
    judged = np.concatenate(scores, axis=1) / np.float64(GRID)
    return softmax(np.where(features.valid, judged, _MASKED)).mean(axis=0)


def _needed(ranks: Ints, turns: int) -> tuple[Ints, Ints]:
    """Which of so many turns are among the `ranks`, and the place of each rank among those."""
    there = np.zeros(turns, np.bool_)
    there[ranks] = True
    return np.flatnonzero(there), (there.cumsum() - 1).take(ranks)


def _scores(panel: Panel, layer: Floats, pairs: Floats) -> Floats:
    """[networks, turns, slots], in units of the grid; `layer` [networks, turns, slots, units] lacks
    only the pairs.
    """
    rows = layer.reshape(len(layer), -1, layer.shape[3])
    rows += _product(pairs.reshape(len(pairs), -1).T, panel.pair)
    hidden = _product(_activated(rows), panel.second)
    hidden += panel.second_bias
    return (_activated(hidden) @ panel.last).reshape(layer.shape[:3])


def _product(rows: Floats, weights: Floats) -> Floats:
    """[networks, rows, outputs] of [rows, inputs] or [networks, rows, inputs], in products too
    small for a BLAS to share among threads: on a busy machine the threads would wait for each
    other far longer than they work.
    """
    networks, inputs, outputs = weights.shape
    size, count = max(1, _ALONE // (inputs * outputs)), rows.shape[-2]
    if count <= size:
        return rows @ weights
    whole = count - count % size
    result = np.empty((networks, count, outputs), np.float32)
    parts = rows[..., :whole, :].reshape(*rows.shape[:-2], -1, size, inputs)
    np.matmul(parts, weights[:, None], out=result[:, :whole].reshape(networks, -1, size, outputs))
    np.matmul(rows[..., whole:, :], weights, out=result[:, whole:])
    return result


def _activated(layer: Floats) -> Floats:
    """Rectified and put back on the grid, in place. In units of the grid, as all layers."""
    layer.clip(0, GRID * LIMIT, out=layer)
    return np.rint(layer, out=layer)


def softmax(scores: Doubles) -> Doubles:
    powers = np.exp(scores - scores.max(axis=-1, keepdims=True))
    return powers / powers.sum(axis=-1, keepdims=True)
