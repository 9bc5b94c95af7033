"""The ends of the channels where people talk, at hand: which row follows which.

Live talk is derived from the same few hundred turns again and again, one message further each
time. What is known here need not be asked of the database.
"""

from bisect import bisect_left, bisect_right
from collections import OrderedDict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import islice
from typing import Final, NamedTuple

from bot.model import ChannelRef, Place

_CHANNELS: Final = 200
"""Channels whose ends are at hand, those heard last."""
_ENOUGH: Final = 600
"""Turns: what a few live changes ask for."""
_ROOM: Final = 300
"""So many more a tail may grow before it is cut back."""


class Run(NamedTuple):
    """The rows from so many turns before the first place to so many after the last, in order: the
    first of those asked for stands at `first`, the last right before `last`.
    """

    rows: Sequence[int]
    first: int
    last: int
    is_tail: bool


@dataclass(slots=True)
class _Tail:
    """The last turns of a channel, in order; all of them where it is `whole`."""

    places: list[Place]
    rows: list[int]
    whole: bool

    def run(self, first: Place, last: Place, before: int, after: int) -> Run | None:
        start, end = bisect_left(self.places, first), bisect_right(self.places, last)
        if not self.whole and start < max(1, before):
            return None
        since, until = max(0, start - before), end + after
        # As where it is read: what was asked for in vain behind the end tells that it is the end.
        is_tail = until > len(self.rows)
        return Run(self.rows[since:until], start - since, end - since, is_tail)

    def shorten(self) -> None:
        if len(self.rows) > _ENOUGH + _ROOM:
            del self.places[:-_ENOUGH], self.rows[:-_ENOUGH]
            self.whole = False


class Tails:
    """The tails at hand. Right as long as all that is written is told."""

    def __init__(self) -> None:
        self._by_channel: OrderedDict[ChannelRef, _Tail] = OrderedDict()

    def learn(
        self, channel: ChannelRef, places: Iterable[Place], rows: Sequence[int], *, whole: bool
    ) -> None:
        """These are the last turns of the channel."""
        known = self._by_channel.pop(channel, None)
        if known is None or len(known.rows) < len(rows):
            known = _Tail(list(places), list(rows), whole)
            known.shorten()
        self._by_channel[channel] = known
        for least in list(islice(self._by_channel, max(0, len(self._by_channel) - _CHANNELS))):
            del self._by_channel[least]

    def go_on(self, channel: ChannelRef, place: Place, row: int) -> None:
        """A turn is new in the channel. Where it is not its last one, its end must be read anew."""
        tail = self._by_channel.get(channel)
        if tail is None:
            return
        if tail.places and place <= tail.places[-1]:
            del self._by_channel[channel]
            return
        tail.places.append(place)
        tail.rows.append(row)
        tail.shorten()

    def forget(self, channel: ChannelRef) -> None:
        """Turns of the channel have gone, or stand elsewhere."""
        self._by_channel.pop(channel, None)

    def clear(self) -> None:
        self._by_channel.clear()

    def run(
        self, channel: ChannelRef, ends: tuple[Place, Place], before: int, after: int
    ) -> Run | None:
        """What the database would tell; None where only it can."""
        tail = self._by_channel.get(channel)
        if tail is None:
            return None
        self._by_channel.move_to_end(channel)
        return tail.run(*ends, before, after)

    def distance(self, channel: ChannelRef, first: Place, last: Place) -> int | None:
        """How many turns stand from the one place to the other; None where that is not at hand."""
        found = self.run(channel, (first, last), 0, 0)
        return None if found is None else found.last - found.first
