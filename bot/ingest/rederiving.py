"""What changed in a channel -> its links and entries made anew, there and nowhere else.

Locality makes this cheap (see `stages`). A change at position d can touch the links in
[d - lookahead, d + lookback] and, for every changed turn or link, the entries of the horizon before
it and before each message up its chain of replies.
"""

from collections import defaultdict
from collections.abc import AsyncIterator, Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import partial
from typing import TypeVar

from bot.ingest.numbering import lines
from bot.ingest.parts import Part, Run, linked, linking_parts, resolved, resolving_parts
from bot.ingest.stages import Stages
from bot.model import (
    Anchor,
    Change,
    ChannelRef,
    Entry,
    Line,
    Message,
    MessageId,
    Place,
    Stretch,
    Turn,
)
from bot.ports import Hands, Writing

_T = TypeVar("_T")

_RUN = 10_000
"""At most so many turns between the first and the last change that are derived together."""
_AT_ONCE = 20_000
"""About so many turns are derived together, whatever channels they belong to."""
_SPARSE = 500
"""Changes that lie further apart than this, on average, are derived on their own."""


@dataclass(slots=True)
class Touched:
    """Where a channel changed: `turns` that were posted, edited or deleted, `judged` ones that got
    a reaction or a mark, and the messages that these reply to, before or after.
    """

    turns: set[Place] = field(default_factory=set[Place])
    judged: set[Place] = field(default_factory=set[Place])
    parents: set[MessageId] = field(default_factory=set[MessageId])

    def add(self, message: Message, *, judged: bool = False) -> None:
        (self.judged if judged else self.turns).add(message.order)
        if message.reply_to is not None:
            self.parents.add(message.reply_to)


def touched(changes: Sequence[Change], marked: Iterable[Message]) -> dict[ChannelRef, Touched]:
    """Where each channel changed; `marked` are the messages that marks speak of."""
    by_channel: dict[ChannelRef, Touched] = defaultdict(Touched)
    for change in changes:
        before, after = change.before.message, change.after.message
        here = by_channel[change.ref.channel]
        for message in (before, after):
            if message is not None:
                here.add(message, judged=before == after and change.acts is None)
    for message in marked:
        by_channel[message.ref.channel].add(message, judged=True)
    return by_channel


@dataclass(frozen=True, slots=True)
class Derived:
    """What came of it: how many public numbers were given, and the channels where a stage failed,
    so that there the ledger stays as it was.
    """

    questions: int = 0
    failed: frozenset[ChannelRef] = frozenset()


