"""Fit the weights of bot/linking on annotated chat logs; the same input gives the same bytes.

    OPENBLAS_NUM_THREADS=1 python -m tools.train_linking TRAIN.jsonl --rooms ROOMS.jsonl

TRAIN.jsonl: the training logs of Kummerfeld et al. 2019 (irc-disentanglement, CC BY 4.0), a log a
line: messages[{time, speaker, text, system}], links[[parent, child]], annotate_from, annotate_to.
ROOMS.jsonl: windows of developer rooms (LiveChat, MIT), with clusters in the place of links; only
the rooms named by --fit-rooms are used, so that the others can be measured on.

Takes some four minutes on two cores. BLAS must be single-threaded, since threads sum in another
order; the two networks that are fitted at a time do not meet.
"""

import argparse
from collections import Counter
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from functools import partial
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from bot.linking.grid import GRID, Floats, Truth
from bot.linking.matches import SLOTS
from bot.linking.network import Network, probabilities, worded
from bot.linking.pairs import Features, block_features
from bot.linking.reading import BLOCK
from bot.linking.rereading import AFTER, BEFORE, guesses, reread
from bot.linking.surroundings import surroundings
from bot.linking.talk import Talk, talk_of
from bot.linking.turns import turn_features
from bot.linking.weights import Array, Model, packed
from bot.words import tokens
from tools.fitting import Sample, fit
from tools.logs import Log, read_logs
from tools.quieter import quieter

VOCABULARY = 800
FOLDS = 3
QUIETER = 3
"""Quieter rooms made of each log."""
JUDGES = 4
"""Networks whose chances the second reading averages."""
FIRST = (48, 24)
"""Hidden units of the first reading, which weighs four times as many turns as the second."""
SECOND = (64, 32)
SEED = 20191118

Part = tuple[int, Log]
"""A log and the number of the original that it stems from."""


def vocabulary(logs: Sequence[Log]) -> list[str]:
    """The words that most turns bear, and those ("^word") that open most turns; no names."""
    bear: Counter[str] = Counter()
    for log in logs:
        for i in log.annotated:
            if not log.messages[i].system:
                words = tokens(log.messages[i].text)
                bear.update({*words, *("^" + w for w in words[:1])})
    names = {m.author.name.lower() for log in logs for m in log.messages}
    known = (w for w, _ in sorted(bear.items(), key=lambda p: (-p[1], p[0])))
    return sorted([w for w in known if w.lstrip("^") not in names][:VOCABULARY])


def sampled(log: Log, words: dict[str, int]) -> Sample:
    """The features of the annotated turns of a log, for the first reading."""
    talk = talk_of(log.messages, words)
    around = surroundings(talk)
    start, stop = np.searchsorted(talk.position, (log.annotated.start, log.annotated.stop))
    block = range(int(start), int(stop))
    made = block_features(around, block)
    bag = np.zeros((len(talk), len(words)), np.uint8)
    bag[talk.lexicon.turn, talk.lexicon.word] = 1
    return Sample(
        block.start, block.stop, turn_features(around).T.copy(), bag, _whole(made.pairs),
        made.child.T.copy(), np.tile(np.arange(SLOTS), (len(block), 1)), made.valid,
        gold(log, talk, block),
    )  # fmt: skip


def _whole(pairs: Floats) -> NDArray[np.int8]:
    return np.moveaxis(np.rint(pairs * GRID).astype(np.int8), 0, 2).copy()


def gold(log: Log, talk: Talk, block: range) -> Truth:
    rank = {int(position): i for i, position in enumerate(talk.position)}
    result = np.zeros((len(block), SLOTS), np.bool_)
    for row, turn in enumerate(block):
        for parent in log.parents.get(int(talk.position[turn]), ()):
            slot = turn - rank[parent] if parent in rank else SLOTS
            if 0 <= slot < SLOTS:
                result[row, slot] = True
    return result


def resampled(log: Log, words: dict[str, int], network: Network, sample: Sample) -> Sample:
    """The sample for the second reading, after a first one by `network`."""
    talk = talk_of(log.messages, words)
    around = surroundings(talk)
    turns = worded(network, turn_features(around), talk.lexicon)
    chances = np.zeros((len(talk), SLOTS))
    for start in range(max(0, sample.start - BEFORE), min(len(talk), sample.stop + AFTER), BLOCK):
        block = range(start, min(start + BLOCK, len(talk)))
        made = block_features(around, block)
        chances[block.start : block.stop] = probabilities(network, turns, made, block)
    seen = guesses(chances)
    again: list[Features] = []
    for start in range(sample.start, sample.stop, BLOCK):
        block = range(start, min(start + BLOCK, sample.stop))
        again.append(reread(around, seen, block_features(around, block), block))
    slots, valid = (np.concatenate([getattr(f, n) for f in again]) for n in ("slots", "valid"))
    pairs = np.concatenate([_whole(f.pairs) for f in again])
    gold = np.take_along_axis(sample.gold, slots, axis=1)
    return replace(sample, pairs=pairs, slots=slots, valid=valid, gold=gold)


def parts_of(logs: Sequence[Log], rooms: Sequence[Log], dice: np.random.Generator) -> list[Part]:
    """All that is fitted: the logs, quieter rooms made of them, other rooms twice."""
    parts = [*enumerate(logs)]
    for number, log in enumerate(logs):
        for _ in range(QUIETER):
            parts += [(number, part) for part in quieter(log, dice) if _speaks(part)]
    return parts + [(number, room) for number, room in enumerate(rooms) for _ in range(2)]


def _speaks(log: Log) -> bool:
    return sum(not message.system for message in log.messages) > 2


def _judge(samples: Sequence[Sample], seed: int) -> Network:
    return fit(samples, hidden=SECOND, epochs=5, seed=seed)


def trained(logs: Sequence[Log], rooms: Sequence[Log]) -> dict[str, Array]:
    """The arrays of weights.npz."""
    known = vocabulary(logs)
    words = {word: number for number, word in enumerate(known)}
    dice = np.random.default_rng(SEED)
    fold = dice.permutation(max(len(logs), len(rooms))) % FOLDS
    parts = parts_of(logs, rooms, dice)
    samples = [sampled(log, words) for _, log in parts]
    # The second reading must learn from guesses as uncertain as those it will meet: from logs that
    # the first reader has not seen.
    second: list[Sample] = []
    with ThreadPoolExecutor(2) as pool:
        first, *held_out = pool.map(
            lambda held: fit(
                [s for (n, _), s in zip(parts, samples, strict=True) if fold[n] != held],
                hidden=FIRST, epochs=5, seed=SEED + held,
            ),
            [FOLDS, *range(FOLDS)],
        )  # fmt: skip
        for (number, log), sample in zip(parts, samples, strict=True):
            second.append(resampled(log, words, held_out[fold[number]], sample))
        judge = partial(_judge, second)
        judges = [*pool.map(judge, range(SEED + 20, SEED + 20 + JUDGES))]
    return packed(Model({word: n for n, word in enumerate(known)}, first, tuple(judges)))


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("logs", type=Path)
    parser.add_argument("--rooms", type=Path)
    parser.add_argument("--fit-rooms", default="angular,appium,dl4j")
    parser.add_argument("--out", type=Path, default=Path("bot/linking/weights.npz"))
    wanted = parser.parse_args()
    rooms = read_logs(wanted.rooms, only=wanted.fit_rooms.split(",")) if wanted.rooms else []
    with wanted.out.open("wb") as out:
        np.savez(out, allow_pickle=False, **trained(read_logs(wanted.logs), rooms))


if __name__ == "__main__":
    main()
