"""What earlier readings made of talk that goes on."""

from collections.abc import Sequence
from dataclasses import dataclass
from operator import attrgetter
from typing import Final, NamedTuple

import numpy as np

from bot.linking.grid import Parts
from bot.linking.matches import SLOTS
from bot.linking.room import Room
from bot.linking.surroundings import NEAR, REACH
from bot.model import Turn

_SAID: Final = attrgetter("ref", "author", "at", "text", "reply_to", "mentions", "system")
"""What linking goes by, besides whether a turn asks: reactions play no part."""


class Judged(NamedTuple):
    """The chances, [turns, SLOTS], that a reading gave to the turns of talk at some places."""

    places: range
    chances: Parts


NOTHING: Final = np.zeros((0, SLOTS), np.int16)


@dataclass(frozen=True, slots=True)
class Heard:
    """The turns that were read, their room, and what each reading made of them; of the last one,
    which no other goes by, only the places are kept.

    It holds for talk that goes on where this ended, and no longer than its messages stand.
    """

    turns: Sequence[Turn]
    room: Room
    judged: Sequence[Judged]

    def among(self, turns: Sequence[Turn], looked_at: int) -> "Heard | None":
        """What of it holds among `turns`, by their places: all of it where these begin among
        those that were read, and are the same up to the last one of those. What is asked for
        depends on the turns from the place `looked_at` on.
        """
        first = _place_of(turns[0], self.turns)
        if first is None or (first and looked_at < 0):
            return None  # those before may be gone, and were looked at
        again = self.turns[first:]
        if not _are_same(again, turns[: len(again)]):
            return None
        judged = [Judged(_moved(places, -first), chances) for places, chances in self.judged]
        return Heard(again, self.room.moved(-first), judged)


def judged_before(heard: Heard | None, asked: Sequence[range]) -> Sequence[Judged]:
    """What each reading made of the places that it is asked for, up to some place."""
    nothing = [Judged(range(each.start, each.start), NOTHING) for each in asked]
    known = heard.judged if heard else nothing
    return [
        found if found.places.start <= max(0, each.start) <= found.places.stop else none
        for found, each, none in zip(known, asked, nothing, strict=True)
    ]


def looked_at(asked: Sequence[range]) -> int:
    """The first place that plays a part where the readings are asked for these."""
    return asked[0].start - REACH - NEAR


def _place_of(turn: Turn, among: Sequence[Turn]) -> int | None:
    ref = turn.message.ref
    here = (place for place, known in enumerate(among) if known.message.ref == ref)
    return next(here, None)


def _are_same(known: Sequence[Turn], turns: Sequence[Turn]) -> bool:
    """As a rule they are the very same, which is quickly seen; reactions may differ."""
    if len(known) != len(turns):
        return False
    return known == turns or all(map(_is_same, known, turns))


def _is_same(known: Turn, turn: Turn) -> bool:
    return _asks(known) == _asks(turn) and _SAID(known.message) == _SAID(turn.message)


def _asks(turn: Turn) -> bool:
    return bool(turn.questions)


def _moved(places: range, by: int) -> range:
    return range(places.start + by, places.stop + by)