class Rederiving:
    """Brings what is derived up to date within one transaction."""

    def __init__(self, log: Writing, stages: Stages, hands: Hands) -> None:
        self._log = log
        self._stages = stages
        self._hands = hands
        self._failed: set[ChannelRef] = set()

    async def rederive(self, where: Mapping[ChannelRef, Touched]) -> Derived:
        async for runs in self._linking(where):
            await self._relink(runs, where)
        given = [await self._resolve(runs) async for runs in self._resolving(where)]
        return Derived(sum(given), frozenset(self._failed))

    async def _linking(self, where: Mapping[ChannelRef, Touched]) -> AsyncIterator[list[Run]]:
        """The runs whose links can have changed."""
        stages = self._stages
        margin = stages.lookback + stages.lookahead
        stretches = [
            (channel, ends)
            for channel in where
            for ends in await _runs(self._log, channel, where[channel].turns)
        ]
        async for some in self._loaded(stretches, margin, stages.lookahead, stages.lookback):
            yield some

    async def _resolving(self, where: Mapping[ChannelRef, Touched]) -> AsyncIterator[list[Run]]:
        """The runs whose entries can have changed."""
        stretches: list[tuple[ChannelRef, tuple[Place, Place]]] = []
        for channel, here in where.items():
            if channel in self._failed:
                continue
            above = await self._log.ancestors(channel, here.parents)
            places = {*here.turns, *here.judged, *above}
            stretches += [(channel, ends) for ends in await _runs(self._log, channel, places)]
        horizon = self._stages.horizon
        async for some in self._loaded(stretches, horizon, horizon, 0):
            yield [
                replace(run, stretch=await self._log.surroundings(run.channel, run.stretch))
                for run in some
            ]

    async def _loaded(
        self,
        stretches: Sequence[tuple[ChannelRef, tuple[Place, Place]]],
        margin: int,
        before: int,
        after: int,
    ) -> AsyncIterator[list[Run]]:
        """The runs with their turns, as many at once as memory should hold."""
        runs, size = list[Run](), 0
        for channel, ends in stretches:
            stretch = await self._log.stretch(channel, *ends, before=margin, after=margin)
            focus = _focus(stretch, before, after)
            if focus:
                runs.append(Run(channel, await self._log.kind(channel), stretch, focus))
                size += len(stretch.turns)
            if size >= _AT_ONCE:
                yield runs
                runs, size = [], 0
        if runs:
            yield runs

    async def _relink(self, runs: Sequence[Run], where: Mapping[ChannelRef, Touched]) -> None:
        """Writes the links, and notes where they did change."""
        parts = [linking_parts(run, self._stages) for run in runs]
        found = await self._derived(partial(linked, self._stages.link), runs, parts)
        for run, links in found:
            changed = set(await self._log.put_links(run.channel, run.turns, links))
            for turn in run.turns:
                if turn.message.id in changed:
                    where[run.channel].add(turn.message, judged=True)

    async def _resolve(self, runs: Sequence[Run]) -> int:
        """Writes the entries. Returns how many got a new number."""
        parts = [resolving_parts(run, self._stages) for run in runs]
        given = 0
        found = await self._derived(partial(resolved, self._stages.resolve), runs, parts)
        for run, entries in found:
            anchors = await self._log.anchors(run.channel, run.turns)
            listed = _listed(run.stretch, run.turns, entries, anchors)
            given += await self._log.put_lines(run.channel, run.turns, listed)
        return given

    async def _derived(
        self,
        work: Callable[[Part], list[_T] | None],
        runs: Sequence[Run],
        parts: Sequence[Sequence[Part]],
    ) -> list[tuple[Run, list[_T]]]:
        """What the work makes of each run, of all its parts together; the runs at which it fails
        are left out.
        """
        size = sum(len(part.focus) for of_run in parts for part in of_run)
        flat = [part for of_run in parts for part in of_run]
        results = iter(await self._hands.spread(work, flat, size))
        done: list[tuple[Run, list[_T]]] = []
        for run, of_run in zip(runs, parts, strict=True):
            mine = [next(results) for _ in of_run]
            whole = [value for result in mine if result is not None for value in result]
            if None in mine:
                self._failed.add(run.channel)
            else:
                done.append((run, whole))
        return done


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


def _listed(
    stretch: Stretch,
    turns: Sequence[Turn],
    entries: Sequence[Entry],
    anchors: Mapping[MessageId, Sequence[Anchor]],
) -> list[Line]:
    """The entries with their numbers, in order of talk."""
    authors = {turn.message.id: turn.message.author.id for turn in stretch.turns}
    asked = _by_message((entry.message, entry) for entry in entries)
    marked = _by_message((mark.message.message, mark) for mark in stretch.marks)
    return [
        line
        for turn in turns
        if turn.message.id in asked
        for line in lines(
            asked[turn.message.id],
            turn.message,
            anchors.get(turn.message.id, ()),
            marked.get(turn.message.id, ()),
            authors,
        )
    ]


def _by_message(pairs: Iterable[tuple[MessageId, _T]]) -> dict[MessageId, list[_T]]:
    found: dict[MessageId, list[_T]] = defaultdict(list)
    for message, value in pairs:
        found[message].append(value)
    return found
