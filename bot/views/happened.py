"""What came of a question, in one plain phrase, and whose turn it is."""

from collections.abc import Iterator
from datetime import datetime
from typing import Final, assert_never

from bot.model import (
    NOBODY,
    AuthorId,
    Mark,
    MarkKind,
    Message,
    MessageId,
    Record,
    Reply,
    Role,
    State,
)
from bot.views.moments import moment
from bot.views.text import CONTEXT_LIMIT, name, quote
from bot.views.wording import count, say

_PLAIN_ROLES: Final = (Role.ANSWER, Role.PARTIAL, Role.POINTER)
"""Roles that bring something of an answer, the best first."""
_OPENING: Final = {Role.CLARIFICATION: "happened.asked_back", Role.REJECTION: "happened.rejected"}
"""Roles that leave the question open and say why."""


def happened(record: Record) -> str:
    """What came of the question: "nobody replied", `jon, in part: "most likely the needles"`."""
    state = record.entry.standing.state
    match state:
        case State.OPEN:
            return _still_open(record)
        case State.PARTLY_ANSWERED:
            return _partly(record)
        case State.ANSWERED:
            return _with_answer(record, "happened.answered") or say("state.answered")
        case State.RESOLVED:
            return _resolved(record)
        case State.WITHDRAWN:
            return say("happened.withdrawn", asker=asker(record))
        case State.DISMISSED:
            return say("happened.dismissed")
        case _:
            assert_never(state)


def turn(record: Record) -> str:
    """Whose turn it is: "waiting for mira"; "" when it is nobody's."""
    return say(f"turn.{record.entry.standing.waiting_for}", asker=asker(record))


def whose_turn(record: Record) -> str:
    """The same as a sentence of its own: "Helpers."."""
    return say(f"whose_turn.{record.entry.standing.waiting_for}", asker=asker(record))


def pledge(record: Record, now: datetime) -> str:
    """Who is on it, or until when it sleeps; "" when neither. The last word counts."""
    for mark in reversed(record.marks):
        if mark.kind in {MarkKind.TAKEN, MarkKind.SNOOZED}:
            return _pledge(record, mark, now)
    return ""


def _pledge(record: Record, mark: Mark, now: datetime) -> str:
    if mark.until is None:
        return say("pledge.taken_open", by=who(record, mark.by))
    if mark.until <= now:
        return ""
    return say(f"pledge.{mark.kind}", by=who(record, mark.by), until=moment(mark.until, now))


def asker(record: Record) -> str:
    return name(record.message.author.name)


def who(record: Record, author: AuthorId) -> str:
    """The name of somebody who wrote in the record or marked it; the id of anybody else."""
    if author == NOBODY:
        return say("people.forgotten")
    for message in (record.message, *record.replies.values()):
        if message.author.id == author:
            return name(message.author.name)
    return name(record.people.get(author, author))


def seen_replies(record: Record) -> Iterator[tuple[Reply, Message]]:
    """The replies together with their messages; those whose message is gone are left out."""
    for reply in record.entry.standing.replies:
        if message := record.replies.get(reply.message):
            yield reply, message


def reply_quote(reply: Reply, message: Message, limit: int = CONTEXT_LIMIT) -> str:
    """The stretch of the reply that matters, the whole of it where that is not known."""
    return quote(reply.span.of(message.text) if reply.span else message.text, limit)


def _still_open(record: Record) -> str:
    replies = list(seen_replies(record))
    for reply, message in reversed(replies):
        if reply.role in _OPENING:
            return _said(_OPENING[reply.role], reply, message)
    others = {m.author.id for r, m in replies if r.role is Role.ME_TOO}
    rest = [r for r, _ in replies if r.role not in {Role.ME_TOO, Role.BUMP}]
    if rest:
        return count("happened.unanswering", len(rest))
    return count("happened.same", len(others)) if others else say("happened.nobody")


def _partly(record: Record) -> str:
    for reply, message in _answers(record):
        key = "happened.pointed" if reply.role is Role.POINTER else "happened.partly"
        return _said(key, reply, message)
    return say("state.partly_answered")


def _resolved(record: Record) -> str:
    for mark in reversed(record.marks):
        if mark.kind is MarkKind.RESOLVED:
            by = say("happened.marked_resolved", by=who(record, mark.by))
            settled_by = _marked_answer(record, mark.answer)
            return f"{settled_by}, {by}" if settled_by else by
    accepted = say("happened.resolved", asker=asker(record))
    return _with_answer(record, "happened.accepted") or accepted


def _marked_answer(record: Record, answer: MessageId | None) -> str:
    message = record.replies.get(answer) if answer else None
    if message is None:
        return ""
    quoted = quote(message.text, CONTEXT_LIMIT)
    return say("happened.settled_by", who=name(message.author.name), quote=quoted)


def _with_answer(record: Record, key: str) -> str:
    return next((_said(key, reply, message) for reply, message in _answers(record)), "")


def _answers(record: Record) -> list[tuple[Reply, Message]]:
    """Replies that bring something of an answer: the best first, and of equals the latest."""
    latest_first = reversed(list(seen_replies(record)))
    found = [pair for pair in latest_first if pair[0].role in _PLAIN_ROLES]
    return sorted(found, key=lambda pair: _PLAIN_ROLES.index(pair[0].role))


def _said(key: str, reply: Reply, message: Message) -> str:
    return say(key, who=name(message.author.name), quote=reply_quote(reply, message))
