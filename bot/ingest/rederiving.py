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
    Mapping,
    Sequence,
)
from dataclasses import dataclass
from functools import partial
from typing import TypeVar

from bot.ingest.attention import Attention
from bot.ingest.listing import by_message, listed
from bot.ingest.parts import (
    Part,
    Run,
    linked,
    linked_together,
    linking_parts,
    reached,
    resolved,
    resolving_parts,
)
from bot.ingest.touching import Touched
from bot.model import (
    ChannelRef,
    Entry,
    Link,
    Place,
    Stretch,
)
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
        size = sum(len(here.places) for here in where.values())
        work = self._resolved if size <= _LIVE else partial(resolved, self._stages.resolve)
        cut = partial(resolving_parts, stages=self._stages)
        async for part, entries in self._derived(work, cut, self._resolving(where), size):
            anchors = await self._log.anchors(part.channel, part.own)
            lines = listed(part, entries, anchors)
            given += await self._log.put_lines(part.channel, part.own, lines)
        return given

    async def _links(
        self, where: Mapping[ChannelRef, Touched]
    ) -> AsyncIterator[tuple[Part, Sequence[Link]]]:
        """The new links of each part: of live talk those of many channels at once."""
        size = sum(len(here.turns) for here in where.values())
        cut, runs = partial(linking_parts, stages=self._stages), self._linking(where)
        if size > _LIVE:
            work = partial(linked, self._stages.link)
            async for part, links in self._derived(work, cut, runs, size):
                yield part, links
            return
        parts = [part async for run in runs for part in cut(run)]
        for start in range(0, len(parts), _TOGETHER):
            some = parts[start : start + _TOGETHER]
            own = [self._attention.paid_to(part.channel).link for part in some]
            found = linked_together(self._stages.link_together, own, some)
            for part, links in zip(some, found, strict=True):
                if links is None:
                    self._failed.add(part.channel)
                else:
                    yield part, links
                self._on_derived(len(part.focus))
            await asyncio.sleep(0)  # what is at hand waits for nobody; others want their turn

    async def _linking(self, where: Mapping[ChannelRef, Touched]) -> AsyncIterator[Run]:
        """The runs whose links can have changed."""
        stages = self._stages
        margin = stages.lookback + stages.lookahead
        for channel in where:
            here = where[channel]
            for ends in await _runs(self._log, channel, here.turns):
                stretch = await self._log.stretch(channel, *ends, before=margin, after=margin)
                here.went_on = here.went_on and _is_end(stretch, len(here.turns))
                if focus := _focus(stretch, stages.lookahead, stages.lookback):
                    yield Run(channel, await self._log.kind(channel), stretch, focus)

    async def _resolving(self, where: Mapping[ChannelRef, Touched]) -> AsyncIterator[Run]:
        """The runs whose entries can have changed."""
        horizon = self._stages.horizon
        for channel, here in where.items():
            if channel in self._failed:
                continue
            above = await self._log.ancestors(channel, here.parents) if here.parents else ()
            for ends in await _runs(self._log, channel, here.places.union(above)):
                stretch = await self._log.stretch(channel, *ends, before=horizon, after=horizon)
                focus = _focus(stretch, horizon, 0)
                stretch = await self._log.surroundings(channel, stretch)
                if within := self._in_reach(channel, stretch, focus, here):
                    yield Run(channel, await self._log.kind(channel), stretch, within)

    def _resolved(self, part: Part) -> list[Entry] | None:
        return resolved(self._attention.paid_to(part.channel).resolve, part)

    def _in_reach(
        self, channel: ChannelRef, stretch: Stretch, focus: range, here: Touched
    ) -> Sequence[int]:
        """The positions in focus whose entries the changes can touch."""
        changed = {id_ for _, id_ in here.places}
        if not here.went_on or len(changed) > _FEW:
            return focus
        reach = self._attention.paid_to(channel).reach
        found = reached(reach, stretch, changed, here.replaced)
        return focus if found is None else [at for at in found if at in focus]

    async def _derived(
        self,
        work: Callable[[Part], list[_T] | None],
        cut: Callable[[Run], Iterable[Part]],
        runs: AsyncIterable[Run],
        size: int,
    ) -> AsyncIterator[tuple[Part, list[_T]]]:
        """What the work makes of each part of the runs; those at which it fails are left out."""
        under_way: deque[Part] = deque()

        async def parts() -> AsyncIterator[Part]:
            async for run in runs:
                for part in cut(run):
                    under_way.append(part)
                    yield part

        async for result in self._hands.spread(work, parts(), size):
            part = under_way.popleft()
            if result is None:
                self._failed.add(part.channel)
            else:
                yield part, result
            self._on_derived(len(part.focus))
            await asyncio.sleep(0)  # likewise


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
