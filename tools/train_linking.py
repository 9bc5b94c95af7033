"""Fit the weights of bot/linking on annotated chat logs; the same input gives the same bytes.

    OPENBLAS_NUM_THREADS=1 python -m tools.train_linking TRAIN --rooms ROOMS --dialogues DIALOGUES

TRAIN: the training logs of Kummerfeld et al. 2019 (irc-disentanglement, CC BY 4.0), a log a
line: messages[{time, speaker, text, system}], links[[parent, child]], annotate_from, annotate_to.
ROOMS: windows of developer rooms (LiveChat, MIT), with clusters in the place of links; only
the rooms named by --fit-rooms are used, so that the others can be measured on.
DIALOGUES: short dialogues (Molweni, Apache-2.0), with relations[[parent, child, kind]] in the
place of links; every second family of them is used.

Takes some six minutes on two cores. BLAS must be single-threaded, since threads sum in another
order; the two networks that are fitted at a time do not meet.
"""

import argparse
from collections import Counter
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from bot.linking.grid import GRID, Floats, Truth
from bot.linking.matches import SLOTS
from bot.linking.network import Network, panel_of
from bot.linking.pairs import block_features
from bot.linking.reading import Blocks, Stretch
from bot.linking.rereading import AFTER, BEFORE, CANDIDATES, in_parts
from bot.linking.room import Vocabulary, known_words, talk_of
from bot.linking.surroundings import surroundings
from bot.linking.talk import Talk
from bot.linking.turns import turn_features
from bot.linking.weights import Array, model_of, packed
from bot.words import tokens
from tools.fitting import Sample, fit
from tools.logs import Log, families, read_logs
from tools.quieter import quieter

VOCABULARY = 800
FOLDS = 3
QUIETER = 3
"""Quieter rooms made of each log."""
JUDGES = 4
"""Networks whose chances the third reading averages."""
FIRST = (48, 24)
"""Hidden units of the first reading, which weighs many more turns than the others."""
FURTHER = (64, 32)
SEED = 20191118

Part = tuple[int, Log]
"""A log and the number of the original that it stems from."""
Folds = NDArray[np.int64]
"""The fold of each original."""


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
    talk = talk_of(log.messages)
    around = surroundings(talk)
    start, stop = np.searchsorted(talk.position, (log.annotated.start, log.annotated.stop))
    block = range(int(start), int(stop))
    made = block_features(around, np.arange(start, stop))
    bag = np.zeros((len(talk), len(words)), np.uint8)
    for turn, text in enumerate(talk.texts):
        bag[turn, known_words(text, words)] = 1
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


def resampled(sample: Sample, blocks: Blocks) -> Sample:
    """The sample for a further reading, of what it goes by."""
    features = [made for _, made in blocks]
    slots, valid = (np.concatenate([getattr(f, n) for f in features]) for n in ("slots", "valid"))
    pairs = np.concatenate([_whole(f.pairs) for f in features])
    gold = np.take_along_axis(sample.gold, slots, axis=1)
    return replace(sample, pairs=pairs, slots=slots, valid=valid, gold=gold)


def reread(log: Log, sample: Sample, words: dict[str, int], read: Sequence[Network]) -> Sample:
    """The sample for the reading that follows those by the networks in `read`."""
    features = np.stack([network.lexicon for network in read], axis=1)
    talk = talk_of(log.messages, Vocabulary(words, features))
    asked = [
        range(max(0, sample.start - k * BEFORE), min(len(talk), sample.stop + k * AFTER))
        for k in range(len(read), -1, -1)
    ]
    stretch = Stretch(surroundings(talk), np.arange(asked[0].start, asked[0].stop))
    blocks = stretch.first
    steps = zip(enumerate(read), asked, asked[1:], CANDIDATES, strict=False)
    for judge, before, ranks, candidates in steps:
        chances = np.zeros((len(talk), SLOTS), np.int16)
        chances[before.start : before.stop] = in_parts(
            stretch.judged(blocks, panel_of(dict([judge])))
        )
        blocks = stretch.again(chances, np.arange(ranks.start, ranks.stop), candidates)
    return resampled(sample, blocks)


