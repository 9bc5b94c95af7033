"""Gradient descent for bot.linking.network: the forward pass in floats, its gradient, Adam."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, fields

import numpy as np
from numpy.typing import NDArray

from bot.linking.grid import GRID, LIMIT, Floats, Truth
from bot.linking.matches import SLOTS
from bot.linking.network import WEIGHT_GRID, WEIGHT_LIMIT, Network, rounded
from bot.linking.pairs import DISTANCES

Weights = dict[str, Floats]

WORD_FEATURES = 16
ROWS = 32
BLOCKS = 8
SPAN = ROWS + SLOTS - 1
_LAST = (np.arange(BLOCKS)[:, None] * SPAN + SLOTS - 1 + np.arange(ROWS))[..., None]
"""For each row of a batch the place of its own turn among all."""
RATE = 2e-3
LAST_RATE = 2e-4
AVERAGED_FROM = 0.6
"""Share of the steps after which weights are averaged."""
FIRST_WORDS = 0.005
"""Spread of the word features at the start."""
WORD_LOSS = 0.1
"""Share of the words that are hidden in each step, so that no word is leaned on."""
DECAY = 5e-3


@dataclass
class Sample:
    """The annotated turns of one log; pairs [turns, slots, features] in whole grid units.

    `slots` [turns, slots] says how far back each of them is; `valid` and `gold` are of these, too.
    """

    start: int
    stop: int
    turns: Floats
    bag: NDArray[np.uint8]
    pairs: NDArray[np.int8]
    child: Floats
    slots: NDArray[np.int64]
    valid: Truth
    gold: Truth


@dataclass
class Batch:
    """Some blocks of ROWS turns; turns and bag reach back to the window of the first."""

    turns: Floats
    bag: Floats
    pairs: Floats
    child: Floats
    slots: NDArray[np.int64]
    valid: Truth
    gold: Truth


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
    turns, bag, pairs, child, slots, valid, gold = zip(
        *(_cut(*place) for place in places), strict=True
    )
    words = np.array(bag, np.float32)
    words *= dice.random(words.shape, np.float32) >= WORD_LOSS
    return Batch(
        np.array(turns), words, np.array(pairs, np.float32) / np.float32(GRID), np.array(child),
        np.array(slots), np.array(valid), np.array(gold),
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
        sample.slots[rows], sample.valid[rows], gold,
    )  # fmt: skip


def _initial(sample: Sample, hidden: tuple[int, int], dice: np.random.Generator) -> Weights:
    turn, (first, second) = sample.turns.shape[1] + WORD_FEATURES, hidden
    sizes = {
        "pair": (sample.pairs.shape[2], first),
        "distance": (len(DISTANCES), first),
        "parent": (turn, first),
        "child": (turn + sample.child.shape[1], first),
        "second": hidden,
        "last": (second, 1),
    }
    drawn = {
        name: (dice.standard_normal(size) * (1.4 / np.sqrt(size[0]))).astype(np.float32)
        for name, size in sizes.items()
    }
    words = dice.standard_normal((sample.bag.shape[1], WORD_FEATURES)) * FIRST_WORDS
    none = {"first_bias": np.zeros(first, np.float32), "second_bias": np.zeros(second, np.float32)}
    return drawn | none | {"lexicon": words.astype(np.float32)}


class Step:
    """One batch: the loss (negative log likelihood of the gold parents) and its gradient."""

    def __init__(self, weights: Weights, batch: Batch) -> None:
        self.w, self.batch = weights, batch
        words = batch.bag @ weights["lexicon"]
        self.unclipped = np.abs(words) < LIMIT
        self.turns = np.concatenate([batch.turns, words.clip(-LIMIT, LIMIT)], axis=2)
        self.here = np.concatenate([self.turns[:, SLOTS - 1 :], batch.child], axis=2)
        self.first = self._first()
        self.second = np.maximum(self.first @ weights["second"] + weights["second_bias"], 0)
        scores = (self.second @ weights["last"])[..., 0]
        scores[~batch.valid] = -1e4
        chances = np.exp(scores - scores.max(axis=2, keepdims=True))
        self.chances = chances / chances.sum(axis=2, keepdims=True)

    def _first(self) -> Floats:
        w = self.w
        layer = self.batch.pairs @ w["pair"]
        layer += (DISTANCES.T @ w["distance"])[self.batch.slots]
        layer += (self.here @ w["child"] + w["first_bias"])[:, :, None]
        parent = self.turns @ w["parent"]
        layer += parent.reshape(-1, parent.shape[-1])[_LAST - self.batch.slots]
        return np.maximum(layer, 0, out=layer)

    def gradient(self) -> Weights:
        gold = self.batch.gold
        judged = gold.any(axis=2, keepdims=True)
        right = (self.chances * gold).sum(axis=2, keepdims=True)
        wrong = self.chances - self.chances * gold / np.maximum(right, 1e-9)
        scores = (wrong * judged / max(1, judged.sum())).astype(np.float32)
        second = scores[..., None] * self.w["last"][:, 0] * (self.second > 0)
        first = (second @ self.w["second"].T) * (self.first > 0)
        return {
            "last": _outer(self.second, scores[..., None]),
            "second": _outer(self.first, second),
            "second_bias": second.sum(axis=(0, 1, 2)),
            "pair": _outer(self.batch.pairs, first),
            "distance": _outer(DISTANCES.T[self.batch.slots], first),
            **self._of_turns(first),
        }

    def _of_turns(self, first: Floats) -> Weights:
        child = first.sum(axis=2)
        parent = _gathered(first, _LAST - self.batch.slots)
        turns = parent @ self.w["parent"].T
        turns[:, SLOTS - 1 :] += (child @ self.w["child"].T)[..., : turns.shape[2]]
        words = turns[..., self.batch.turns.shape[2] :] * self.unclipped
        return {
            "first_bias": child.sum(axis=(0, 1)),
            "child": _outer(self.here, child),
            "parent": _outer(self.turns, parent),
            "lexicon": _outer(self.batch.bag, words),
        }


def _gathered(rows: Floats, place: NDArray[np.int64]) -> Floats:
    """The sum of the rows that stem from each place of the batch."""
    order = np.argsort(place, axis=None, kind="stable")
    ordered = place.ravel()[order]
    starts = np.flatnonzero(np.diff(ordered, prepend=-1))
    sums = np.zeros((BLOCKS * SPAN, rows.shape[-1]), np.float32)
    sums[ordered[starts]] = np.add.reduceat(rows.reshape(-1, rows.shape[-1])[order], starts)
    return sums.reshape(BLOCKS, SPAN, -1)


def _outer(inputs: Floats, outputs: Floats) -> Floats:
    return inputs.reshape(-1, inputs.shape[-1]).T @ outputs.reshape(-1, outputs.shape[-1])


class Adam:
    """Kingma & Ba 2015, arXiv 1412.6980; with decoupled weight decay, weights kept in range.

    `average` is the mean of the weights over the later steps (Polyak & Juditsky 1992).
    """

    def __init__(self, weights: Weights) -> None:
        self.average = {k: v.astype(np.float64) for k, v in weights.items()}
        self.averaged = 0
        self.weights = weights
        self.mean = {k: np.zeros_like(v) for k, v in weights.items()}
        self.square = {k: np.zeros_like(v) for k, v in weights.items()}
        self.steps = 0

    def apply(self, gradient: Weights, rate: float) -> None:
        self.steps += 1
        limit = WEIGHT_LIMIT - 1 / WEIGHT_GRID
        for name, g in gradient.items():
            m, v, w = self.mean[name], self.square[name], self.weights[name]
            m += 0.1 * (g - m)
            v += 0.001 * (g * g - v)
            unbiased = m / (1 - 0.9**self.steps)
            scale = np.sqrt(v / (1 - 0.999**self.steps)) + 1e-8
            w -= rate * (unbiased / scale + DECAY * w)
            np.clip(w, -limit, limit, out=w)

    def take_average(self) -> None:
        self.averaged += 1
        for name, mean in self.average.items():
            mean += (self.weights[name] - mean) / self.averaged


def fit(samples: Sequence[Sample], *, hidden: tuple[int, int], epochs: int, seed: int) -> Network:
    """A network fitted to the samples, rounded; the same input gives the same bits."""
    dice = np.random.default_rng(seed)
    adam = Adam(_initial(samples[0], hidden, dice))
    per_epoch = sum(len(range(0, s.stop - s.start, ROWS)) for s in samples) / BLOCKS
    for _ in range(epochs):
        for batch in batches(samples, dice):
            done = min(1.0, adam.steps / (epochs * per_epoch))
            adam.apply(Step(adam.weights, batch).gradient(), RATE * (1 - done) + LAST_RATE)
            if done > AVERAGED_FROM:
                adam.take_average()
    return rounded(
        Network(**{f.name: adam.average[f.name].astype(np.float32) for f in fields(Network)})
    )
