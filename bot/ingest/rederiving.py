"""What changed in a channel -> its links and entries made anew, there and nowhere else.

Locality makes this cheap (see `stages`). A change at position d can touch the links in
[d - lookahead, d + lookback] and, for every changed turn or link, the entries of the horizon before
it and before each message up its chain of replies; where a channel only went on, as live talk
does, the stage itself tells which of these are in `reach`.
"""

import asyncio
from collections import deque
from collections.abc import (
    AsyncIterable,
    AsyncIterator,
    Callable,
    Collection,
    Iterable,
    Iterator,
    Mapping,
    Sequence,
)
from dataclasses import dataclass
from functools import partial
from typing import TypeVar

from bot.ingest.listing import by_message, listed
from bot.ingest.live.attention import Attention
from bot.ingest.live.listener import Shift
from bot.ingest.parts import Part, linked, linking_parts, resolved, resolving_parts
from bot.ingest.touching import Touched
from bot.model import ChannelRef, Entry, Link, Place, Stretch
from bot.ports import Hands, Writing

_T = TypeVar("_T")

_RUN = 10_000
"""At most so many turns between the first and the last change that are derived together."""
_LIVE = 400
"""Changed turns, at most, for which this process remembers what it read: fewer than a crew gets."""
_TOGETHER = 16
"""Channels whose live talk is linked at once: more would keep others waiting."""
_FEW = 50
"""Changes of a channel for which it pays to ask what is in their reach."""
_SPARSE = 500
"""Changes that lie further apart than this, on average, are derived on their own."""


@dataclass(frozen=True, slots=True)
class Derived:
    """What came of it: how many public numbers were given, and the channels where a stage failed,
    so that in those parts the ledger stays as it was.
    """

    questions: int = 0
    failed: frozenset[ChannelRef] = frozenset()


