"""Talk with, for each turn, where to find the turns that belong to it."""

from dataclasses import dataclass
from enum import IntEnum
from typing import Final

import numpy as np

from bot.linking.grid import Ints
from bot.linking.matches import SLOTS, indexed, of_kinds, windowed
from bot.linking.talk import Rows, Talk

REACH: Final = 80
"""Turns of any kind, system lines too, that a parent may lie back."""
NEAR: Final = 20
"""Earlier turns of any kind that the features of a turn may depend on."""
AHEAD: Final = 8
"""Later turns that they may depend on."""
RECENT: Final = 12
"""Turns of talk that tell how the room is just now."""
NEVER: Final = 1 << 40
"""A rank later than any."""

_SHIFT: Final = 32
_RANK: Final = (1 << _SHIFT) - 1


class Said(IntEnum):
    """What a name or another word is in the turn that it stands in."""

    OWN_NAME = 0
    ADDRESSED = 1
    MENTIONED = 2
    TOPIC = 3


class Sought(IntEnum):
    """What the words of a turn are sought for among those of earlier ones."""

    ADDRESSES = 0
    MENTIONS = 1
    ADDRESSED_BY = 2
    MENTIONED_BY = 3
    ADDRESSED_BEFORE = 4
    """By the author in the turn before; below, in the turn after, if these are near."""
    ADDRESSED_AFTER = 5
    SAME_ADDRESSEE = 6
    TOPICS = 7


_AMONG: Final = (
    Said.OWN_NAME, Said.OWN_NAME, Said.ADDRESSED, Said.MENTIONED,
    Said.OWN_NAME, Said.OWN_NAME, Said.ADDRESSED, Said.TOPIC,
)  # fmt: skip
"""Where each is sought."""


@dataclass(frozen=True, slots=True)
class Surroundings:
    """Ranks in the talk, a column each; NEVER (or -NEVER) where there is no such turn.

    `before`, `after` and `second_after` are turns of the same author; `spoken_to` is the next turn
    that addresses the author; `oldest` the first turn of the window that parents are sought in.
    `sought` are the words of the turns that are sought among those of earlier ones, `said` those
    of all turns, indexed; `sought_for` tells what for.
    `pace` is what counts as a minute: 60 seconds, or the longest of the pauses before the latest
    one if that is more, so that a room with hours between posts reads like one with minutes.
    """

    talk: Talk
    before: Ints
    after: Ints
    second_after: Ints
    spoken_to: Ints
    oldest: Ints
    pace: Ints
    said: Ints
    sought: Rows
    sought_for: Ints


def surroundings(talk: Talk) -> Surroundings:
    ranks = np.arange(len(talk))
    order = np.argsort(talk.author, kind="stable")
    same = talk.author[order][1:] == talk.author[order][:-1]
    before = np.full(len(talk), -NEVER)
    after = np.full(len(talk) + 1, NEVER)
    before[order[1:][same]] = order[:-1][same]
    after[order[:-1][same]] = order[1:][same]
    first = np.searchsorted(talk.position, talk.position - REACH)
    said = indexed(of_kinds([talk.called, talk.addressed, talk.mentioned, talk.words], [*Said]))
    sought = [
        talk.addressed, talk.mentioned, talk.called, talk.called,
        _moved(talk, after[:-1], REACH), _moved(talk, before, AHEAD), talk.addressed, talk.words,
    ]  # fmt: skip
    return Surroundings(
        talk,
        before,
        after[:-1],
        after[np.minimum(after[:-1], len(talk))],
        _next_spoken_to(talk, said),
        np.maximum(first, ranks - SLOTS + 1),
        np.maximum(60, _longest_pause(talk)),
        said,
        of_kinds(sought, _AMONG),
        np.repeat([*Sought], [len(words.turn) for words in sought]),
    )


def _moved(talk: Talk, to: Ints, reach: int) -> Rows:
    """Whom each turn addresses, as if it stood in the author's next (or previous) turn nearby."""
    known = np.abs(to[talk.addressed.turn]) < NEVER
    turn, word = talk.addressed.turn[known], talk.addressed.word[known]
    target = to[turn]
    near = np.abs(talk.position[target] - talk.position[turn]) <= reach
    return Rows(target[near], word[near])


def _longest_pause(talk: Talk) -> Ints:
    """In seconds, of the RECENT ones before that which each turn ended; 0 if there is none."""
    everywhere = np.arange(len(talk))
    pauses, width = np.diff(talk.second, prepend=talk.second[:1]), RECENT + 2
    pause = windowed(pauses, everywhere, width=width)[:, 1:-1]
    began = windowed(talk.position, everywhere, -NEVER, width=width)[:, 2:]
    near = talk.position[:, None] - began <= NEAR
    return (pause * near).max(axis=1)


def _next_spoken_to(talk: Talk, said: Ints) -> Ints:
    result = np.full(len(talk), NEVER)
    names = of_kinds([talk.called], [Said.ADDRESSED])
    place = np.searchsorted(said, (names.word << _SHIFT) + names.turn + 1)
    following = np.append(said, -1)[place]
    found = following >> _SHIFT == names.word
    np.minimum.at(result, names.turn, np.where(found, following & _RANK, NEVER))
    return result
