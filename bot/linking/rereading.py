"""What a second reading knows: the conversations that the first one saw around a turn.

The first reading judges every turn alone. Its guesses about the neighbours, earlier and later, are
features of the second: who is already talking with whom, which conversation a turn would join,
whether a later turn by the same author speaks for it.
"""

from dataclasses import dataclass
from typing import Final

import numpy as np

from bot.linking.grid import Column, Doubles, Ints, Truth, on_grid
from bot.linking.matches import SLOTS, windowed
from bot.linking.pairs import Features, Pair
from bot.linking.surroundings import Surroundings

BEFORE: Final = 50
"""Turns back whose first guess may count."""
AFTER: Final = 12
"""Later turns whose first guess may count."""
CANDIDATES: Final = 16
"""Likeliest parents by the first reading that the second one weighs: 99.8 % of those that people
mark in the development logs are among them."""
PARTS: Final = 4096
"""A chance is counted in so many parts, so that sums of chances are exact."""

_LOGS: Final = np.log(np.arange(PARTS + 1).clip(1) / PARTS)


@dataclass(frozen=True, slots=True)
class Guesses:
    """The first reading: `chances` [turns, SLOTS] in parts; `slot` of the likeliest parent."""

    chances: Ints
    slot: Ints


def guesses(chances: Doubles) -> Guesses:
    parts = np.rint(chances * PARTS).astype(np.int64)
    return Guesses(parts, parts.argmax(axis=1))


def reread(around: Surroundings, seen: Guesses, made: Features, block: range) -> Features:
    """The features of the likeliest slots, with what the guesses on the turns around tell."""
    window = _window(around, seen, made, block)
    chances = seen.chances[block.start : block.stop] * made.valid
    # Sixteen bits hold them, and are sorted in linear time.
    slots = np.argsort(-chances.astype(np.int16), axis=1, kind="stable")[:, :CANDIDATES]
    flat = np.arange(len(block))[:, None] * SLOTS + slots
    valid = made.valid.take(flat)
    columns: list[Column] = [
        _LOGS[chances], 4 * chances / PARTS,
        *_exchanges(window),
        *_conversations(made, chances, window),
        *_later(around, seen, window, block),
    ]  # fmt: skip
    more = np.array([column.take(flat) for column in columns], np.float64)
    known = made.pairs.reshape(-1, len(block) * SLOTS)[:, flat]
    return Features(np.concatenate([known, on_grid(more * valid)]), made.child, valid, slots)


@dataclass(frozen=True, slots=True)
class _Window:
    """The window of each turn, [turns, SLOTS]: authors, and guesses where they `count`.

    `own` is the slot of the author's previous turn, 0 if it is not near. `grand` is the slot, in
    the child's window, of the guessed parent of each slot's turn, 0 if there is none.
    """

    author: Ints
    counts: Truth
    starts: Truth
    grand: Ints
    own: Ints


def _window(around: Surroundings, seen: Guesses, made: Features, block: range) -> _Window:
    position = windowed(around.talk.position, block, -1)
    counts = made.valid & (position[:, :1] - position <= BEFORE)
    counts[:, 0] = False
    guessed = windowed(seen.slot, block, 0)
    grand = np.arange(SLOTS) + guessed
    grand = np.where(counts & (guessed > 0) & (grand < SLOTS), grand, 0)
    grand *= np.take_along_axis(counts, grand, axis=1)
    rows = np.arange(len(block))
    own = block.start + rows - around.before[block.start : block.stop]
    own = np.where(own < SLOTS, own, 0)
    own *= counts[rows, own]
    author = windowed(around.talk.author, block)
    return _Window(author, counts, counts & (guessed == 0), grand, own)


