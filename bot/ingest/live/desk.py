"""Where the deputy sits: another process of ours, which hears the channels that it is given."""

import signal
from collections import defaultdict
from collections.abc import Callable, Hashable, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from multiprocessing import get_context
from multiprocessing.connection import Connection
from typing import Any, Final, NamedTuple, TypeAlias, TypeVar

from bot.ingest.collector import be_patient, spare_what_stands
from bot.ingest.live.common import Common, Named
from bot.ingest.live.listener import Entries, Links, Listener, Shift
from bot.ingest.packing import packed, unpacked
from bot.ingest.parts import Part
from bot.ingest.stages import Stages
from bot.model import ChannelKind, ChannelRef, Entry, Link, Mark, MessageId, Turn

_Key = TypeVar("_Key", bound=Hashable)
_Value = TypeVar("_Value")

READY: Final = b"ready"
"""The first that is heard from the desk."""


class PartSent(NamedTuple):
    """A part, for the other process."""

    channel: ChannelRef
    kind: ChannelKind
    turns: Named[Turn]
    focus: Sequence[int]
    links: Named[Link] = ()
    marks: Named[Mark] = ()


class ShiftSent(NamedTuple):
    """A shift likewise. Where it `clears` up, both sides forget what it does not name."""

    part: PartSent
    changed: frozenset[MessageId] | None
    replaced: Named[Link]
    clears: bool


class LinksWanted(NamedTuple):
    """Asks for the links of each part."""

    parts: Sequence[PartSent]


class EntriesWanted(NamedTuple):
    """Asks what is to be said anew of each shift."""

    shifts: Sequence[ShiftSent]


class Forgotten(NamedTuple):
    """To this there is no answer."""

    channels: Sequence[ChannelRef]


Wanted: TypeAlias = LinksWanted | EntriesWanted | Forgotten
LinksTold: TypeAlias = Named[Link] | None
EntriesTold: TypeAlias = Sequence[tuple[Sequence[int], Named[Entry] | None]]


@dataclass
class _Channel:
    """What is common to both sides, and what was `told` last."""

    common: Common = field(default_factory=Common)
    told: dict[Hashable, Any] = field(default_factory=dict[Hashable, Any])

    def links(self, found: Links) -> LinksTold:
        return None if found is None else self._named(found, lambda li: (li.child, li.parent))

    def entries(self, found: Entries) -> EntriesTold:
        return [(part.focus, self._of_part(entries)) for part, entries in found]

    def _of_part(self, found: Sequence[Entry] | None) -> Named[Entry] | None:
        return None if found is None else self._named(found, lambda e: (e.message, e.index))

    def clear_up(self, named: Sequence[object]) -> None:
        self.common.keep_only(named)
        self.told.clear()

    def _named(self, values: Sequence[_Value], key: Callable[[_Value], Hashable]) -> Named[_Value]:
        """What is the same as the last time is the very same to both sides."""
        return self.common.named([self._as_told(key(value), value) for value in values])

    def _as_told(self, key: Hashable, value: _Value) -> _Value:
        if self.told.get(key) != value:
            self.told[key] = value
        return self.told[key]


class Desk:
    """The deputy's side of the talk between both."""

    def __init__(self, stages: Stages) -> None:
        self._listener = Listener(stages)
        self._channels: dict[ChannelRef, _Channel] = defaultdict(_Channel)

    def answer(self, wanted: Wanted) -> Sequence[LinksTold] | Sequence[EntriesTold] | None:
        if isinstance(wanted, LinksWanted):
            return self._links([self._part(one) for one in wanted.parts])
        if isinstance(wanted, EntriesWanted):
            return self._entries([self._shift(one) for one in wanted.shifts])
        self._listener.forget(wanted.channels)
        for channel in wanted.channels:
            self._channels.pop(channel, None)
        return None

    def _links(self, parts: Sequence[Part]) -> Sequence[LinksTold]:
        found = self._listener.links(parts)
        return [
            self._channels[part.channel].links(links)
            for part, links in zip(parts, found, strict=True)
        ]

    def _entries(self, shifts: Sequence[Shift]) -> Sequence[EntriesTold]:
        found = self._listener.entries(shifts)
        return [
            self._channels[shift.channel].entries(entries)
            for shift, entries in zip(shifts, found, strict=True)
        ]

    def _part(self, sent: PartSent) -> Part:
        read = self._channels[sent.channel].common.read
        turns, links, marks = read(sent.turns), read(sent.links), read(sent.marks)
        return Part(sent.channel, sent.kind, tuple(turns), sent.focus, tuple(links), tuple(marks))

    def _shift(self, sent: ShiftSent) -> Shift:
        part, here = self._part(sent.part), self._channels[sent.part.channel]
        replaced = here.common.read(sent.replaced)
        if sent.clears:
            here.clear_up([*part.turns, *part.links, *part.marks])
        return Shift(part, sent.changed, replaced)


def sit(line: Connection, stages: Stages) -> None:
    """Answers until nobody is there any more."""
    desk = Desk(stages)
    with line, suppress(EOFError, ConnectionError):
        line.send_bytes(READY)
        while True:
            answer = desk.answer(unpacked(line.recv_bytes()))
            if answer is not None:
                line.send_bytes(packed(answer))


def another_process(stages: Stages) -> tuple[Connection, Callable[[], None]]:
    """A desk in a process of its own: the line to it, and how to end it."""
    context = get_context("spawn")
    ours, theirs = context.Pipe()
    process = context.Process(target=_begin, args=(theirs, stages), daemon=True)
    process.start()
    theirs.close()

    def end() -> None:
        process.kill()
        process.join()

    return ours, end


def _begin(line: Connection, stages: Stages) -> None:  # pragma: no cover  (in that process)
    """The process that hired this one decides when it ends, even by being killed."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    be_patient()
    spare_what_stands()
    sit(line, stages)
