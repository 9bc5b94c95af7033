"""Links and resolves the talk of channels that go on, and remembers what it read of their ends.

Nothing that is derived depends on what is remembered. It holds words that people wrote.
"""

from collections.abc import Iterable, Sequence
from dataclasses import replace
from typing import NamedTuple, TypeAlias

from bot.ingest.parts import Part, linked_together, reached, resolved, resolving_parts
from bot.ingest.stages import Stages
from bot.model import ChannelRef, Entry, Link, MessageId, Turn

Links: TypeAlias = Sequence[Link] | None
"""Of a part; None where the stage fails at it."""
Entries: TypeAlias = Sequence[tuple[Part, Sequence[Entry] | None]]
"""Of a shift: of each of its parts; likewise."""


class Shift(NamedTuple):
    """A stretch of a channel, with what can have changed of its entries in focus. Where only few
    turns `changed`, it is asked what they can touch; `replaced` are links that these had before.
    """

    part: Part
    changed: frozenset[MessageId] | None = None
    replaced: Sequence[Link] = ()

    @property
    def channel(self) -> ChannelRef:
        return self.part.channel

    @property
    def turns(self) -> Sequence[Turn]:
        return self.part.turns


class Listener:
    """The stages for each channel, which remember, where they can, what they read there."""

    def __init__(self, stages: Stages) -> None:
        self._stages = stages
        self._by_channel: dict[ChannelRef, Stages] = {}

    def stages_for(self, channel: ChannelRef) -> Stages:
        if self._stages.attentive is None:
            return self._stages
        known = self._by_channel.get(channel)
        if known is None:
            known = self._by_channel[channel] = self._stages.attentive()
        return known

    def links(self, parts: Sequence[Part]) -> Sequence[Links]:
        """The links of each part in focus: read together, since that costs less."""
        own = [self.stages_for(part.channel).link for part in parts]
        return linked_together(self._stages.link_together, own, parts)

    def entries(self, shifts: Sequence[Shift]) -> Sequence[Entries]:
        """What is to be said anew of each shift."""
        return [self._entries(shift) for shift in shifts]

    def _entries(self, shift: Shift) -> Entries:
        stages = self.stages_for(shift.channel)
        whole = replace(shift.part, focus=_in_reach(stages, shift))
        parts = resolving_parts(whole, stages) if whole.focus else ()
        return [(part, resolved(stages.resolve, part)) for part in parts]

    def forget(self, channels: Iterable[ChannelRef]) -> None:
        for channel in channels:
            self._by_channel.pop(channel, None)


def _in_reach(stages: Stages, shift: Shift) -> Sequence[int]:
    """The positions in focus whose entries the changes can touch."""
    part = shift.part
    if shift.changed is None:
        return part.focus
    found = reached(stages.reach, part, shift.changed, shift.replaced)
    return part.focus if found is None else [at for at in found if at in part.focus]
