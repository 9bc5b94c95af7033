"""What a second reading knows: the conversations that the first one saw around a turn.

The first reading judges every turn alone. Its guesses about the neighbours, earlier and later, are
features of the second: who is already talking with whom, which conversation a turn would join,
whether a later turn by the same author speaks for it.
"""

from dataclasses import dataclass
from typing import Final

import numpy as np

from bot.linking.grid import Column, Doubles, Ints, Parts, Truth, on_grid
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
WHOLE: Final = 4096
"""A chance is counted in so many parts, so that sums of chances are exact."""

_LOGS: Final = on_grid(np.log(np.arange(WHOLE + 1).clip(1) / WHOLE))


@dataclass(frozen=True, slots=True)
class Guesses:
    """The first reading: `chances` [turns, SLOTS] in parts; `slot` of the likeliest parent."""

    chances: Parts
    slot: Ints


def guesses(chances: Doubles) -> Guesses:
    parts = np.rint(chances * WHOLE).astype(np.int16)
    return Guesses(parts, parts.argmax(axis=1))


def reread(around: Surroundings, seen: Guesses, made: Features, block: range) -> Features:
    """The features of the likeliest slots, with what the guesses on the turns around tell."""
    chances = seen.chances[block.start : block.stop] * made.valid
    # Sixteen bits are sorted in linear time.
    slots = np.argsort(-chances, axis=1, kind="stable")[:, :CANDIDATES]
    window = _window(around, seen, made, block, slots)
    likely = chances.take(window.at)
    columns: list[Column] = [
        _LOGS[likely], likely / (WHOLE / 4),
        *_exchanges(window),
        *_conversations(made, chances, window),
        *_later(around, seen, window, block),
    ]  # fmt: skip
    valid = made.valid.take(window.at)
    more = on_grid(np.array(columns, np.float32) * valid)
    known = made.pairs.reshape(len(made.pairs), -1).take(window.at, axis=1)
    return Features(np.concatenate([known, more]), made.child, valid, slots)


@dataclass(frozen=True, slots=True)
class _Window:
    """The window of each turn, [turns, SLOTS]: authors, and guesses where they `count`.

    `grand` is the slot, in the child's window, of the guessed parent of each slot's turn, 0 if
    there is none; `own` [turns, 1] that of the author's previous turn, 0 if it is not near. Flat
    places: `row` [turns, 1] where a turn's window begins, `at` those of the `slots` looked at.
    """

    author: Ints
    counts: Truth
    starts: Truth
    grand: Ints
    own: Ints
    slots: Ints
    row: Ints
    at: Ints


def _window(
    around: Surroundings, seen: Guesses, made: Features, block: range, slots: Ints
) -> _Window:
    row = np.arange(len(block))[:, None] * SLOTS
    position = windowed(around.talk.position, block, -1)
    counts = made.valid & (position[:, :1] - position <= BEFORE)
    counts[:, 0] = False
    guessed = windowed(seen.slot, block, 0)
    grand = np.arange(SLOTS) + guessed
    grand *= counts & (guessed > 0) & (grand < SLOTS)
    grand *= counts.take(row + grand)
    own = np.array(block)[:, None] - around.before[block.start : block.stop, None]
    own *= own < SLOTS
    own *= counts.take(row + own)
    author = np.ascontiguousarray(windowed(around.talk.author, block))
    starts = counts & (guessed == 0)
    return _Window(author, counts, starts, grand, own, slots, row, row + slots)


def _exchanges(window: _Window) -> list[Column]:
    """Who was talking with whom."""
    row, at, own = window.row, window.at, window.own
    me, author, grand = window.author[:, :1], window.author.take(at), window.grand.take(at)
    replies = window.grand > 0
    to_whom = np.where(grand > 0, window.author.take(row + grand), -1)
    my_parent = window.grand.take(row + own)
    partner = np.where(my_parent > 0, window.author.take(row + my_parent), -2)
    mine = window.author == me
    return [
        window.starts.take(at), to_whom == me,
        (own > 0) & (grand == own), (my_parent == window.slots) & (my_parent > 0),
        author == partner, (grand > 0) & (grand == my_parent),
        (to_whom == partner) & (to_whom != me),
        np.minimum(_replies(window, replies & ~mine), 4), _replies(window, replies & mine) > 0,
    ]  # fmt: skip


