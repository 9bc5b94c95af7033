"""What a second reading knows: the conversations that the first one saw around a turn.

The first reading judges every turn alone. Its guesses about the neighbours, earlier and later, are
features of the second: who is already talking with whom, which conversation a turn would join,
whether a later turn by the same author speaks for it.
"""

from dataclasses import dataclass
from typing import Final

import numpy as np

from bot.linking.grid import Column, Doubles, Floats, Ints, Parts, Truth, on_grid
from bot.linking.matches import SLOTS, windowed
from bot.linking.pairs import Features, Pair
from bot.linking.surroundings import Surroundings

BEFORE: Final = 40
"""Turns back whose first guess may count."""
AFTER: Final = 8
"""Later turns whose first guess may count."""
NEARBY: Final = BEFORE + 1
"""Slots of a window whose guesses may count, and the one for none."""
CANDIDATES: Final = (12, 8)
"""How many parents, the likeliest by the reading before, the second and the third reading weigh."""
WHOLE: Final = 4096
"""A chance is counted in so many parts, so that sums of chances are exact."""

_STEPS: Final = np.arange(1, AFTER + 1)[:, None]
_LOGS: Final = on_grid(np.log(np.arange(WHOLE + 1).clip(1) / WHOLE))


@dataclass(frozen=True, slots=True)
class Guesses:
    """The reading before: `chances` [turns, SLOTS] in parts; `slot` of the likeliest parent."""

    chances: Parts
    slot: Ints


def in_parts(chances: Doubles) -> Parts:
    return np.rint(chances * WHOLE).astype(np.int16)


def guesses(chances: Parts) -> Guesses:
    return Guesses(chances, chances.argmax(axis=1))


def reread(
    around: Surroundings, seen: Guesses, made: Features, block: Ints, candidates: int
) -> Features:
    """The features of the likeliest slots, with what the guesses on the turns around tell."""
    chances = seen.chances[block] * made.valid
    # Sixteen bits are sorted in linear time.
    slots = np.argsort(-chances, axis=1, kind="stable")[:, :candidates]
    at = np.arange(len(block))[:, None] * SLOTS + slots
    likely, valid = chances.take(at), made.valid.take(at)
    window = _window(around, seen, made, block, slots)
    columns: list[Column] = [
        _LOGS[likely], likely / (WHOLE / 4),
        *_exchanges(window),
        *_conversations(made, chances[:, :NEARBY], window),
        *_later(around, seen, window, block),
    ]  # fmt: skip
    more = on_grid(np.array(columns, np.float32) * valid)
    known = made.pairs.reshape(len(made.pairs), -1).take(at, axis=1)
    return Features(np.concatenate([known, more]), made.child, valid, slots)


@dataclass(frozen=True, slots=True)
class _Window:
    """The window of each turn, [turns, NEARBY]: authors, and guesses where they `count`.

    `grand` is the slot, in the child's window, of the guessed parent of each slot's turn, 0 if
    there is none; `own` [turns, 1] that of the author's previous turn, 0 if it is not near.
    `slots` are those looked at, `authors` who spoke there. Flat places: `row` [turns, 1] where a
    turn's window begins, `at` those of the slots, or of slot 0 if they are not nearby.
    """

    author: Ints
    counts: Truth
    starts: Truth
    grand: Ints
    own: Ints
    slots: Ints
    authors: Ints
    row: Ints
    at: Ints


def _window(
    around: Surroundings, seen: Guesses, made: Features, block: Ints, slots: Ints
) -> _Window:
    talk, ranks = around.talk, block[:, None]
    row = np.arange(len(block))[:, None] * NEARBY
    position = windowed(talk.position, block, -1, width=NEARBY)
    counts = made.valid[:, :NEARBY] & (position[:, :1] - position <= BEFORE)
    counts[:, 0] = False
    guessed = windowed(seen.slot, block, 0, width=NEARBY)
    grand = np.arange(NEARBY) + guessed
    grand *= counts & (guessed > 0) & (grand < NEARBY)
    grand *= counts.take(row + grand)
    own = ranks - around.before[block, None]
    own *= own < NEARBY
    own *= counts.take(row + own)
    author = windowed(talk.author, block, width=NEARBY)
    authors = talk.author[(ranks - slots).clip(0)]
    at = row + slots * (slots < NEARBY)
    return _Window(author, counts, counts & (guessed == 0), grand, own, slots, authors, row, at)


def _exchanges(window: _Window) -> list[Column]:
    """Who was talking with whom."""
    row, at, own = window.row, window.at, window.own
    me, grand = window.author[:, :1], window.grand.take(at)
    replies = window.grand > 0
    to_whom = np.where(grand > 0, window.author.take(row + grand), -1)
    my_parent = window.grand.take(row + own)
    partner = np.where(my_parent > 0, window.author.take(row + my_parent), -2)
    mine = window.author == me
    return [
        window.starts.take(at), to_whom == me,
        (own > 0) & (grand == own), (my_parent == window.slots) & (my_parent > 0),
        window.authors == partner, (grand > 0) & (grand == my_parent),
        (to_whom == partner) & (to_whom != me),
        np.minimum(_replies(window, replies & ~mine), 4), _replies(window, replies & mine) > 0,
    ]  # fmt: skip


