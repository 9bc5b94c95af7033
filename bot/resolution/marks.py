"""People's verdicts: which question a mark means, and what it makes of its standing.

Marks beat what is derived. Of several on one question the latest counts, undone ones never.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from typing import Final

from bot.model import (
    Act,
    Form,
    Mark,
    MarkKind,
    MessageId,
    Question,
    Reason,
    Reply,
    Role,
    Span,
    Standing,
    State,
    Turn,
    WaitingFor,
)
from bot.resolution.case import Case
from bot.words import likeness

VERDICTS: Final = frozenset(
    {MarkKind.RESOLVED, MarkKind.REOPENED, MarkKind.DISMISSED, MarkKind.TRACKED}
)
"""The kinds that say how a question stands. Taking and snoozing leave that as it is."""


CUES: Final = frozenset(f"marked-{kind}" for kind in VERDICTS)


def by_message(marks: Iterable[Mark]) -> Mapping[MessageId, Sequence[Mark]]:
    """The verdicts that hold, by the message whose question they are about, oldest first."""
    found: dict[MessageId, list[Mark]] = {}
    for mark in sorted(marks, key=lambda mark: (mark.at, mark.id)):
        if mark.undone_at is None and mark.kind in VERDICTS:
            found.setdefault(mark.message.message, []).append(mark)
    return found


def with_tracked(turn: Turn, marks: Sequence[Mark]) -> Turn:
    """The turn with the questions that people see in it.

    The act that a TRACKED mark covers most becomes a question that surely wants an answer; it
    keeps its place among the acts. Where the marked words are gone, the mark has no effect.
    """
    acts = turn.acts
    for mark in marks:
        span = _marked_span(mark, turn.message.text)
        if mark.kind is MarkKind.TRACKED and span is not None:
            acts = _tracking(acts, span, mark)
    return Turn(turn.message, acts, turn.judgements)


def _tracking(acts: Sequence[Act], span: Span, mark: Mark) -> tuple[Act, ...]:
    covered = [_overlap(act.span, span) for act in acts]
    most = max(covered, default=0)
    return tuple(
        _as_question(act, span, mark) if most > 0 and i == covered.index(most) else act
        for i, act in enumerate(acts)
    )


def _marked_span(mark: Mark, text: str) -> Span | None:
    """Where the marked words stand now: the text may have been edited since."""
    if mark.span is not None and mark.quote and mark.span.of(text) == mark.quote:
        return mark.span
    start = text.find(mark.quote) if mark.quote else -1
    return None if start < 0 else Span(start, start + len(mark.quote))


def _overlap(a: Span, b: Span) -> int:
    return min(a.end, b.end) - max(a.start, b.start)


def _as_question(act: Act, span: Span, mark: Mark) -> Question:
    reason = Reason("marked-tracked", 1.0, span, mark.by)
    if isinstance(act, Question):
        return replace(act, genuine=1.0, reasons=(*act.reasons, reason))
    return Question(span=span, form=Form.DECLARATIVE, reasons=(reason,))


def verdict_on(question: Question, turn: Turn, marks: Sequence[Mark]) -> Mark | None:
    """The latest verdict on this question among the `marks` of its message."""
    mine = [mark for mark in marks if _means(mark, turn) == question.span]
    return mine[-1] if mine else None


def _means(mark: Mark, turn: Turn) -> Span | None:
    """The question of the turn that shares most words with what is quoted in the mark."""
    best = max(
        (question.span for _, question in turn.questions),
        key=lambda span: likeness(mark.quote, span.of(turn.message.text)),
        default=None,
    )
    if best is None or likeness(mark.quote, best.of(turn.message.text)) == 0:
        return None
    return best


def standing(case: Case, mark: Mark | None) -> Standing:
    """How a question stands, a person's verdict on it heard last."""
    derived = case.standing()
    if mark is None or mark.kind is MarkKind.TRACKED:
        return derived
    said = Reason(f"marked-{mark.kind}", 1.0, None, mark.by)
    if mark.kind is MarkKind.DISMISSED:
        return Standing(State.DISMISSED, WaitingFor.NOBODY, derived.replies, (said,))
    if mark.kind is MarkKind.RESOLVED:
        replies = tuple(_with_answer(derived.replies, mark, said))
        return Standing(State.RESOLVED, WaitingFor.NOBODY, replies, (said,))
    return _reopened(case, derived, mark, said)


def _with_answer(replies: Sequence[Reply], mark: Mark, said: Reason) -> Iterator[Reply]:
    """The replies, the one that the mark names as the answer, or that one added at the end."""
    for reply in replies:
        named = reply.message == mark.answer
        yield replace(reply, role=Role.ANSWER, score=1.0, reasons=(said,)) if named else reply
    if mark.answer is not None and all(reply.message != mark.answer for reply in replies):
        yield Reply(mark.answer, Role.ANSWER, 1.0, None, (said,))


def _reopened(case: Case, derived: Standing, mark: Mark, said: Reason) -> Standing:
    """Unresolved until the asker accepts something after the mark."""
    if case.accepted_at is not None and case.accepted_at > mark.at:
        return derived
    state = State.PARTLY_ANSWERED if case.helped else State.OPEN
    return Standing(state, case.waits_in(state), derived.replies, (said,))
