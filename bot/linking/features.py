"""What the scorer sees: features of turns, of pairs of turns, and of distances.

All are computed within a window and lie on a grid of 1/GRID between -LIMIT and LIMIT, so that the
scorer's sums are exact (see `network`). The features follow Kummerfeld et al. 2019
(arXiv 1810.11118, appendix) and Elsner & Charniak 2008, without their word vectors.
"""

from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from bot.linking.matches import SLOTS, Matches, matches, table, windowed
from bot.linking.talk import CUES, Floats, Ints, Rows, Talk

GRID: Final = 16
LIMIT: Final = 7.9375
REACH: Final = 80
"""Turns of any kind, system lines too, that a parent may lie back."""
NEAR: Final = 20
"""Turns around a turn that its own features may depend on."""
AHEAD: Final = 8
"""Later turns that a turn's own features may depend on."""

_ADDRESS_FORM: Final = 9
"""The column of `looks` that tells "name: ..."."""
_NEVER: Final = np.iinfo(np.int64).max // 4


@dataclass(frozen=True, slots=True)
class Features:
    """One block: `pairs` [features, turns, SLOTS], `child` [features, turns], `valid` slots."""

    pairs: Floats
    child: Floats
    valid: NDArray[np.bool_]


def on_grid(values: NDArray[np.floating]) -> Floats:
    return (np.rint(np.clip(values, -LIMIT, LIMIT) * GRID) / GRID).astype(np.float32)


def _distances() -> Floats:
    slots = np.arange(SLOTS)
    columns = [slots == 0, slots == 1, slots == 2, slots == 3, slots > 3, slots > 7, slots > 15]
    smooth = [np.log(np.maximum(slots, 1)), 4 / np.maximum(slots, 1) * (slots > 0), slots / 16]
    return on_grid(np.array([*columns, *smooth], np.float64))


DISTANCES: Final = _distances()
"""Features of the slots, [features, SLOTS]: how far back, in turns of talk."""

_LOGS: Final = np.log1p(np.arange(4097) / 4)
"""Logarithms from a table, so that they are the same bits in every block and on every machine."""


