"""What earlier readings made of talk that goes on, as far as no later turn can change it."""

from collections.abc import Sequence
from dataclasses import dataclass
from operator import attrgetter
from typing import Final, NamedTuple

import numpy as np

from bot.linking.grid import Parts
from bot.linking.matches import SLOTS
from bot.linking.room import Room
from bot.linking.surroundings import NEAR, REACH
from bot.model import Message

_SAID: Final = attrgetter("ref", "author", "at", "text", "reply_to", "mentions", "system")
"""What linking goes by: reactions play no part."""


class Settled(NamedTuple):
    """The chances, [turns, SLOTS], that a reading gave to the turns of talk at some places."""

    places: range
    chances: Parts


NOTHING_SETTLED: Final = np.zeros((0, SLOTS), np.int16)


@dataclass(frozen=True, slots=True)
class Heard:
    """The messages that were read, their room, and what each reading but the last settled.

    It holds for talk that goes on where this ended, and no longer than its messages stand.
    """

    messages: Sequence[Message]
    room: Room
    settled: Sequence[Settled]

    def among(self, messages: Sequence[Message], looked_at: int) -> "Heard | None":
        """What of it holds among `messages`, by their places: all of it where these begin among
        those that were read, and are the same up to the last one of those. What is asked for
        depends on the messages from the place `looked_at` on.
        """
        first = _place_of(messages[0], self.messages)
        if first is None or (first and looked_at < 0):
            return None  # those before may be gone, and were looked at
        again = self.messages[first:]
        if not _are_same(again, messages[: len(again)]):
            return None
        settled = [Settled(_moved(places, -first), chances) for places, chances in self.settled]
        return Heard(again, self.room.moved(-first), settled)


def still_settled(before: Heard | None, asked: Sequence[range]) -> Sequence[Settled]:
    """What each reading need not judge: the places that it is asked for up to some place."""
    nothing = [Settled(range(each.start, each.start), NOTHING_SETTLED) for each in asked]
    known = before.settled if before else nothing
    return [
        found if found.places.start <= max(0, each.start) <= found.places.stop else none
        for found, each, none in zip(known, asked, nothing, strict=True)
    ]


def looked_at(asked: Sequence[range]) -> int:
    """The first place that plays a part where the readings are asked for these."""
    return asked[0].start - REACH - NEAR


def _place_of(message: Message, among: Sequence[Message]) -> int | None:
    here = (place for place, known in enumerate(among) if known.ref == message.ref)
    return next(here, None)


def _are_same(known: Sequence[Message], messages: Sequence[Message]) -> bool:
    """As a rule they are the very same, which is quickly seen; reactions may differ."""
    if len(known) != len(messages):
        return False
    return known == messages or all(map(_is_same, known, messages))


def _is_same(known: Message, message: Message) -> bool:
    return known is message or _SAID(known) == _SAID(message)


def _moved(places: range, by: int) -> range:
    return range(places.start + by, places.stop + by)
