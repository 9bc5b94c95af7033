from dataclasses import fields
from hashlib import sha256
from importlib.resources import files

import numpy as np
import pytest

from bot.linking import LINKING_VERSION
from bot.linking.grid import GRID, LIMIT
from bot.linking.network import WEIGHT_GRID, WEIGHT_LIMIT, Network, rounded, softmax
from bot.linking.pairs import DISTANCES
from bot.linking.reading import read
from bot.linking.share import Asked
from bot.linking.weights import packed, shipped, unpacked
from tests.unit.linking.chat import talk

EXACT = 2**24
"""Whole numbers below it are exact in 32-bit floats, and so are their sums."""


NETWORKS = tuple(network for networks in shipped().readings for network in networks)


@pytest.mark.parametrize("network", NETWORKS)
def test_no_sum_of_the_scorer_can_lose_a_bit(network: Network) -> None:
    most = int(LIMIT * GRID) * int(WEIGHT_LIMIT * WEIGHT_GRID)
    layers = (network.pair, network.distance, network.parent, network.child)

    assert sum(len(layer) for layer in layers) * most < EXACT
    assert len(network.second) * most < EXACT


def test_shipped_weights_lie_on_the_grid() -> None:
    for network in NETWORKS:
        again = rounded(network)
        for f in fields(Network):
            assert np.array_equal(getattr(network, f.name), getattr(again, f.name))


def test_new_weights_bear_a_new_version() -> None:
    digest = sha256((files("bot.linking") / "weights.npz").read_bytes()).hexdigest()

    assert (LINKING_VERSION, digest[:12]) == ("5", "14ca9751a3eb")


def test_weights_come_back_as_they_were_packed() -> None:
    model = shipped()

    again = unpacked(packed(model))

    assert again.vocabulary.numbers == model.vocabulary.numbers
    assert np.array_equal(again.readings[-1][-1].pair, model.readings[-1][-1].pair)


def test_the_scorer_knows_as_many_words_and_features_as_its_weights() -> None:
    model = shipped()

    for network in NETWORKS:
        assert len(network.lexicon) == len(model.vocabulary.numbers)
        assert len(network.distance) == len(DISTANCES)
    assert "?" not in "".join(model.vocabulary.numbers)


def test_chances_of_a_turn_sum_to_one_and_leave_out_what_is_not_there() -> None:
    turns = talk("10:00 mira: hi\n10:00 joan: mira: hi\n10:01 mira: ok")

    [reading] = read([Asked(turns, range(3))], shipped())

    assert reading.chances.sum(axis=1) == pytest.approx(1)
    assert reading.chances[0, 0] == 1
    assert not reading.chances[1, 2:].any()


def test_softmax_stands_any_score() -> None:
    assert softmax(np.array([[-1e4, 1e4, 0.0]])).tolist() == [[0, 1, 0]]
