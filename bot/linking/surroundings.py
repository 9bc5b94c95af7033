"""Talk with, for each turn, where to find the turns that belong to it."""

from dataclasses import dataclass
from typing import Final

import numpy as np

from bot.linking.grid import Ints
from bot.linking.matches import SLOTS, windowed
from bot.linking.talk import Talk

REACH: Final = 80
"""Turns of any kind, system lines too, that a parent may lie back."""
NEAR: Final = 20
"""Earlier turns of any kind that the features of a turn may depend on."""
RECENT: Final = 12
"""Turns of talk that tell how the room is just now."""
NEVER: Final = 1 << 40
"""A rank later than any."""

_SHIFT: Final = 32
_RANK: Final = (1 << _SHIFT) - 1


@dataclass(frozen=True, slots=True)
class Surroundings:
    """Ranks in the talk, a column each; NEVER (or -NEVER) where there is no such turn.

    `before`, `after` and `second_after` are turns of the same author; `spoken_to` is the next turn
    that addresses the author; `oldest` the first turn of the window that parents are sought in.
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


def surroundings(talk: Talk) -> Surroundings:
    ranks = np.arange(len(talk))
    order = np.argsort(talk.author, kind="stable")
    same = talk.author[order][1:] == talk.author[order][:-1]
    before = np.full(len(talk), -NEVER)
    after = np.full(len(talk) + 1, NEVER)
    before[order[1:][same]] = order[:-1][same]
    after[order[:-1][same]] = order[1:][same]
    first = np.searchsorted(talk.position, talk.position - REACH)
    return Surroundings(
        talk,
        before,
        after[:-1],
        after[np.minimum(after[:-1], len(talk))],
        _next_spoken_to(talk),
        np.maximum(first, ranks - SLOTS + 1),
        np.maximum(60, _longest_pause(talk)),
    )


def _longest_pause(talk: Talk) -> Ints:
    """In seconds, of the RECENT ones before that which each turn ended; 0 if there is none."""
    everywhere = range(len(talk))
    pause = windowed(np.diff(talk.second, prepend=talk.second[:1]), everywhere)[:, 1 : RECENT + 1]
    began = windowed(talk.position, everywhere, -NEVER)[:, 2 : RECENT + 2]
    near = talk.position[:, None] - began <= NEAR
    return (pause * near).max(axis=1)


def _next_spoken_to(talk: Talk) -> Ints:
    result = np.full(len(talk), NEVER)
    addressed = np.sort((talk.addressed.word << _SHIFT) + talk.addressed.turn)
    called = (talk.called.word << _SHIFT) + talk.called.turn
    place = np.searchsorted(addressed, called + 1)
    following = np.append(addressed, -1)[place]
    found = following >> _SHIFT == talk.called.word
    np.minimum.at(result, talk.called.turn, np.where(found, following & _RANK, NEVER))
    return result
