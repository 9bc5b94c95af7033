"""The fitted weights as shipped: weights.npz, written by tools/train_linking.py."""

from collections.abc import Mapping
from dataclasses import dataclass, fields
from functools import cache
from importlib.resources import as_file, files

import numpy as np

from bot.linking.network import WEIGHT_GRID, Network
from bot.linking.talk import Floats


@dataclass(frozen=True, slots=True)
class Model:
    """The words that the scorer knows, by number, and its networks, one a reading."""

    vocabulary: Mapping[str, int]
    networks: tuple[Network, ...]


@cache
def shipped() -> Model:
    with (
        as_file(files("bot.linking") / "weights.npz") as path,
        np.load(path, allow_pickle=False) as kept,
    ):
        words = kept["vocabulary"].tobytes().decode().split("\n")
        arrays = {name: _floats(kept[name]) for name in kept.files if name != "vocabulary"}
    readings = len(arrays) // len(fields(Network))
    return Model(
        {word: number for number, word in enumerate(words)},
        tuple(
            Network(**{f.name: arrays[f"{f.name}_{reading}"] for f in fields(Network)})
            for reading in range(readings)
        ),
    )


def _floats(whole: np.ndarray[tuple[int, ...], np.dtype[np.int16]]) -> Floats:
    return whole.astype(np.float32) / np.float32(WEIGHT_GRID)


def packed(
    vocabulary: list[str], networks: tuple[Network, ...]
) -> dict[str, np.ndarray[tuple[int, ...], np.dtype[np.generic]]]:
    """The arrays of weights.npz; the networks must be rounded to the grid."""
    arrays: dict[str, np.ndarray[tuple[int, ...], np.dtype[np.generic]]] = {
        "vocabulary": np.frombuffer("\n".join(vocabulary).encode(), np.uint8)
    }
    for reading, network in enumerate(networks):
        for f in fields(Network):
            arrays[f"{f.name}_{reading}"] = (getattr(network, f.name) * WEIGHT_GRID).astype(
                np.int16
            )
    return arrays
