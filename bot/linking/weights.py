"""The fitted weights as shipped: weights.npz, written by tools/train_linking.py."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, fields
from functools import cache
from importlib.resources import as_file, files
from typing import Any, TypeAlias

import numpy as np
from numpy.typing import NDArray

from bot.linking.grid import Floats
from bot.linking.network import WEIGHT_GRID, Network

Array: TypeAlias = NDArray[Any]


@dataclass(frozen=True, slots=True)
class Model:
    """The words that the scorer knows, by number, and the networks of the two readings."""

    vocabulary: Mapping[str, int]
    first: Network
    second: Network


@cache
def shipped() -> Model:
    with as_file(files("bot.linking") / "weights.npz") as path, np.load(path) as kept:
        return unpacked({name: kept[name] for name in kept.files})


def packed(vocabulary: Sequence[str], first: Network, second: Network) -> dict[str, Array]:
    """The arrays of weights.npz; the networks must be rounded to the grid."""
    arrays: dict[str, Array] = {
        "vocabulary": np.frombuffer("\n".join(vocabulary).encode(), np.uint8)
    }
    for reading, network in (("first", first), ("second", second)):
        for f in fields(Network):
            weights = getattr(network, f.name) * WEIGHT_GRID
            arrays[f"{reading}_{f.name}"] = weights.astype(np.int16)
    return arrays


def unpacked(arrays: Mapping[str, Array]) -> Model:
    words = arrays["vocabulary"].tobytes().decode().split("\n")
    first, second = (
        Network(**{f.name: _floats(arrays[f"{reading}_{f.name}"]) for f in fields(Network)})
        for reading in ("first", "second")
    )
    return Model({word: number for number, word in enumerate(words)}, first, second)


def _floats(whole: Array) -> Floats:
    return whole.astype(np.float32) / np.float32(WEIGHT_GRID)
