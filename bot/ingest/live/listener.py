"""Links and resolves the talk of channels that go on, and remembers what it read of their ends, and
what it said of them.

Nothing that is derived depends on what is remembered, as long as all that is said is written. It
holds words that people wrote.
"""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import replace
from operator import is_
from typing import Final, NamedTuple, TypeAlias

from bot.ingest.listing import by_message
from bot.ingest.parts import Part, linked_together, reached, resolved, resolving_parts
from bot.ingest.stages import Stages
from bot.model import ChannelRef, Entry, Link, Mark, MessageId, Turn

Links: TypeAlias = Sequence[Link] | None
"""Of a part; None where the stage fails at it."""
Entries: TypeAlias = Sequence[tuple[Part, Sequence[Entry] | None]]
"""Of a shift: of each of its parts; likewise."""


_TOO_MANY: Final = 2
"""Times as many turns as there are at hand: some of them are to be forgotten."""


class _Said(NamedTuple):
    """The entries of a turn, and the marks that are listed with them."""

    entries: Sequence[Entry]
    marks: Sequence[Mark]

    def is_same(self, before: "_Said | None") -> bool:
        return (
            before is not None
            and len(self.entries) == len(before.entries)
            and all(map(is_, self.entries, before.entries))
            and self.marks == before.marks
        )


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


class _Ear:
    """Hears one channel: by stages that remember it, and by what it said of each turn last."""

    def __init__(self, stages: Stages) -> None:
        self.stages = stages
        self._said: dict[MessageId, _Said] = {}

    def entries(self, shift: Shift) -> Entries:
        whole = replace(shift.part, focus=_in_reach(self.stages, shift))
        parts = resolving_parts(whole, self.stages) if whole.focus else ()
        found = [self._news(part, resolved(self.stages.resolve, part)) for part in parts]
        return [(part, entries) for part, entries in found if part.focus]

    def unlearn(self, ids: Collection[MessageId]) -> bool:
        """Forgets what these messages said. False: nobody can tell what that was."""
        if self.stages.unlearn is None:
            return False
        self.stages.unlearn(ids)
        for id_ in ids:
            self._said.pop(id_, None)
        return True

    def _news(
        self, part: Part, entries: Sequence[Entry] | None
    ) -> tuple[Part, Sequence[Entry] | None]:
        """Only what was not said just so: stages that remember give the very same entry again."""
        if entries is None:
            return part, None
        now = _by_turn(part, entries)
        news = {id_: said for id_, said in now.items() if not said.is_same(self._said.get(id_))}
        self._remember(part, news)
        focus = [at for at in part.focus if part.turns[at].message.id in news]
        return replace(part, focus=focus), [e for said in news.values() for e in said.entries]

    def _remember(self, part: Part, news: Mapping[MessageId, _Said]) -> None:
        self._said.update(news)
        if len(self._said) > _TOO_MANY * len(part.turns):
            ids = {turn.message.id for turn in part.turns}
            self._said = {id_: said for id_, said in self._said.items() if id_ in ids}


class Listener:
    """The stages for each channel, which remember, where they can, what they read there."""

    def __init__(self, stages: Stages) -> None:
        self._stages = stages
        self._by_channel: dict[ChannelRef, _Ear] = {}

    def stages_for(self, channel: ChannelRef) -> Stages:
        return self._ear_for(channel).stages

    def links(self, parts: Sequence[Part]) -> Sequence[Links]:
        """The links of each part in focus: read together, since that costs less."""
        own = [self.stages_for(part.channel).link for part in parts]
        return linked_together(self._stages.link_together, own, parts)

    def entries(self, shifts: Sequence[Shift]) -> Sequence[Entries]:
        """What is to be said anew of each shift."""
        return [self._ear_for(shift.channel).entries(shift) for shift in shifts]

    def forget(self, channels: Iterable[ChannelRef]) -> None:
        for channel in channels:
            self._by_channel.pop(channel, None)

    def unlearn(self, channel: ChannelRef, ids: Collection[MessageId]) -> None:
        """Forgets what these messages said there; all, where the stages cannot tell."""
        ear = self._by_channel.get(channel)
        if ear is not None and not ear.unlearn(ids):
            self.forget([channel])

    def _ear_for(self, channel: ChannelRef) -> _Ear:
        known = self._by_channel.get(channel)
        if known is None:
            attentive = self._stages.attentive
            known = self._by_channel[channel] = _Ear(attentive() if attentive else self._stages)
        return known


def _by_turn(part: Part, entries: Sequence[Entry]) -> Mapping[MessageId, _Said]:
    """What is to be said of each turn in focus; its marks too, since they are listed with it."""
    asked = by_message((entry.message, entry) for entry in entries)
    marked = by_message((mark.message.message, mark) for mark in part.marks)
    ids = [part.turns[at].message.id for at in part.focus]
    return {id_: _Said(asked.get(id_, ()), marked.get(id_, ())) for id_ in ids}


def _in_reach(stages: Stages, shift: Shift) -> Sequence[int]:
    """The positions in focus whose entries the changes can touch."""
    part = shift.part
    if shift.changed is None:
        return part.focus
    found = reached(stages.reach, part, shift.changed, shift.replaced)
    return part.focus if found is None else [at for at in found if at in part.focus]
