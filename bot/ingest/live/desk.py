"""Where the deputy sits: another process of ours, which hears the channels that it is given."""

import signal
from collections import defaultdict
from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from multiprocessing import get_context
from multiprocessing.connection import Connection
from typing import Final, NamedTuple, TypeAlias

from bot.ingest.collector import look_meanwhile
from bot.ingest.live.common import Common, Named
from bot.ingest.live.listener import Links, Listener, Shift
from bot.ingest.packing import packed, unpacked
from bot.ingest.parts import Part
from bot.ingest.readiness import get_ready
from bot.ingest.stages import Stages
from bot.model import ChannelKind, ChannelRef, Entry, Link, Mark, MessageId, Turn

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


class Unlearnt(NamedTuple):
    """Nor to this."""

    channel: ChannelRef
    ids: frozenset[MessageId]

    def holds(self, value: object) -> bool:
        """Whether a value that both sides hold bears words of these messages."""
        if isinstance(value, Turn):
            return value.message.id in self.ids
        return isinstance(value, Mark) and value.message.message in self.ids


Wanted: TypeAlias = LinksWanted | EntriesWanted | Forgotten | Unlearnt
LinksTold: TypeAlias = Named[Link] | None
EntriesTold: TypeAlias = Sequence[tuple[Sequence[int], Sequence[Entry] | None]]


@dataclass
class _Channel:
    """What is common to both sides, and the links `told` last."""

    common: Common = field(default_factory=Common)
    told: dict[tuple[MessageId, MessageId | None], Link] = field(
        default_factory=dict[tuple[MessageId, MessageId | None], Link]
    )

    def links(self, found: Links) -> LinksTold:
        """What is the same as the last time is the very same to both sides."""
        return None if found is None else self.common.named([self._as_told(link) for link in found])

    def clear_up(self, named: Sequence[object]) -> None:
        self.common.keep_only(named)
        self.told.clear()

    def _as_told(self, link: Link) -> Link:
        key = link.child, link.parent
        if self.told.get(key) != link:
            self.told[key] = link
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
        if isinstance(wanted, Unlearnt):
            self._listener.unlearn(wanted.channel, wanted.ids)
            self._channels[wanted.channel].common.drop(wanted.holds)
            return None
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
        return [[(part.focus, entries) for part, entries in parts] for parts in found]

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
            if not line.poll():
                look_meanwhile()
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
    get_ready()
    sit(line, stages)