class Rederiving:
    """Brings what is derived up to date within one transaction. `on_derived` hears how many turns
    were linked or resolved, after each part.
    """

    def __init__(
        self,
        log: Writing,
        attention: Attention,
        hands: Hands,
        on_derived: Callable[[int], None] = lambda _turns: None,
    ) -> None:
        self._log = log
        self._stages = attention.stages
        self._attention = attention
        self._hands = hands
        self._on_derived = on_derived
        self._failed: set[ChannelRef] = set()

    async def rederive(self, where: Mapping[ChannelRef, Touched]) -> Derived:
        await self._relink(where)
        return Derived(await self._resolve(where), frozenset(self._failed))

    async def _relink(self, where: Mapping[ChannelRef, Touched]) -> None:
        """Writes the links, and notes where they did change."""
        async for part, links in self._links(where):
            replaced = await self._log.put_links(part.channel, part.own, links)
            now = by_message((link.child, link) for link in links if link.child in replaced)
            for turn in part.own:
                before = replaced.get(turn.message.id)
                if before is None or self._stages.sounds_alike(before, now[turn.message.id]):
                    continue
                where[part.channel].add(turn.message, judged=True)
                where[part.channel].replaced += before

    async def _resolve(self, where: Mapping[ChannelRef, Touched]) -> int:
        """Writes the entries. Returns how many got a new number."""
        given = 0
        async for part, entries in self._entries(where):
            anchors = await self._log.anchors(part.channel, part.own)
            lines = listed(part, entries, anchors)
            given += await self._log.put_lines(part.channel, part.own, lines)
        return given

    async def _links(
        self, where: Mapping[ChannelRef, Touched]
    ) -> AsyncIterator[tuple[Part, Sequence[Link]]]:
        """The new links of each part: of live talk those of many channels at once."""
        size = sum(len(here.turns) for here in where.values())
        cut, wholes = partial(linking_parts, stages=self._stages), self._linking(where)
        if size > _LIVE:
            work = partial(linked, self._stages.link)
            async for part, links in self._derived(work, cut, wholes, size):
                yield part, links
            return
        parts = [part async for whole in wholes for part in cut(whole)]
        for some in _together(parts):
            found = await self._attention.links(some)
            for part, links in self._told(zip(some, found, strict=True)):
                yield part, links
            await asyncio.sleep(0)  # what is at hand waits for nobody; others want their turn

    async def _entries(
        self, where: Mapping[ChannelRef, Touched]
    ) -> AsyncIterator[tuple[Part, Sequence[Entry]]]:
        """The new entries, likewise."""
        size = sum(len(here.places) for here in where.values())
        shifts = self._resolving(where)
        if size > _LIVE:
            self._attention.forget(where)  # others say it now
            work = partial(resolved, self._stages.resolve)
            cut = partial(resolving_parts, stages=self._stages)
            wholes = (shift.part async for shift in shifts)
            async for part, entries in self._derived(work, cut, wholes, size):
                yield part, entries
            return
        for some in _together([shift async for shift in shifts]):
            for found in await self._attention.entries(some):
                for part, entries in self._told(found):
                    yield part, entries
            await asyncio.sleep(0)  # likewise

    def _told(
        self, found: Iterable[tuple[Part, Sequence[_T] | None]]
    ) -> Iterator[tuple[Part, Sequence[_T]]]:
        """What was derived; parts at which a stage failed are left out, and noted."""
        for part, result in found:
            if result is None:
                self._failed.add(part.channel)
            else:
                yield part, result
            self._on_derived(len(part.focus))

    async def _linking(self, where: Mapping[ChannelRef, Touched]) -> AsyncIterator[Part]:
        """The stretches whose links can have changed."""
        stages = self._stages
        margin = stages.lookback + stages.lookahead
        for channel in where:
            here = where[channel]
            for ends in await _runs(self._log, channel, here.turns):
                stretch = await self._log.stretch(channel, *ends, before=margin, after=margin)
                here.went_on = here.went_on and _is_end(stretch, len(here.turns))
                if focus := _focus(stretch, stages.lookahead, stages.lookback):
                    yield Part.of(channel, await self._log.kind(channel), stretch, focus)

    async def _resolving(self, where: Mapping[ChannelRef, Touched]) -> AsyncIterator[Shift]:
        """The stretches whose entries can have changed."""
        horizon = self._stages.horizon
        for channel, here in where.items():
            if channel in self._failed:
                continue
            above = await self._log.ancestors(channel, here.parents) if here.parents else ()
            changed = frozenset(id_ for _, id_ in here.places)
            is_few = here.went_on and len(changed) <= _FEW
            for ends in await _runs(self._log, channel, here.places.union(above)):
                stretch = await self._log.stretch(channel, *ends, before=horizon, after=horizon)
                focus = _focus(stretch, horizon, 0)
                stretch = await self._log.surroundings(channel, stretch)
                kind = await self._log.kind(channel)
                if focus:
                    whole = Part.of(channel, kind, stretch, focus)
                    yield Shift(whole, changed if is_few else None, tuple(here.replaced))

    async def _derived(
        self,
        work: Callable[[Part], list[_T] | None],
        cut: Callable[[Part], Iterable[Part]],
        wholes: AsyncIterable[Part],
        size: int,
    ) -> AsyncIterator[tuple[Part, Sequence[_T]]]:
        """What the work makes of each part of the wholes."""
        under_way: deque[Part] = deque()

        async def parts() -> AsyncIterator[Part]:
            async for whole in wholes:
                for part in cut(whole):
                    under_way.append(part)
                    yield part

        async for result in self._hands.spread(work, parts(), size):
            for told in self._told([(under_way.popleft(), result)]):
                yield told
            await asyncio.sleep(0)  # likewise


def _together(some: Sequence[_T]) -> Iterator[Sequence[_T]]:
    return (some[start : start + _TOGETHER] for start in range(0, len(some), _TOGETHER))


async def _runs(
    log: Writing, channel: ChannelRef, places: Collection[Place]
) -> list[tuple[Place, Place]]:
    """The places as few runs (first, last), none so long that it would not fit in memory."""
    todo, runs = [sorted(places)] if places else [], list[tuple[Place, Place]]()
    while todo:
        part = todo.pop()
        most = min(_RUN, _SPARSE * len(part))
        if len(part) == 1 or await log.distance(channel, part[0], part[-1], most + 1) <= most:
            runs.append((part[0], part[-1]))
        else:
            todo += [part[len(part) // 2 :], part[: len(part) // 2]]
    return runs


def _focus(stretch: Stretch, before: int, after: int) -> range:
    """The positions from so many before the run to so many after it."""
    return range(max(0, stretch.first - before), min(len(stretch.turns), stretch.last + after))


def _is_end(stretch: Stretch, turns: int) -> bool:
    """Whether the run consists of so many turns, and none follows."""
    return stretch.last - stretch.first == turns and stretch.last == len(stretch.turns)
