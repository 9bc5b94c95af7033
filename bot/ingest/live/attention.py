"""What is remembered of the channels where people talk right now, so that it is not read again.

Nothing that is derived depends on it. It holds words that people wrote, so what a message said is
unlearnt as soon as it is deleted or reworded, and all is forgotten where a channel departed, where
another program wrote, or a transaction failed.
"""

from collections import OrderedDict
from collections.abc import Awaitable, Callable, Collection, Iterable, Sequence
from typing import Final, Protocol, TypeVar

from bot.ingest.live.deputy import Away, Deputy
from bot.ingest.live.listener import Entries, Links, Listener, Shift
from bot.ingest.parts import PART, Part
from bot.ingest.stages import Stages
from bot.model import ChannelRef, MessageId, Turn

_Result = TypeVar("_Result")

_CHANNELS: Final = 64
"""Channels that a listener remembers, those heard last; each takes up to 2 MB."""
_SEVERAL: Final = 3
"""Channels that speak at once, where people talk in many."""
_HIRED_FROM: Final = 20
"""How often so many did, until somebody is hired to hear half of them."""
_ALONE_FOR: Final = 1_000
"""How often so many speak at once until there is another try, where a deputy died."""
_FEW: Final = 50
"""Messages that are deleted or reworded at once, of which each is looked for."""
_UNSURE: Final = -1


class _Asked(Protocol):
    @property
    def channel(self) -> ChannelRef: ...
    @property
    def turns(self) -> Sequence[Turn]: ...


_What = TypeVar("_What", bound=_Asked)


class Attention:
    """Shares out the channels that go on: to the listener here and, where many speak at once, to a
    deputy in another process. Where that dies, all is heard here again.
    """

    def __init__(
        self,
        stages: Stages,
        hire: Callable[[Stages], Deputy | None] = lambda _: None,
        channels: int = _CHANNELS,
    ) -> None:
        self.stages = stages
        self._hire = hire
        self._channels = channels
        self._here = Listener(stages)
        self._deputy: Deputy | None = None
        self._is_shared = False
        self._crowds = 0
        self._by_channel = OrderedDict[ChannelRef, bool]()
        self._seen = _UNSURE

    async def links(self, parts: Sequence[Part]) -> Sequence[Links]:
        """The links of each part in focus."""
        self._forget_the_silent()
        self._look_around(dict.fromkeys(part.channel for part in parts))
        return await self._shared_out(parts, self._here.links, lambda deputy: deputy.links)

    async def entries(self, shifts: Sequence[Shift]) -> Sequence[Entries]:
        """What is to be said anew of each shift."""
        return await self._shared_out(shifts, self._here.entries, lambda deputy: deputy.entries)

    def forget(self, channels: Iterable[ChannelRef]) -> None:
        known = [channel for channel in channels if channel in self._by_channel]
        theirs = [channel for channel in known if self._by_channel.pop(channel)]
        self._here.forget(known)
        if self._deputy is not None:
            self._deputy.forget(theirs)

    def unlearn(self, channel: ChannelRef, ids: Collection[MessageId]) -> None:
        """Forgets what these messages said: of many, all that is known of their channel."""
        if len(ids) > _FEW:
            self.forget([channel])
        elif self._by_channel.get(channel) and self._deputy is not None:
            self._deputy.unlearn(channel, frozenset(ids))
        else:
            self._here.unlearn(channel, ids)

    def forget_all(self) -> None:
        self.forget(list(self._by_channel))

    def _forget_the_silent(self) -> None:
        """Not those that speak right now, however many they are."""
        most = self._channels * (1 + self._is_shared)
        self.forget(list(self._by_channel)[: max(0, len(self._by_channel) - most)])

    def doubt(self, generation: int) -> None:
        """Forgets all where this is not the transaction that follows the one seen last."""
        if generation != self._seen + 1:
            self.forget_all()
        self._seen = generation

    async def _shared_out(
        self,
        asked: Sequence[_What],
        here: Callable[[Sequence[_What]], Sequence[_Result]],
        there: Callable[[Deputy], Callable[[Sequence[_What]], Awaitable[Sequence[_Result]]]],
    ) -> Sequence[_Result]:
        """The results, in order; the deputy is at work while we are."""
        is_theirs = [self._is_theirs(one) for one in asked]
        theirs = [one for one, so in zip(asked, is_theirs, strict=True) if so]
        mine = [one for one, so in zip(asked, is_theirs, strict=True) if not so]
        if self._deputy is None or not theirs:
            return here(asked)
        coming = there(self._deputy)(theirs)
        found = iter(here(mine))
        try:
            told = iter(await coming)
        except Away:
            self._go_on_without(self._deputy)
            told = iter(here(theirs))
        return [next(told if so else found) for so in is_theirs]

    def _is_theirs(self, one: _Asked) -> bool:
        """Whether the deputy hears its channel, which goes on here where that is much to send."""
        channel, theirs = one.channel, self._by_channel.get(one.channel)
        if theirs is None:
            theirs = self._is_shared and self._has_few
        if theirs and len(one.turns) > PART:
            self.forget([channel])
            theirs = False
        self._by_channel[channel] = theirs
        self._by_channel.move_to_end(channel)
        return theirs

    def _look_around(self, channels: Collection[ChannelRef]) -> None:
        """Hires a deputy where many channels speak, and when it is there gives it half of them, one
        each time: it has to read all that stands there first, and nobody should wait for that.
        """
        if self._deputy is None:
            self._crowds += len(channels) >= _SEVERAL
            if self._crowds == _HIRED_FROM:
                self._deputy = self._hire(self.stages)
        elif not self._is_shared:
            try:
                self._is_shared = self._deputy.is_ready()
            except Away:
                self._go_on_without(self._deputy)
        elif self._has_few:
            self._give_away([c for c in channels if self._by_channel.get(c) is False][:1])

    @property
    def _has_few(self) -> bool:
        """Whether the deputy hears less than half of the channels."""
        return 2 * sum(self._by_channel.values()) < len(self._by_channel)

    def _give_away(self, channels: Sequence[ChannelRef]) -> None:
        self._here.forget(channels)
        self._by_channel.update(dict.fromkeys(channels, True))

    def _go_on_without(self, deputy: Deputy) -> None:
        deputy.dismiss()
        self._deputy, self._is_shared, self._crowds = None, False, -_ALONE_FOR
        self._by_channel.update(dict.fromkeys(self._by_channel, False))