def log_minutes(seconds: Ints) -> NDArray[np.float64]:
    """The logarithm of a time between turns; a quarter of a minute is the unit."""
    return _LOGS[np.clip(seconds // 15, 0, 4096)]


@dataclass(frozen=True, slots=True)
class Neighbours:
    """For each turn, the previous and next turns of the same author, as ranks in the talk."""

    before: Ints
    after: Ints
    second_after: Ints


def neighbours(talk: Talk) -> Neighbours:
    order = np.argsort(talk.author, kind="stable")
    same = talk.author[order][1:] == talk.author[order][:-1]
    before = np.full(len(talk), -_NEVER)
    after = np.full(len(talk) + 1, _NEVER)
    before[order[1:][same]] = order[:-1][same]
    after[order[:-1][same]] = order[1:][same]
    second = after[np.minimum(after[:-1], len(talk))]
    return Neighbours(before, after[:-1], second)


def turn_features(talk: Talk, near: Neighbours) -> Floats:
    """Features of single turns, [features, turns]; they tell both of parents and of children."""
    n, ranks = len(talk), np.arange(len(talk))
    own = _within(talk, ranks - near.before, near.before, NEAR)
    ahead = _within(talk, near.after - ranks, near.after, AHEAD)
    pause = np.diff(talk.second, prepend=talk.second[:1])
    pause[np.diff(talk.position, prepend=0) > NEAR] = 0
    since_own = np.where(own > 0, talk.second - talk.second[near.before.clip(0)], 0)
    recent = _recent(talk)
    columns = [
        own == 0, own == 1, own == 2, own == 3, own > 3, _LOGS[4 * own],
        ahead == 0, ahead == 1, ahead > 1,
        log_minutes(pause), log_minutes(since_own),
        recent.authors / 4, recent.address * 4, recent.pause,
    ]  # fmt: skip
    return np.concatenate([talk.looks.T, on_grid(np.array(columns, np.float64).reshape(-1, n))])


def _within(talk: Talk, distance: Ints, other: Ints, reach: int) -> Ints:
    """`distance` where the other turn lies within `reach` turns of any kind, else 0."""
    known = (distance > 0) & (distance <= reach)
    there = talk.position[np.where(known, other, 0)] if len(talk) else distance
    return np.where(known & (np.abs(talk.position - there) <= reach), distance, 0)


@dataclass(frozen=True, slots=True)
class _Recent:
    authors: NDArray[np.float64]
    address: NDArray[np.float64]
    pause: NDArray[np.float64]


def _recent(talk: Talk) -> _Recent:
    """How the room was just now: people talking, share of "name: ...", pace."""
    width, n = 12, len(talk)
    block = range(n)
    windows = windowed(np.arange(n), block)[:, :width]
    there = (
        (windows >= 0) & (talk.position[:, None] - talk.position[windows.clip(0)] <= NEAR)
        if n
        else np.zeros((0, width), np.bool_)
    )
    authors = np.where(there, windowed(talk.author, block)[:, :width], -1)
    ordered = np.sort(authors, axis=1)
    distinct = (np.diff(ordered, axis=1) != 0).sum(axis=1) + 1 - (ordered[:, 0] < 0)
    size = there.sum(axis=1)
    form = talk.looks[:, _ADDRESS_FORM].astype(np.int64)
    address = (windowed(form, block)[:, :width] * there).sum(axis=1)
    oldest = talk.second[(np.arange(n) - size + 1).clip(0)] if n else talk.second
    return _Recent(distinct, address / np.maximum(size, 1), log_minutes(talk.second - oldest))


def block_features(talk: Talk, near: Neighbours, block: range) -> Features:
    """The features of the turns in `block` and of each with every turn in its window."""
    ranks = np.arange(block.start, block.stop)
    parents = windowed(np.arange(len(talk)), block)
    position = windowed(talk.position, block, -_NEVER)
    valid = position[:, :1] - position <= REACH
    oldest = oldest_in_reach(talk)
    lags = _who(talk, near, block, oldest)
    later = near.after[parents.clip(0)] if len(talk) else parents
    latest = later >= ranks[:, None]
    second = windowed(near.second_after, block) >= ranks[:, None]
    seconds = windowed(talk.second, block)
    gap = log_minutes(seconds[:, :1] - seconds)
    words = matches(talk.words, talk.words, block, oldest)
    rarity, shared = _shared(words, block)
    answered = _answered(talk, parents, ranks)
    pairs = [
        *lags.columns, latest & ~lags.same, second & ~latest,
        gap, gap == 0, rarity, shared, answered,
    ]  # fmt: skip
    dense = np.array(pairs, np.float32)
    dense *= valid
    dense[:, :, 0] = 0
    return Features(on_grid(dense), _child(lags, valid), valid)


@dataclass(frozen=True, slots=True)
class _Lags:
    same: NDArray[np.bool_]
    addresses: NDArray[np.bool_]
    addressed_by: NDArray[np.bool_]
    columns: list[NDArray[np.generic]]


def oldest_in_reach(talk: Talk) -> Ints:
    """The rank of the first turn of each turn's window."""
    ranks = np.arange(len(talk))
    return np.maximum(np.searchsorted(talk.position, talk.position - REACH), ranks - SLOTS + 1)


def _who(talk: Talk, near: Neighbours, block: range, oldest: Ints) -> _Lags:
    """Who speaks to whom, pair by pair."""

    def said(later: Rows, earlier: Rows) -> NDArray[np.bool_]:
        return table(matches(later, earlier, block, oldest), block)

    author = windowed(talk.author, block)
    first = (np.arange(block.start, block.stop) - oldest[block.start : block.stop])[:, None]
    slots = np.arange(SLOTS)
    same = (author == author[:, :1]) & (slots > 0) & (slots <= first)
    addresses, mentions = said(talk.addressed, talk.called), said(talk.mentioned, talk.called)
    addressed_by, mentioned_by = (
        said(talk.called, talk.addressed),
        said(talk.called, talk.mentioned),
    )
    before = said(_moved(talk, near.after, REACH), talk.called)
    after = said(_moved(talk, near.before, AHEAD), talk.called)
    together = said(talk.addressed, talk.addressed)
    caller = addressed_by | mentioned_by
    last_caller = _author_of_first(author, caller)
    columns: list[NDArray[np.generic]] = [
        same, addresses, mentions, addressed_by, mentioned_by, before, after, together,
        _first(same), _first(addresses | mentions), _first(caller),
        _count(same), _count(caller),
        (author == last_caller[:, None]) & (last_caller[:, None] >= 0),
    ]  # fmt: skip
    return _Lags(same, addresses | mentions, caller, columns)


def _moved(talk: Talk, to: Ints, reach: int) -> Rows:
    """Whom each turn addresses, as if it stood in the author's next (or previous) turn nearby."""
    rows = talk.addressed
    target = to[rows.turn]
    known = (target >= 0) & (target < len(talk))
    turn, target, word = rows.turn[known], target[known], rows.word[known]
    kept = np.abs(talk.position[target] - talk.position[turn]) <= reach
    order = np.argsort(target[kept], kind="stable")
    return Rows(target[kept][order], word[kept][order])


def _first(truth: NDArray[np.bool_]) -> NDArray[np.bool_]:
    """Only the nearest of the true slots of each row."""
    return truth & (np.cumsum(truth, axis=1) == 1)


def _count(truth: NDArray[np.bool_]) -> NDArray[np.float32]:
    """How many true slots are nearer, at most four."""
    return np.minimum(np.cumsum(truth, axis=1) - truth, 4).astype(np.float32) / 2


def _author_of_first(author: Ints, truth: NDArray[np.bool_]) -> Ints:
    nearest = truth.argmax(axis=1)
    return np.where(truth.any(axis=1), author[np.arange(len(author)), nearest], -1)


def _shared(words: Matches, block: range) -> tuple[Floats, Floats]:
    """Topic words in common, weighed by how rare they are around, and their number."""
    place = words.row * SLOTS + words.slot
    weight = np.rint(16 * _LOGS[4 * (SLOTS // np.maximum(words.around, 1))])
    size, shape = len(block) * SLOTS, (len(block), SLOTS)
    rarity = np.bincount(place, weight, size).reshape(shape) / 32
    count = np.bincount(place, None, size).reshape(shape)
    return rarity.astype(np.float32), np.minimum(count, 6).astype(np.float32)


def _answered(talk: Talk, parents: Ints, ranks: Ints) -> NDArray[np.bool_]:
    """Whether somebody spoke to the parent's author between the parent and the child."""
    spoken_to = next_spoken_to(talk)
    return (spoken_to[parents.clip(0)] < ranks[:, None]) if len(talk) else parents > 0


def next_spoken_to(talk: Talk) -> Ints:
    """For each turn, the next turn that addresses its author."""
    key = np.sort((talk.addressed.word << 32) + talk.addressed.turn)
    place = np.searchsorted(key, (talk.called.word << 32) + talk.called.turn + 1)
    following = key[np.minimum(place, len(key) - 1)] if len(key) else np.zeros(len(place), np.int64)
    found = (place < len(key)) & (following >> 32 == talk.called.word)
    result = np.full(len(talk), _NEVER)
    np.minimum.at(result, talk.called.turn, np.where(found, following & 0xFFFFFFFF, _NEVER))
    return result


def _child(lags: _Lags, valid: NDArray[np.bool_]) -> Floats:
    """What the window as a whole says of its last turn."""
    columns: list[NDArray[np.generic]] = []
    for truth in (lags.same, lags.addresses, lags.addressed_by):
        some = truth.any(axis=1)
        nearest = np.where(some, truth.argmax(axis=1), 0)
        columns += [some, _LOGS[4 * nearest], np.minimum(truth.sum(axis=1), 8) / 4]
    columns.append(valid.sum(axis=1) / 16)
    return on_grid(np.array(columns, np.float64))


TURN_FEATURES: Final = len(CUES) + 3 + 14
