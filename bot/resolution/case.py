"""A question on its way through the talk: evidence in order of time, and the standing so far."""

from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Final

from bot.model import (
    UNRESOLVED,
    AuthorId,
    MessageId,
    Reason,
    Reply,
    Role,
    Standing,
    State,
    WaitingFor,
)
from bot.resolution.asked import Asked
from bot.resolution.table import ACCEPTING, BRINGS, Evidence, after

CUES: Final = frozenset(
    {
        "nobody-replied",
        "no-reply-settles-it",
        "asked-back",
        "helped-in-part",
        "wants-no-answer",
        *(evidence.value for evidence in Evidence),
    }
)
"""Why a question stands as it does; the evidence that moved it, by name."""


@dataclass(slots=True)
class Case:
    """What has come for one question up to now. Changes only while its post is resolved."""

    asked: Asked
    state: State = State.OPEN
    replies: dict[MessageId, Reply] = field(default_factory=dict[MessageId, Reply])
    moved_by: list[Reason] = field(default_factory=list[Reason])
    asked_back: set[MessageId] = field(default_factory=set[MessageId])
    helpers: set[AuthorId] = field(default_factory=set[AuthorId])
    heard: set[str] = field(default_factory=set[str])
    accepted_at: datetime | None = None

    @property
    def helped(self) -> bool:
        """Whether somebody has answered, at least in part."""
        return any(
            r.role in (Role.ANSWER, Role.PARTIAL, Role.POINTER) for r in self.replies.values()
        )

    @property
    def unsettled(self) -> bool:
        return self.state in UNRESOLVED

    def add(self, reply: Reply, at: datetime, evidence: Evidence | None = None) -> None:
        """Take in a reply, and the evidence that it brings (by default, that of its role)."""
        self.replies.setdefault(reply.message, reply)
        if reply.role is Role.CLARIFICATION:
            self.asked_back.add(reply.message)
        brought = evidence or BRINGS.get(reply.role)
        if brought is Evidence.GAINED:
            self.replies = {key: _only_in_part(known) for key, known in self.replies.items()}
        if brought is not None:
            self.weigh(brought, at, reply.message)

    def weigh(self, evidence: Evidence, at: datetime, source: MessageId) -> None:
        state = after(self.state, evidence)
        if state is not self.state:
            self.moved_by.append(Reason(evidence.value, 1.0, None, source))
        if state is State.RESOLVED and evidence in ACCEPTING:
            self.accepted_at = at
        self.state = state

    def standing(self) -> Standing:
        if not self.asked.wanted:
            return Standing(State.OPEN, WaitingFor.NOBODY, (), (Reason("wants-no-answer", 1.0),))
        return Standing(
            self.state,
            self.waits_in(self.state),
            tuple(self.replies.values()),
            tuple(self._reasons()),
        )

    def _reasons(self) -> Iterator[Reason]:
        yield from self.moved_by
        if not self.moved_by:
            yield Reason("no-reply-settles-it" if self.replies else "nobody-replied", 1.0)
        if self.unsettled and self.asked_back:
            yield Reason("asked-back", 1.0)

    def waits_in(self, state: State) -> WaitingFor:
        """Whose turn it is where the question stands at `state`."""
        if state in UNRESOLVED:
            return WaitingFor.ASKER if self.asked_back else WaitingFor.HELPERS
        return WaitingFor.ASKER if state is State.ANSWERED else WaitingFor.NOBODY


def _only_in_part(reply: Reply) -> Reply:
    """An answer of which the asker says that it did not help enough."""
    if reply.role is not Role.ANSWER:
        return reply
    why = Reason("helped-in-part", 1.0)
    return replace(reply, role=Role.PARTIAL, reasons=(why, *reply.reasons))
