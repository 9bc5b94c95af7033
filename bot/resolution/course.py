"""How far the talk about a post was heard, so that more of it is heard from there on."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import TypeAlias

from bot.model import MessageId, Turn
from bot.resolution.asked import Agenda
from bot.resolution.case import Case
from bot.resolution.pickup import CERTAIN, LIKELY, VERY_LIKELY, Picked
from bot.resolution.talk import DOUBTFUL, Remark

Heard: TypeAlias = tuple[Turn, Sequence[object]]
"""A post, and what was said about it, remark by remark: equal where the same was said. What comes
of a remark depends on none that follows.
"""


@dataclass(slots=True)
class Course:
    """What came of the first `remarks` about the turn at position `post`; grows as more are heard.

    `cases` are those of its questions. All others are positions of turns: the asker's words that
    are `pressing` for an answer, the `run` of replies to the post with those that go on from one,
    the last that each reply `picked` up. `ticks` by the asker are not due yet. What has `ended`
    with ticks that were not due cannot go on.
    """

    post: int
    cases: list[Case]
    remarks: int = 0
    pressing: set[int] = field(default_factory=set[int])
    run: set[int] = field(default_factory=set[int])
    picked: dict[int, Sequence[Picked]] = field(default_factory=dict[int, Sequence[Picked]])
    ticks: list[tuple[datetime, MessageId, Case]] = field(
        default_factory=list[tuple[datetime, MessageId, Case]]
    )
    ended: bool = False


def begun(post: int, agenda: Agenda) -> Course:
    """Of a post about which nothing was heard yet."""
    return Course(post, [Case(question) for question in agenda.questions], pressing={post})


def goes_on(before: Heard, after: Heard) -> bool:
    """Whether nothing is different but that more may have been said."""
    (post, said), (same_post, more) = before, after
    return len(said) <= len(more) and post == same_post and [*said] == [*more[: len(said)]]


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