def parts_of(logs: Sequence[Log], rooms: Sequence[Part], dice: np.random.Generator) -> list[Part]:
    """All that is fitted: the logs, quieter rooms made of them, other rooms twice."""
    parts = [*enumerate(logs)]
    for number, log in enumerate(logs):
        for _ in range(QUIETER):
            parts += [(number, part) for part in quieter(log, dice) if _speaks(part)]
    return [*parts, *rooms]


def every_second(logs: Sequence[Log]) -> Iterator[Part]:
    """Every second family of overlapping logs, so that the others can be measured on."""
    numbers = families(logs)
    order = {number: place for place, number in enumerate(sorted(set(numbers)))}
    for number, log in zip(numbers, logs, strict=True):
        if order[number] % 2 == 0:
            yield order[number], log


def _speaks(log: Log) -> bool:
    return sum(not message.system for message in log.messages) > 2


class School:
    """Fits the readings one after the other, to the same parts.

    A further reading must learn from guesses as uncertain as those it will meet: from logs that the
    readers before it have not seen. So each reading is also fitted without a fold, for each fold.
    """

    def __init__(self, parts: Sequence[Part], words: dict[str, int], fold: Folds) -> None:
        self._parts, self._words, self._fold = parts, words, fold
        self._held: list[list[Network]] = []
        self._heard = self._samples = [sampled(log, words) for _, log in parts]

    def fitted(self, hidden: tuple[int, int], judges: int) -> tuple[Network, ...]:
        """The networks of the next reading."""
        seed = SEED + 20 * len(self._held)
        jobs = [(FOLDS, seed + judge) for judge in range(judges)]
        jobs += [(fold, seed + judges + fold) for fold in range(FOLDS)]
        with ThreadPoolExecutor(2) as pool:
            networks = [*pool.map(lambda job: self._without(hidden, *job), jobs)]
        self._held.append(networks[judges:])
        return tuple(networks[:judges])

    def _without(self, hidden: tuple[int, int], fold: int, seed: int) -> Network:
        samples = [
            sample
            for (number, _), sample in zip(self._parts, self._samples, strict=True)
            if self._fold[number] != fold
        ]
        return fit(samples, hidden=hidden, epochs=5, seed=seed)

    def read_on(self) -> None:
        """Make the samples for the next reading."""
        self._samples = [
            reread(log, sample, self._words, [held[self._fold[number]] for held in self._held])
            for (number, log), sample in zip(self._parts, self._heard, strict=True)
        ]


def trained(logs: Sequence[Log], rooms: Sequence[Part]) -> dict[str, Array]:
    """The arrays of weights.npz."""
    known = vocabulary(logs)
    words = {word: number for number, word in enumerate(known)}
    dice = np.random.default_rng(SEED)
    parts = parts_of(logs, rooms, dice)
    fold = dice.permutation(1 + max(number for number, _ in parts)) % FOLDS
    school = School(parts, words, fold)
    first = school.fitted(FIRST, 1)
    school.read_on()
    second = school.fitted(FURTHER, 1)
    school.read_on()
    return packed(model_of(words, (first, second, school.fitted(FURTHER, JUDGES))))


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("logs", type=Path)
    parser.add_argument("--rooms", type=Path)
    parser.add_argument("--dialogues", type=Path)
    parser.add_argument("--fit-rooms", default="angular,appium,dl4j")
    parser.add_argument("--out", type=Path, default=Path("bot/linking/weights.npz"))
    wanted = parser.parse_args()
    rooms = list[Part]()
    if wanted.rooms:
        rooms += 2 * [*enumerate(read_logs(wanted.rooms, only=wanted.fit_rooms.split(",")))]
    if wanted.dialogues:
        rooms += every_second(read_logs(wanted.dialogues))
    with wanted.out.open("wb") as out:
        np.savez(out, allow_pickle=False, **trained(read_logs(wanted.logs), rooms))


if __name__ == "__main__":
    main()
