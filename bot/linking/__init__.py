"""Messages -> reply graph: who answers whom, also when nobody used the reply button. Pure.

What people say themselves (reply button, quotes) stands; for the rest a small scorer reads the talk
three times. See docs/decisions/linking.md; after Kummerfeld et al. 2019, arXiv 1810.11118.
"""

from collections.abc import Iterator, Sequence
from typing import Final

from bot.linking.deciding import CUES, Decisions, said, system_line
from bot.linking.earlier import Heard
from bot.linking.explicit import Declarations
from bot.linking.reading import read
from bot.linking.weights import shipped
from bot.model import ChannelKind, Link, Turn

__all__ = ["CUES", "LINKING_VERSION", "LOOKAHEAD", "LOOKBACK", "Listener", "link"]

LINKING_VERSION = "5"
LOOKBACK = 180
"""A link of the turn at position i depends only on the turns [i - LOOKBACK, i + LOOKAHEAD]."""
LOOKAHEAD = 24

STRETCH: Final = 1024
"""Turns that are read at once, so that a long channel needs no more memory than a short one."""


def link(
    turns: Sequence[Turn],
    *,
    focus: range | None = None,
    kind: ChannelKind = ChannelKind.ROOM,
) -> list[Link]:
    """The links of the turns at the positions in `focus` (default: all), in order.

    `turns` are one channel's messages in order. Every turn in focus gets at least one link; its
    parents are earlier turns, or ones that it names by the reply button and that lie further back
    than LOOKBACK. An explicit reply to a message that is not there is decided by the text.
    """
    return Listener()(turns, focus=focus, kind=kind)


class Listener:
    """`link` for a channel whose talk goes on. It gives what `link` gives, sooner: what was read
    of the last turns is not read again where they are the same. Holds one stretch of talk, which
    is to be dropped when one of its messages is deleted.
    """

    _heard: Heard | None = None

    def __call__(
        self,
        turns: Sequence[Turn],
        *,
        focus: range | None = None,
        kind: ChannelKind = ChannelKind.ROOM,
    ) -> list[Link]:
        places = range(len(turns)) if focus is None else focus
        return [
            link
            for start in range(places.start, places.stop, STRETCH)
            for link in self._links(turns, range(start, min(start + STRETCH, places.stop)), kind)
        ]

    def _links(self, turns: Sequence[Turn], focus: range, kind: ChannelKind) -> Iterator[Link]:
        base = max(0, focus.start - LOOKBACK)
        around = turns[base : focus.stop + LOOKAHEAD]
        messages = [turn.message for turn in around]
        here = range(focus.start - base, focus.stop - base)
        reading = read(messages, here, shipped(), self._heard)
        self._heard = reading.heard
        declared = Declarations(messages)
        decisions, ranks = Decisions(around, reading), iter(reading.ranks)
        for place in focus:
            message = messages[place - base]
            # Within LOOKBACK of the first turn at hand, that turn is the channel's first: a caller
            # who leaves earlier turns out must still hand over LOOKBACK of them.
            whole = place < LOOKBACK
            rank = None if message.system else next(ranks)
            window = range(max(0, place - LOOKBACK) - base, place + LOOKAHEAD + 1 - base)
            if explicit := declared.parents(place - base, window, whole=whole):
                yield from said(message.id, explicit)
            elif rank is None:
                yield system_line(message.id)
            else:
                post = turns[0].message.id if whole and kind is ChannelKind.THREAD else None
                yield from decisions.links(rank, post)
