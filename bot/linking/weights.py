"""The fitted weights as shipped: weights.npz, written by tools/train_linking.py."""

from collections.abc import Mapping
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
    """The words that the scorer knows, by number, and its networks.

    One network makes the first reading; several the second, and their chances are averaged.
    """

    vocabulary: Mapping[str, int]
    first: Network
    second: tuple[Network, ...]


@cache
def shipped() -> Model:
    with as_file(files("bot.linking") / "weights.npz") as path, np.load(path) as kept:
        return unpacked({name: kept[name] for name in kept.files})


def packed(model: Model) -> dict[str, Array]:
    """The arrays of weights.npz. The networks must be rounded to the grid."""
    words = np.frombuffer("\n".join(model.vocabulary).encode(), np.uint8)
    return {"vocabulary": words} | {
        f"{place}_{f.name}": (getattr(network, f.name) * WEIGHT_GRID).astype(np.int16)
        for place, network in enumerate((model.first, *model.second))
        for f in fields(Network)
    }


def unpacked(arrays: Mapping[str, Array]) -> Model:
    words = arrays["vocabulary"].tobytes().decode().split("\n")
    networks = (len(arrays) - 1) // len(fields(Network))
    first, *second = (
        Network(**{f.name: _floats(arrays[f"{place}_{f.name}"]) for f in fields(Network)})
        for place in range(networks)
    )
    return Model({word: number for number, word in enumerate(words)}, first, tuple(second))


def _floats(whole: Array) -> Floats:
    return whole.astype(np.float32) / np.float32(WEIGHT_GRID)
