"""How far the talk about a post was heard, remark by remark, so that hearing goes on from there."""

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Final, NamedTuple, TypeAlias

from bot.model import Entry, Mark, MessageId, Turn
from bot.resolution.asked import Agenda
from bot.resolution.case import Case
from bot.resolution.likely import CERTAIN, DOUBTFUL, LIKELY, VERY_LIKELY
from bot.resolution.pickup import Picked
from bot.resolution.talk import Remark

MOST: Final = 100
"""So many questions of a post the asker's own remarks and replies without telling words reach."""
Context: TypeAlias = tuple[object, ...]
"""All around a remark that what comes of it depends on, beside what came of those before."""


class Tick(NamedTuple):
    """One by the asker on a reply to the question at that place, not due yet."""

    at: datetime
    source: MessageId
    place: int


class Step(NamedTuple):
    """What came of a remark in its context, and how the `cases` and `ticks` stand after it.

    The remark `presses` where it is the asker's, and calls for an answer. It is `in_run` where it
    replies to the post, or goes on from such a reply. What a reply `picked` up is the last of it.
    """

    remark: Remark
    context: Context
    cases: tuple[Case, ...]
    ticks: tuple[Tick, ...]
    presses: bool = False
    in_run: bool = False
    picked: Sequence[Picked] = ()

    def is_of(self, ids: Collection[MessageId]) -> bool:
        return any(isinstance(it, Turn) and it.message.id in ids for it in self.context)


@dataclass(slots=True)
class Course:
    """What came of the talk about a turn at a position: its cases in the beginning, and a step for
    each remark, by position. What comes of a remark depends on none that follows, so that steps can
    be taken back.

    `wanted` are the places of the questions that want an answer, by their index among the acts;
    `entries` what was made of the cases and marks at last.
    """

    turn: Turn
    post: int
    begun: tuple[Case, ...]
    wanted: Mapping[int, int]
    steps: dict[int, Step] = field(default_factory=dict[int, Step])
    entries: tuple[Sequence[Case], Sequence[Mark], Sequence[Entry]] = ((), (), ())

    @property
    def standing(self) -> tuple[tuple[Case, ...], tuple[Tick, ...]]:
        """How the questions stand, and the ticks that are not due, as far as the talk was heard."""
        last = next(reversed(self.steps.values()), None)
        return (last.cases, last.ticks) if last else (self.begun, ())

    def presses(self, at: int) -> bool:
        step = self.steps.get(at)
        return step is not None and step.presses

    def in_run(self, at: int) -> bool:
        step = self.steps.get(at)
        return step is not None and step.in_run

    def go_back(self, remarks: Sequence[Remark], context: Callable[[Remark], Context]) -> None:
        """Takes steps back until all that are left are those that these remarks begin with."""
        undone: list[Step] = []
        while self.steps and not self._is_last(remarks):
            undone.append(self.steps.popitem()[1])
        for step, remark in zip(reversed(undone), remarks[len(self.steps) :], strict=False):
            if not sound_alike(step.remark, remark) or step.context != context(remark):
                break
            self.steps[remark.at] = step._replace(remark=remark)

    def unlearn(self, ids: Collection[MessageId]) -> None:
        """Takes back the steps in which these messages play a part, and all that follow."""
        for at, step in [*self.steps.items()]:
            if step.is_of(ids):
                self.entries = (), (), ()
                self.steps = {before: self.steps[before] for before in self.steps if before < at}
                return

    def _is_last(self, remarks: Sequence[Remark]) -> bool:
        """Whether the last step is that of the very remark at its place, which then stayed since,
        with all before it.
        """
        last = next(reversed(self.steps.values())).remark
        return len(self.steps) <= len(remarks) and remarks[len(self.steps) - 1] is last


def begun(turn: Turn, post: int, agenda: Agenda) -> Course:
    """Of a post about which nothing was heard yet."""
    asked = enumerate(agenda.questions[:MOST])
    wanted = {question.index: place for place, question in asked if question.wanted}
    return Course(turn, post, tuple(Case(question) for question in agenda.questions), wanted)


def sound_alike(one: Remark, other: Remark) -> bool:
    """Whether the same comes of both, in the same context."""
    return one == other or (
        (one.at, one.to, one.since) == (other.at, other.to, other.since)
        and bounds(one) == bounds(other)
    )


def bounds(remark: Remark) -> tuple[bool, ...]:
    """All that is asked of how probable the edges of a remark are."""
    sure, lead = remark.sure, remark.lead
    return (
        sure > 0,
        sure >= DOUBTFUL,
        sure >= LIKELY,
        sure >= CERTAIN,
        lead >= VERY_LIKELY,
        sure + lead >= VERY_LIKELY,
    )
