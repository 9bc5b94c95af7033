"""A question on its way through the talk: evidence in order of time, and the standing so far."""

from collections.abc import Iterator, Mapping
from dataclasses import replace
from datetime import datetime
from types import MappingProxyType
from typing import Final, NamedTuple

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


class Case(NamedTuple):
    """What has come for one question up to now."""

    asked: Asked
    state: State = State.OPEN
    replies: Mapping[MessageId, Reply] = MappingProxyType({})
    moved_by: tuple[Reason, ...] = ()
    asked_back: frozenset[MessageId] = frozenset()
    helpers: frozenset[AuthorId] = frozenset()
    heard: frozenset[str] = frozenset()
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

    def with_reply(self, reply: Reply, at: datetime, evidence: Evidence | None = None) -> "Case":
        """Once a reply has come, and the evidence that it brings (by default, that of its role)."""
        replies = {**self.replies, reply.message: reply}
        asks_back = {reply.message} if reply.role is Role.CLARIFICATION else ()
        brought = evidence or BRINGS.get(reply.role)
        if brought is Evidence.GAINED:
            replies = {key: _only_in_part(known) for key, known in replies.items()}
        case = self._replace(replies=replies, asked_back=self.asked_back.union(asks_back))
        return case if brought is None else case.with_evidence(brought, at, reply.message)

    def with_evidence(self, evidence: Evidence, at: datetime, source: MessageId) -> "Case":
        """Once evidence has come from that message."""
        state = after(self.state, evidence)
        moved = (Reason(evidence.value, 1.0, None, source),) if state is not self.state else ()
        accepts = state is State.RESOLVED and evidence in ACCEPTING
        if not moved and not accepts:
            return self
        accepted_at = at if accepts else self.accepted_at
        moved_by = (*self.moved_by, *moved)
        return self._replace(state=state, moved_by=moved_by, accepted_at=accepted_at)

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
