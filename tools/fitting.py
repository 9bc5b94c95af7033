"""Gradient descent for bot.linking.network: the forward pass in floats, its gradient, Adam."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, fields

import numpy as np
from numpy.typing import NDArray

from bot.linking.features import DISTANCES, GRID, LIMIT
from bot.linking.matches import SLOTS
from bot.linking.network import WEIGHT_GRID, WEIGHT_LIMIT, Network

Floats = NDArray[np.float32]

ROWS = 32
BLOCKS = 8
SPAN = ROWS + SLOTS - 1
RATE = 2e-3
WORD_LOSS = 0.1
"""Share of the words that are hidden in each step, so that no word is leaned on."""
DECAY = 1e-5


@dataclass
class Sample:
    """The annotated turns of one log; pairs [turns, SLOTS, features] in whole grid units."""

    start: int
    stop: int
    turns: Floats
    bag: NDArray[np.uint8]
    pairs: NDArray[np.int8]
    child: Floats
    valid: NDArray[np.bool_]
    gold: NDArray[np.bool_]


@dataclass
class Batch:
    turns: Floats
    bag: Floats
    pairs: Floats
    child: Floats
    valid: NDArray[np.bool_]
    gold: NDArray[np.bool_]


def batches(samples: Sequence[Sample], dice: np.random.Generator) -> Iterator[Batch]:
    """All annotated turns once, in blocks of consecutive turns from logs in random order."""
    places = [
        (sample, row)
        for sample in samples
        for row in range(-int(dice.integers(ROWS)), sample.stop - sample.start, ROWS)
    ]
    order = dice.permutation(len(places))
    for begin in range(0, len(order) - BLOCKS + 1, BLOCKS):
        yield _batch([places[k] for k in order[begin : begin + BLOCKS]], dice)


def _batch(places: Sequence[tuple[Sample, int]], dice: np.random.Generator) -> Batch:
    turns, bag, pairs, child, valid, gold = zip(*(_cut(*place) for place in places), strict=True)
    words = np.array(bag, np.float32)
    words *= dice.random(words.shape, np.float32) >= WORD_LOSS
    return Batch(
        np.array(turns), words, np.array(pairs, np.float32) / GRID, np.array(child),
        np.array(valid), np.array(gold),
    )  # fmt: skip


def _cut(sample: Sample, row: int) -> tuple[NDArray[np.generic], ...]:
    size = sample.stop - sample.start
    rows = np.arange(row, row + ROWS)
    inside = (rows >= 0) & (rows < size)
    rows = rows.clip(0, size - 1)
    around = (sample.start + row - SLOTS + 1 + np.arange(SPAN)).clip(0, len(sample.turns) - 1)
    gold = sample.gold[rows] & inside[:, None]
    return (
        sample.turns[around], sample.bag[around], sample.pairs[rows], sample.child[rows],
        sample.valid[rows], gold,
    )  # fmt: skip


def initial(sizes: dict[str, tuple[int, int]], dice: np.random.Generator) -> dict[str, Floats]:
    return {
        name: (dice.standard_normal(size) * (1.4 / np.sqrt(max(size[0], 8)))).astype(np.float32)
        if min(size) else np.zeros(max(size), np.float32)
        for name, size in sizes.items()
    }  # fmt: skip


def step(w: dict[str, Floats], batch: Batch) -> tuple[float, dict[str, Floats]]:
    """The loss (negative log likelihood of the gold parents) and its gradient."""
    some = batch.gold.any(axis=2)
    words = batch.bag @ w["lexicon"]
    turns = np.concatenate([batch.turns, words.clip(-LIMIT, LIMIT)], axis=2)
    here = np.concatenate([turns[:, SLOTS - 1 :], batch.child], axis=2)
    around = turns @ w["parent"]
    index = np.arange(ROWS)[:, None] + SLOTS - 1 - np.arange(SLOTS)[None, :]
    first = batch.pairs @ w["pair"]
    first += (DISTANCES.T @ w["distance"])[None, None]
    first += (here @ w["child"] + w["first_bias"])[:, :, None]
    first += around[:, index]
    np.maximum(first, 0, out=first)
    second = first @ w["second"] + w["second_bias"]
    np.maximum(second, 0, out=second)
    scores = (second @ w["last"])[..., 0]
    scores[~batch.valid] = -1e4
    p = np.exp(scores - scores.max(axis=2, keepdims=True))
    p /= p.sum(axis=2, keepdims=True)
    right = (p * batch.gold).sum(axis=2, keepdims=True)
    n = max(1, int(some.sum()))
    loss = float(-np.log(right[..., 0][some] + 1e-9).sum() / n)
    d = (p - p * batch.gold / np.maximum(right, 1e-9)) * some[:, :, None] / n
    d = d.astype(np.float32)
    g: dict[str, Floats] = {"last": np.tensordot(second, d, ([0, 1, 2], [0, 1, 2]))[:, None]}
    d2 = d[..., None] * w["last"][:, 0] * (second > 0)
    flat2 = d2.reshape(-1, d2.shape[-1])
    g["second"] = first.reshape(-1, first.shape[-1]).T @ flat2
    g["second_bias"] = flat2.sum(axis=0)
    d1 = (d2 @ w["second"].T) * (first > 0)
    flat1 = d1.reshape(-1, d1.shape[-1])
    g["pair"] = batch.pairs.reshape(-1, batch.pairs.shape[-1]).T @ flat1
    g["distance"] = DISTANCES @ d1.sum(axis=(0, 1))
    dhere = d1.sum(axis=2)
    g["first_bias"] = dhere.sum(axis=(0, 1))
    g["child"] = np.tensordot(here, dhere, ([0, 1], [0, 1]))
    daround = np.zeros_like(around)
    for slot in range(SLOTS):
        daround[:, SLOTS - 1 - slot : SLOTS - 1 - slot + ROWS] += d1[:, :, slot]
    g["parent"] = np.tensordot(turns, daround, ([0, 1], [0, 1]))
    dturns = daround @ w["parent"].T
    dturns[:, SLOTS - 1 :] += (dhere @ w["child"].T)[..., : turns.shape[2]]
    dwords = dturns[..., batch.turns.shape[2] :] * (np.abs(words) < LIMIT)
    g["lexicon"] = np.tensordot(batch.bag, dwords, ([0, 1], [0, 1]))
    return loss, g


class Adam:
    """Kingma & Ba 2015, arXiv 1412.6980; with decoupled weight decay, weights kept in range."""

    def __init__(self, weights: dict[str, Floats]) -> None:
        self.weights = weights
        self.mean = {k: np.zeros_like(v) for k, v in weights.items()}
        self.square = {k: np.zeros_like(v) for k, v in weights.items()}
        self.steps = 0

    def apply(self, gradient: dict[str, Floats], rate: float) -> None:
        self.steps += 1
        limit = WEIGHT_LIMIT - 1 / WEIGHT_GRID
        for name, g in gradient.items():
            m, v, w = self.mean[name], self.square[name], self.weights[name]
            m += 0.1 * (g - m)
            v += 0.001 * (g * g - v)
            unbiased = m / (1 - 0.9**self.steps)
            scale = np.sqrt(v / (1 - 0.999**self.steps)) + 1e-8
            w -= rate * (unbiased / scale + DECAY / 2e-3 * w)
            np.clip(w, -limit, limit, out=w)


def fit(
    samples: Sequence[Sample], *, epochs: int, seed: int, hidden: tuple[int, int], words: int
) -> Network:
    dice = np.random.default_rng(seed)
    one = samples[0]
    turn = one.turns.shape[1] + words
    sizes = {
        "lexicon": (one.bag.shape[1], words),
        "pair": (one.pairs.shape[2], hidden[0]),
        "distance": (len(DISTANCES), hidden[0]),
        "parent": (turn, hidden[0]),
        "child": (turn + one.child.shape[1], hidden[0]),
        "first_bias": (0, hidden[0]),
        "second": hidden,
        "second_bias": (0, hidden[1]),
        "last": (hidden[1], 1),
    }
    weights = initial(sizes, dice)
    weights["lexicon"] *= 0.1
    adam = Adam(weights)
    per_epoch = sum(1 for s in samples for _ in range(0, s.stop - s.start, ROWS)) // BLOCKS
    total = epochs * per_epoch
    for epoch in range(epochs):
        losses: list[float] = []
        for batch in batches(samples, dice):
            done = min(1.0, adam.steps / total)
            loss, gradient = step(weights, batch)
            adam.apply(gradient, RATE * (1 - done) + 2e-5)
            losses.append(loss)
        print(f"  epoch {epoch + 1}: loss {np.mean(losses):.4f}", flush=True)
    return Network(**{f.name: weights[f.name] for f in fields(Network)})
