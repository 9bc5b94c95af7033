"""Stretches of a channel in parts that can be derived apart from each other. Pure.

Each part gets the turns around it that its links or entries depend on (see `stages`).
"""

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise
from typing import Final, Self

from bot.ingest.stages import Asked, Linking, LinkingTogether, Reach, Resolution, Stages
from bot.model import ChannelKind, ChannelRef, Entry, Link, Mark, MessageId, Stretch, Turn

PART: Final = 1_000
"""Turns in the focus of a part: large beside what stands around them, small enough to share out."""


@dataclass(frozen=True, slots=True)
class Part:
    """Turns of one channel, those at the positions in `focus` to be derived anew, at least one."""

    channel: ChannelRef
    kind: ChannelKind
    turns: tuple[Turn, ...]
    focus: Sequence[int]
    links: tuple[Link, ...] = ()
    marks: tuple[Mark, ...] = ()

    @classmethod
    def of(
        cls, channel: ChannelRef, kind: ChannelKind, stretch: Stretch, focus: Sequence[int]
    ) -> Self:
        """A stretch as a whole."""
        return cls(channel, kind, stretch.turns, focus, stretch.links, stretch.marks)

    @property
    def own(self) -> tuple[Turn, ...]:
        """Those in focus."""
        return tuple(self.turns[at] for at in self.focus)


def linked(link: Linking, part: Part) -> list[Link] | None:
    """The links of a part; None where the stage fails at it."""
    try:
        focus = range(part.focus[0], part.focus[-1] + 1)
        return link(part.turns, focus=focus, kind=part.kind)
    except Exception:  # noqa: BLE001  (a bug that one talk brings out must not stop all others)
        return None


def linked_together(
    together: LinkingTogether, links: Sequence[Linking], parts: Sequence[Part]
) -> Sequence[Sequence[Link] | None]:
    """The links of several parts, each by its own stage; None where that fails."""
    asked = [
        Asked(link, part.turns, range(part.focus[0], part.focus[-1] + 1), part.kind)
        for link, part in zip(links, parts, strict=True)
    ]
    try:
        return together(asked)
    except Exception:  # noqa: BLE001  (likewise: each by itself, then)
        return [linked(link, part) for link, part in zip(links, parts, strict=True)]


def resolved(resolve: Resolution, part: Part) -> list[Entry] | None:
    """The entries of a part; None where the stage fails at it."""
    try:
        return resolve(part.turns, part.links, part.marks, focus=part.focus)
    except Exception:  # noqa: BLE001  (likewise)
        return None


def reached(
    reach: Reach, part: Part, changed: Collection[MessageId], replaced: Sequence[Link]
) -> Sequence[int] | None:
    """The positions that the changes can touch; None where the stage cannot tell."""
    try:
        return reach(part.turns, part.links, part.marks, changed=changed, replaced=replaced)
    except Exception:  # noqa: BLE001  (likewise)
        return None


def linking_parts(whole: Part, stages: Stages) -> Iterator[Part]:
    turns = whole.turns
    for focus in _cut(whole.focus):
        around = _around(focus, stages.lookback, stages.lookahead, len(turns))
        near = turns[around.start : around.stop]
        yield Part(whole.channel, whole.kind, near, _within(focus, around))


def resolving_parts(whole: Part, stages: Stages) -> Iterator[Part]:
    """Here the whole bears its echoes, links and marks."""
    turns = whole.turns
    for focus in _cut(whole.focus):
        around = _around(focus, 0, stages.horizon, len(turns))
        if len(turns) <= PART or around == range(len(turns)):
            yield replace(whole, focus=focus)
            continue
        near = turns[around.start : around.stop]
        mine = (*near, *_echoes(near, turns[around.stop :]))
        ids = {turn.message.id for turn in mine}
        yield Part(
            whole.channel,
            whole.kind,
            mine,
            _within(focus, around),
            tuple(link for link in whole.links if link.child in ids),
            tuple(mark for mark in whole.marks if mark.message.message in ids),
        )


def _cut(focus: Sequence[int]) -> list[Sequence[int]]:
    """The focus in parts of about the same length."""
    parts = max(1, round(len(focus) / PART))
    ends = [len(focus) * part // parts for part in range(parts + 1)]
    return [focus[start:end] for start, end in pairwise(ends)]


def _around(focus: Sequence[int], before: int, after: int, length: int) -> range:
    return range(max(0, focus[0] - before), min(length, focus[-1] + 1 + after))


def _within(focus: Sequence[int], around: range) -> Sequence[int]:
    return tuple(at - around.start for at in focus)


def _echoes(near: Sequence[Turn], later: Sequence[Turn]) -> Iterator[Turn]:
    """Those of the later turns that reply to the near ones by an explicit chain."""
    ids = {turn.message.id for turn in near}
    for turn in later:
        if turn.message.reply_to in ids:
            ids.add(turn.message.id)
            yield turn