def _exchanges(window: _Window) -> list[Column]:
    """Who was talking with whom."""
    author, grand, own = window.author, window.grand, window.own[:, None]
    me = author[:, :1]
    replies = grand > 0
    to_whom = np.where(replies, np.take_along_axis(author, grand, axis=1), -1)
    my_parent = np.take_along_axis(grand, own, axis=1)
    partner = np.where(my_parent > 0, np.take_along_axis(author, my_parent, axis=1), -2)
    return [
        window.starts, to_whom == me,
        (own > 0) & (grand == own), (my_parent == np.arange(SLOTS)) & (my_parent > 0),
        author == partner, replies & (grand == my_parent),
        (to_whom == partner) & (to_whom != me),
        np.minimum(_scattered(replies & (author != me), grand), 4),
        _scattered(replies & (author == me), grand) > 0,
    ]  # fmt: skip


def _scattered(weight: Column | Ints, slot: Ints) -> Doubles:
    """Sums of `weight` by target slot, turn by turn; what goes to slot 0 is dropped."""
    rows = np.arange(len(slot))[:, None] * SLOTS
    flat = np.bincount((rows + slot).ravel(), weight.astype(np.float64).ravel(), slot.size)
    sums: Doubles = flat.astype(np.float64).reshape(slot.shape)
    sums[:, 0] = 0
    return sums


def _roots(grand: Ints) -> Ints:
    """For each slot the slot of its oldest ancestor in the window."""
    roots = np.tile(np.arange(SLOTS), (len(grand), 1))
    rows = np.arange(len(grand))
    for slot in range(SLOTS - 1, 0, -1):
        parent = grand[:, slot]
        roots[:, slot] = np.where(parent > 0, roots[rows, parent], slot)
    return roots


def _conversations(made: Features, chances: Ints, window: _Window) -> list[Column]:
    """The conversation that each slot's turn is in, as seen from the child."""
    root = np.where(window.counts, _roots(window.grand), 0)
    there = root > 0

    def whole(weight: Column | Ints) -> Doubles:
        return np.take_along_axis(_scattered(weight * there, root), root, axis=1)

    latest = _latest(root)
    mass = whole(chances)
    words = whole(np.rint(made.pairs[Pair.RARITY] * 16)) / 16
    my_root = np.take_along_axis(root, window.own[:, None], axis=1)
    return [
        4 * mass / PARTS, _LOGS[np.minimum(mass, PARTS).astype(np.int64)],
        4 * _scattered(chances * (window.grand > 0), window.grand) / PARTS,
        np.minimum(whole(there), 16) / 4, latest, np.minimum(np.cumsum(latest, axis=1), 16) / 4,
        np.minimum(whole(made.pairs[Pair.SAME] > 0), 4), whole(made.pairs[Pair.ADDRESSES] > 0) > 0,
        np.minimum(words, 7) - made.pairs[Pair.RARITY], there & (root == my_root),
    ]  # fmt: skip


def _latest(root: Ints) -> Truth:
    """Whether a slot's turn is the latest of its conversation."""
    latest, seen = np.zeros(root.shape, np.bool_), np.zeros(root.shape, np.bool_)
    seen[:, 0] = True
    rows = np.arange(len(root))
    for slot in range(1, SLOTS):
        of = root[:, slot]
        latest[:, slot] = ~seen[rows, of]
        seen[rows, of] = True
    return latest


def _later(around: Surroundings, seen: Guesses, window: _Window, block: range) -> list[Column]:
    """What the next turns make of this one."""
    talk, last = around.talk, len(around.talk) - 1
    ranks = np.arange(block.start, block.stop)
    answers, joins = (np.zeros((len(block), SLOTS), np.int64) for _ in range(2))
    for ahead in range(1, AFTER + 1):
        later = np.minimum(ranks + ahead, last)
        near = (ranks < later) & (talk.position[later] - talk.position[ranks] <= AFTER)
        near &= later - ranks == ahead
        to_me = seen.chances[later, ahead] * near
        answers += to_me[:, None] * (window.author == talk.author[later][:, None])
        again = near & (around.after[block.start : block.stop] == later)
        joins[:, 1 : SLOTS - ahead] += seen.chances[later, 1 + ahead :] * again[:, None]
    return [4 * np.minimum(answers, PARTS) / PARTS, 4 * joins / PARTS]
