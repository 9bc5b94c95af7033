"""The fitted weights as shipped: weights.npz, written by tools/train_linking.py."""

from collections.abc import Mapping
from dataclasses import dataclass, fields
from functools import cache
from importlib.resources import as_file, files
from itertools import count
from typing import Any, TypeAlias

import numpy as np
from numpy.typing import NDArray

from bot.linking.grid import Floats
from bot.linking.network import WEIGHT_GRID, Network, Panel, panel_of
from bot.linking.room import Vocabulary

Array: TypeAlias = NDArray[Any]


@dataclass(frozen=True, slots=True)
class Model:
    """The words that the scorer knows, by number, and the networks of each reading, as they are
    kept and as they judge.
    """

    vocabulary: Vocabulary
    readings: tuple[tuple[Network, ...], ...]
    panels: tuple[Panel, ...]


def model_of(words: Mapping[str, int], readings: tuple[tuple[Network, ...], ...]) -> Model:
    lexicons = [network.lexicon for networks in readings for network in networks]
    numbers = count()
    panels = [panel_of({next(numbers): network for network in one}) for one in readings]
    return Model(Vocabulary(words, np.stack(lexicons, axis=1)), readings, tuple(panels))


@cache
def shipped() -> Model:
    with as_file(files("bot.linking") / "weights.npz") as path, np.load(path) as kept:
        return unpacked({name: kept[name] for name in kept.files})


def packed(model: Model) -> dict[str, Array]:
    """The arrays of weights.npz, "reading/judge/weights" each. Weights must lie on the grid."""
    words = np.frombuffer("\n".join(model.vocabulary.numbers).encode(), np.uint8)
    return {"vocabulary": words} | {
        f"{reading}/{judge}/{f.name}": (getattr(network, f.name) * WEIGHT_GRID).astype(np.int16)
        for reading, networks in enumerate(model.readings)
        for judge, network in enumerate(networks)
        for f in fields(Network)
    }


def unpacked(arrays: Mapping[str, Array]) -> Model:
    words = arrays["vocabulary"].tobytes().decode().split("\n")
    readings: dict[str, dict[str, dict[str, Floats]]] = {}
    for name, whole in arrays.items():
        if name != "vocabulary":
            reading, judge, weights = name.split("/")
            networks = readings.setdefault(reading, {})
            networks.setdefault(judge, {})[weights] = _floats(whole)
    return model_of(
        {word: number for number, word in enumerate(words)},
        tuple(
            tuple(Network(**weights) for weights in networks.values())
            for networks in readings.values()
        ),
    )


def _floats(whole: Array) -> Floats:
    return whole.astype(np.float32) / np.float32(WEIGHT_GRID)