def _replies(window: _Window, which: Truth) -> Ints:
    """How many of these turns reply to each one looked at."""
    parents = (window.row + window.grand)[which]
    return np.bincount(parents, minlength=window.grand.size).take(window.at)


def _roots(grand: Ints) -> Ints:
    """For each slot the slot of its oldest ancestor in the window."""
    roots = np.tile(np.arange(SLOTS), (len(grand), 1))
    rows = np.arange(len(grand))
    for slot in range(SLOTS - 1, 0, -1):
        parent = grand[:, slot]
        roots[:, slot] = np.where(parent > 0, roots[rows, parent], slot)
    return roots


def _conversations(made: Features, chances: Parts, window: _Window) -> list[Column]:
    """The conversation that each slot's turn is in, as seen from the child."""
    root = _roots(window.grand) * window.counts
    there = root > 0
    members, conversation = np.flatnonzero(there), (window.row + root)[there]
    looked_at = (window.row + root).take(window.at)

    def whole(weight: Column) -> Doubles:
        sums = np.bincount(conversation, weight.take(members), root.size)
        return sums.take(looked_at).astype(np.float64)

    latest = _latest(window.row + root, there)
    mass = whole(chances)
    rarity, same, addresses = made.pairs[[Pair.RARITY, Pair.SAME, Pair.ADDRESSES]]
    children = np.bincount(
        (window.row + window.grand).ravel(), (chances * (window.grand > 0)).ravel(), root.size
    )
    words = whole(np.rint(rarity * 16)) / 16
    my_root = root.take(window.row + window.own)
    return [
        4 * mass / WHOLE, _LOGS[np.minimum(mass, WHOLE).astype(np.int64)],
        4 * children.take(window.at) / WHOLE,
        np.minimum(whole(there), 16) / 4, latest.take(window.at),
        np.minimum(np.cumsum(latest, axis=1).take(window.at), 16) / 4,
        np.minimum(whole(same > 0), 4), whole(addresses > 0) > 0,
        np.minimum(words, 7) - rarity.take(window.at), (there & (root == my_root)).take(window.at),
    ]  # fmt: skip


def _latest(conversation: Ints, there: Truth) -> Truth:
    """Whether a slot's turn is the latest of its conversation, both by flat place."""
    members = np.flatnonzero(there)[::-1]
    latest_of = np.empty(there.size, np.int64)
    latest_of[conversation.take(members)] = members
    latest = np.zeros(there.shape, np.bool_)
    latest.put(latest_of.take(conversation.take(members)), True)
    return latest


def _later(around: Surroundings, seen: Guesses, window: _Window, block: range) -> list[Column]:
    """What the next turns make of this one."""
    talk, last = around.talk, len(around.talk) - 1
    ranks, ahead = np.array(block), np.arange(1, AFTER + 1)[:, None]
    later = np.minimum(ranks + ahead, last)
    near = (later == ranks + ahead) & (talk.position[later] - talk.position[ranks] <= AFTER)
    to_me = (seen.chances[later, ahead] * near).astype(np.int64)
    theirs = talk.author[later][:, :, None] == window.author.take(window.at)
    answers = (theirs * to_me[:, :, None]).sum(axis=0)
    again = around.after[block.start : block.stop, None] - ranks[:, None]
    mine = np.minimum(ranks[:, None] + again, last)
    speaks = (again <= AFTER) & (talk.position[mine] - talk.position[ranks][:, None] <= AFTER)
    slot = window.slots + np.minimum(again, SLOTS)
    joins = seen.chances[mine, np.minimum(slot, SLOTS - 1)] * (
        speaks & (window.slots > 0) & (slot < SLOTS)
    )
    return [np.minimum(answers, WHOLE) / (WHOLE / 4), joins / (WHOLE / 4)]
