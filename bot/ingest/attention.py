"""What is remembered of the channels where people talk right now, so that it is not read again.

Nothing that is derived depends on it. It holds words that people wrote, so it forgets a channel as
soon as something was deleted or reworded there, and all of them where another program wrote.
"""

from collections import OrderedDict
from collections.abc import Iterable
from typing import Final

from bot.ingest.stages import Stages
from bot.model import ChannelRef

_CHANNELS: Final = 64
"""Channels that are remembered, those heard last; each takes up to 1.5 MB."""
_UNSURE: Final = -1


class Attention:
    """The stages for each channel, which remember, where they can, what they read there."""

    def __init__(self, stages: Stages, channels: int = _CHANNELS) -> None:
        self.stages = stages
        self._channels = channels
        self._by_channel: OrderedDict[ChannelRef, Stages] = OrderedDict()
        self._seen = _UNSURE

    def paid_to(self, channel: ChannelRef) -> Stages:
        """The stages for a channel that goes on."""
        if self.stages.attentive is None:
            return self.stages
        found = self._by_channel.pop(channel, None) or self.stages.attentive()
        self._by_channel[channel] = found
        if len(self._by_channel) > self._channels:
            self._by_channel.popitem(last=False)
        return found

    def forget(self, channels: Iterable[ChannelRef]) -> None:
        for channel in channels:
            self._by_channel.pop(channel, None)

    def forget_all(self) -> None:
        self._by_channel.clear()

    def doubt(self, generation: int) -> None:
        """Forgets all where this is not the transaction that follows the one seen last."""
        if generation != self._seen + 1:
            self.forget_all()
        self._seen = generation
