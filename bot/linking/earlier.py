"""What earlier readings made of talk that goes on, as far as no later turn can change it."""

from collections.abc import Sequence
from dataclasses import dataclass
from operator import attrgetter
from typing import Final, NamedTuple

import numpy as np

from bot.linking.grid import Doubles
from bot.linking.matches import SLOTS
from bot.linking.surroundings import NEAR, REACH
from bot.linking.talk import Talk
from bot.model import Message

_SAID: Final = attrgetter("ref", "author", "at", "text", "reply_to", "mentions", "system")
"""What linking goes by: reactions play no part."""


class Settled(NamedTuple):
    """The chances, [turns, SLOTS], that a reading gave to the turns of talk at some places."""

    places: range
    chances: Doubles


@dataclass(frozen=True, slots=True)
class Heard:
    """The messages that were read, their talk, and what each reading but the last settled.

    It holds for talk that goes on where this ended, and no longer than its messages stand.
    """

    messages: Sequence[Message]
    talk: Talk
    settled: Sequence[Settled]

    def among(self, messages: Sequence[Message], looked_at: int) -> Sequence[Settled]:
        """What of it holds among `messages`, by their places: all of it where these begin among
        those that were read, and are the same up to the last one of those. What is asked for
        depends on the messages from the place `looked_at` on.
        """
        refs = [known.ref for known in self.messages]
        if messages[0].ref not in refs:
            return ()
        first = refs.index(messages[0].ref)
        if first and looked_at < 0:
            return ()  # those before may be gone, and were looked at
        again = [_SAID(known) for known in self.messages[first:]]
        if again != [_SAID(message) for message in messages[: len(again)]]:
            return ()
        return [Settled(_moved(places, -first), chances) for places, chances in self.settled]


def still_settled(
    before: Heard | None, messages: Sequence[Message], asked: Sequence[range]
) -> Sequence[Settled]:
    """What each reading need not judge: the places that it is asked for up to some place."""
    nothing = [Settled(range(each.start, each.start), np.zeros((0, SLOTS))) for each in asked]
    known = (before.among(messages, asked[0].start - REACH - NEAR) if before else ()) or nothing
    return [
        found if found.places.start <= max(0, each.start) <= found.places.stop else none
        for found, each, none in zip(known, asked, nothing, strict=True)
    ]


def _moved(places: range, by: int) -> range:
    return range(places.start + by, places.stop + by)
