"""The talk of channels -> their links: what they say themselves, and the best of what was read."""

from collections.abc import Iterator, Mapping, Sequence
from types import MappingProxyType
from typing import Final, NamedTuple

from bot.linking.deciding import Decisions, responding, said, system_line
from bot.linking.earlier import Heard
from bot.linking.explicit import Declarations
from bot.linking.reading import Reading, read
from bot.linking.share import Asked
from bot.linking.weights import shipped
from bot.model import ChannelKind, Link, MessageId, Turn

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
    is to be dropped when one of its messages is deleted or reworded.
    """

    heard: Heard | None = None
    decided: Mapping[MessageId, Sequence[Link]] = MappingProxyType({})
    """How the talk that was last in focus is linked where nobody says it themselves."""

    def drop(self) -> None:
        """Forgets all: of what was said by many, nobody knows whose word is whose."""
        self.heard, self.decided = None, MappingProxyType({})

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
            for links in listen(
                [Listening(self, turns, range(start, min(start + STRETCH, places.stop)), kind)]
            )
            for link in links
        ]


class Listening(NamedTuple):
    """What a listener is asked: the links of the turns of its channel in `focus`."""

    listener: Listener
    turns: Sequence[Turn]
    focus: range
    kind: ChannelKind = ChannelKind.ROOM


def listen(rooms: Sequence[Listening]) -> list[list[Link]]:
    """What each listener would give by itself; all of them together take little longer than one.
    Each room has a listener of its own.
    """
    stretches = [_Stretch(room) for room in rooms]
    readings = read([stretch.asked for stretch in stretches], shipped())
    decided = [stretch.decided(r) for stretch, r in zip(stretches, readings, strict=True)]
    for room, reading, links in zip(rooms, readings, decided, strict=True):
        room.listener.heard, room.listener.decided = reading.heard, links
    return [[*stretch.links(links)] for stretch, links in zip(stretches, decided, strict=True)]


class _Stretch:
    """The turns of one channel that play a part, and what is asked of them."""

    def __init__(self, room: Listening) -> None:
        self._room = room
        self._base = max(0, room.focus.start - LOOKBACK)
        self._around = room.turns[self._base : room.focus.stop + LOOKAHEAD]
        self._messages = [turn.message for turn in self._around]
        here = range(room.focus.start - self._base, room.focus.stop - self._base)
        self.asked = Asked(self._around, here, room.listener.heard)

    def decided(self, reading: Reading) -> dict[MessageId, Sequence[Link]]:
        """The links of the talk in focus by what was read of it, now or before."""
        decisions, before = Decisions(self._around, reading), self._room.listener.decided
        judged = {decisions.child(rank): [*decisions.links(rank)] for rank in reading.ranks}
        focus = self.asked.focus
        there = [one.id for one in self._messages[focus.start : focus.stop] if not one.system]
        return {child: judged[child] if child in judged else before[child] for child in there}

    def links(self, decided: Mapping[MessageId, Sequence[Link]]) -> Iterator[Link]:
        declared = Declarations(self._messages)
        first = self._room.turns[0].message.id
        for place in self._room.focus:
            at = place - self._base
            message = self._messages[at]
            # Within LOOKBACK of the first turn at hand, that turn is the channel's first: a caller
            # who leaves earlier turns out must still hand over LOOKBACK of them.
            whole = place < LOOKBACK
            window = range(max(0, place - LOOKBACK) - self._base, at + LOOKAHEAD + 1)
            if explicit := declared.parents(at, window, whole=whole):
                yield from said(message.id, explicit)
            elif message.system:
                yield system_line(message.id)
            elif whole and self._room.kind is ChannelKind.THREAD:
                yield from (responding(link, first) for link in decided[message.id])
            else:
                yield from decided[message.id]