def _replies(window: _Window, which: Truth) -> Ints:
    """How many of these turns reply to each one looked at."""
    parents = (window.row + window.grand)[which]
    return np.bincount(parents, minlength=window.grand.size).take(window.at)


def _roots(window: _Window) -> Ints:
    """For each slot the slot of its oldest ancestor in the window."""
    roots = np.where(window.grand > 0, window.grand, np.arange(NEARBY))
    for _ in range(BEFORE.bit_length()):  # each time twice as many generations back
        roots = roots.take(window.row + roots)
    return roots


def _conversations(made: Features, chances: Parts, window: _Window) -> list[Column]:
    """The conversation that each slot's turn is in, as seen from the child."""
    root = _roots(window) * window.counts
    there = root > 0
    members, conversation = np.flatnonzero(there), (window.row + root)[there]
    looked_at = (window.row + root).take(window.at)

    def whole(weight: Column) -> Doubles:
        sums = np.bincount(conversation, weight.take(members), root.size)
        return sums.take(looked_at).astype(np.float64)

    latest = _latest(window.row + root, there)
    mass = whole(chances)
    rarity, same, addresses = made.pairs[[Pair.RARITY, Pair.SAME, Pair.ADDRESSES], :, :NEARBY]
    children = np.bincount(
        (window.row + window.grand).ravel(), (chances * (window.grand > 0)).ravel(), root.size
    )
    nearer = np.cumsum(latest, axis=1).take(window.row + np.minimum(window.slots, BEFORE))
    words = whole(np.rint(rarity * 16)) / 16
    shared = np.take_along_axis(made.pairs[Pair.RARITY], window.slots, axis=1)
    my_root = root.take(window.row + window.own)
    return [
        4 * mass / WHOLE, _LOGS[np.minimum(mass, WHOLE).astype(np.int64)],
        4 * children.take(window.at) / WHOLE,
        np.minimum(whole(there), 16) / 4, latest.take(window.at),
        np.minimum(nearer, 16) / 4,
        np.minimum(whole(same > 0), 4), whole(addresses > 0) > 0,
        np.minimum(words, 7) - shared, (there & (root == my_root)).take(window.at),
    ]  # fmt: skip


def _latest(conversation: Ints, there: Truth) -> Truth:
    """Whether a slot's turn is the latest of its conversation, both by flat place."""
    members = np.flatnonzero(there)[::-1]
    latest_of = np.empty(there.size, np.int64)
    latest_of[conversation.take(members)] = members
    latest = np.zeros(there.shape, np.bool_)
    latest.put(latest_of.take(conversation.take(members)), True)
    return latest


def _later(around: Surroundings, seen: Guesses, window: _Window, block: Ints) -> list[Column]:
    """What the next turns make of this one."""
    ahead = _ahead(around, block)
    to_me = ahead.to_me(seen.chances)
    theirs = ahead.authors[:, :, None] == window.authors
    answers = (theirs * to_me[:, :, None]).sum(axis=0)
    slot = window.slots + ahead.again
    joins = seen.chances[ahead.mine, np.minimum(slot, SLOTS - 1)] * (
        ahead.speaks & (window.slots > 0) & (slot < SLOTS)
    )
    return [_in_quarters(answers), _in_quarters(joins)]


def sounds_otherwise(around: Surroundings, before: Parts, after: Parts, block: Ints) -> Truth:
    """For each turn of the block whether the next turns make something else of it, to a reading
    that goes by the chances `after` rather than `before`.
    """
    ahead = _ahead(around, block)
    theirs = ahead.authors[:, None] == ahead.authors
    mine, joining = ahead.mine[:, 0], ahead.speaks & (np.arange(SLOTS) > ahead.again)

    def told(chances: Parts) -> Floats:
        answers = (theirs * ahead.to_me(chances)).sum(axis=1)
        joins = chances.take(mine, axis=0) * joining
        return on_grid(np.concatenate([_in_quarters(answers), _in_quarters(joins).T]))

    return (told(before) != told(after)).any(axis=0)


@dataclass(frozen=True, slots=True)
class _Ahead:
    """The next turns after each turn: `later` and their `authors`, [AFTER, turns], where they are
    `near`. The author's own next one, [turns, 1]: its rank `mine`, how many turns `again` until
    then (at most SLOTS), whether it `speaks` nearby.
    """

    later: Ints
    authors: Ints
    near: Truth
    again: Ints
    mine: Ints
    speaks: Truth

    def to_me(self, chances: Parts) -> Ints:
        """[AFTER, turns]: the chances that the next turns reply to this one."""
        return (chances[self.later, _STEPS] * self.near).astype(np.int64)


def _ahead(around: Surroundings, block: Ints) -> _Ahead:
    talk, last = around.talk, len(around.talk) - 1
    later = np.minimum(block + _STEPS, last)
    near = (later == block + _STEPS) & (talk.position[later] - talk.position[block] <= AFTER)
    again = np.minimum(around.after[block, None] - block[:, None], SLOTS)
    mine = np.minimum(block[:, None] + again, last)
    speaks = (again <= AFTER) & (talk.position[mine] - talk.position[block, None] <= AFTER)
    return _Ahead(later, talk.author[later], near, again, mine, speaks)


def _in_quarters(parts: Ints | Parts) -> Doubles:
    return np.minimum(parts, WHOLE) / (WHOLE / 4)
