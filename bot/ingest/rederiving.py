"""What changed in a channel -> its links and entries made anew, there and nowhere else.

Locality makes this cheap (see `stages`). A change at position d can touch the links in
[d - lookahead, d + lookback] and, for every changed turn or link, the entries of the horizon before
it and before each message up its chain of replies.
"""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TypeVar

from bot.ingest.numbering import lines
from bot.ingest.stages import Stages
from bot.model import (
    Anchor,
    Change,
    ChannelKind,
    ChannelRef,
    Entry,
    Line,
    Message,
    MessageId,
    Place,
    Stretch,
    Turn,
)
from bot.ports import Writing

_T = TypeVar("_T")

_RUN = 10_000
"""At most so many turns between the first and the last change that are derived together."""
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


async def rederive(log: Writing, stages: Stages, channel: ChannelRef, where: Touched) -> int:
    """Brings what is derived up to date. Returns how many public numbers were given."""
    kind = await log.kind(channel)
    for run in await _runs(log, channel, where.turns):
        for turn in await _relink(log, stages, (channel, kind), run):
            where.add(turn.message, judged=True)
    places = {*where.turns, *where.judged, *await log.ancestors(channel, where.parents)}
    runs = await _runs(log, channel, places)
    return sum([await _resolve(log, stages, channel, run) for run in runs])


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


async def _relink(
    log: Writing, stages: Stages, where: tuple[ChannelRef, ChannelKind], run: tuple[Place, Place]
) -> list[Turn]:
    """Writes the links that the run can have changed. Returns the turns whose links did change."""
    channel, kind = where
    margin = stages.lookback + stages.lookahead
    stretch = await log.stretch(channel, *run, before=margin, after=margin)
    focus = _focus(stretch, stages.lookahead, stages.lookback)
    if not focus:
        return []
    turns = stretch.turns[focus.start : focus.stop]
    links = stages.link(stretch.turns, focus=focus, kind=kind)
    changed = set(await log.put_links(channel, turns, links))
    return [turn for turn in turns if turn.message.id in changed]


async def _resolve(
    log: Writing, stages: Stages, channel: ChannelRef, run: tuple[Place, Place]
) -> int:
    """Writes the entries that the run can have changed. Returns how many got a new number."""
    stretch = await log.stretch(channel, *run, before=stages.horizon, after=stages.horizon)
    focus = _focus(stretch, stages.horizon, 0)
    if not focus:
        return 0
    stretch = await log.surroundings(channel, stretch)
    turns = stretch.turns[focus.start : focus.stop]
    entries = stages.resolve(stretch.turns, stretch.links, stretch.marks, focus=focus)
    listed = _listed(stretch, turns, entries, await log.anchors(channel, turns))
    return await log.put_lines(channel, turns, listed)


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
