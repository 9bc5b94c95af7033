"""A question in full: why it is one, why it stands where it stands, what would change that."""

from dataclasses import replace
from datetime import datetime
from typing import Final

from bot.model import (
    GENUINE,
    UNRESOLVED,
    AuthorId,
    Mark,
    Message,
    MessageId,
    Reason,
    Record,
    Reply,
    Role,
    Standing,
    State,
)
from bot.views.happened import asker, reply_quote, seen_replies, who, whose_turn
from bot.views.moments import moment
from bot.views.questions import channel_name, entry_view, thread_title
from bot.views.text import QUOTE_LIMIT, name, quote, web_link
from bot.views.values import Hint, ReplyView, WhyView
from bot.views.wording import TOP_CUES, explain, say

_TELLING: Final = frozenset(
    {Role.ANSWER, Role.PARTIAL, Role.POINTER, Role.CONFIRMATION, Role.REJECTION}
)
"""Roles that have a part in the state, whatever it is."""
_SURENESS: Final = ((0.9, "surely"), (0.7, "probably"), (0.5, "perhaps"), (0.2, "hardly"))
_MARKED: Final = "marked-"
_ALONE: Final = "rules-alone"
"""The cue of the rules where a model was to have its say, and did not."""
_SETTLED: Final = frozenset({State.RESOLVED, State.WITHDRAWN, State.DISMISSED})


def why_view(record: Record, *, now: datetime) -> WhyView:
    """Everything that is known of one question, and every reason for where it stands."""
    standing, question, text = record.entry.standing, record.entry.question, record.message.text
    latest = [_step(record, reason) for reason in standing.reasons[-TOP_CUES:]]
    why_state = explain(latest, text)
    why_question = explain([_signed(record, reason) for reason in question.reasons], text)
    weighed = [(reply, _reply_view(record, reply, m, now)) for reply, m in seen_replies(record)]
    counted = tuple(view for reply, view in weighed if _counts(reply, standing))
    return WhyView(
        entry=entry_view(record, now=now),
        asked=_asked(record, now),
        kind=_kind(record),
        why_question=(*(why_question or (say("why.no_cue"),)), *_alone(record)),
        state_label=say(f"why.{standing.state}"),
        why_state=why_state if why_state or counted else (say("why.no_reply"),),
        counted=counted,
        not_counted=tuple(view for reply, view in weighed if not _counts(reply, standing)),
        marks=tuple(_mark_words(record, mark, now) for mark in record.marks),
        whose_turn=whose_turn(record),
        next_step=_next_step(record),
        hints=_hints(record),
    )


def _alone(record: Record) -> tuple[str, ...]:
    """Word that a language model has yet to read it."""
    alone = [Reason(_ALONE, 0.0)] if record.by_rules_alone else []
    return explain(alone, record.message.text)


def _reply_view(record: Record, reply: Reply, message: Message, now: datetime) -> ReplyView:
    return ReplyView(
        author=name(message.author.name),
        at=message.at,
        when=moment(message.at, now),
        quote=_telling(reply, message),
        verdict=say(f"role.{reply.role}"),
        why=explain([_signed(record, reason) for reason in reply.reasons], message.text),
        link=web_link(message.link),
    )


def _telling(reply: Reply, message: Message) -> str:
    """The whole message where it is short, else the stretch that matters."""
    whole = message.text.strip()
    return quote(whole) if len(whole) <= QUOTE_LIMIT else reply_quote(reply, message, QUOTE_LIMIT)


def _signed(record: Record, reason: Reason) -> Reason:
    """The reason that a mark gives, with the name of who made the mark; others as they are.

    Resolution gives the person's id as the reason's detail.
    """
    if not reason.cue.startswith(_MARKED):
        return reason
    return replace(reason, detail=who(record, AuthorId(reason.detail)))


def _step(record: Record, reason: Reason) -> Reason:
    """A step to the present state, with the name of who took it.

    Resolution gives the message that made the step as the reason's detail.
    """
    if reason.cue.startswith(_MARKED):
        return _signed(record, reason)
    message = record.replies.get(MessageId(reason.detail))
    return replace(reason, detail=name(message.author.name) if message else "")


def _counts(reply: Reply, standing: Standing) -> bool:
    """Whether the reply had a part in the state: by its role, or as a step that led there."""
    if reply.role is Role.CLARIFICATION:
        return standing.state in UNRESOLVED
    return reply.role in _TELLING or any(r.detail == reply.message for r in standing.reasons)


def _next_step(record: Record) -> str:
    state = record.entry.standing.state
    unwanted = state is State.OPEN and record.entry.question.genuine < GENUINE
    return say("next.unwanted" if unwanted else f"next.{state}", asker=asker(record))


def _asked(record: Record, now: datetime) -> str:
    place = thread_title(record.channel) or channel_name(record.channel)
    when = moment(record.message.at, now)
    return say("why.asked", asker=asker(record), channel=place, when=when)


def _kind(record: Record) -> str:
    question = record.entry.question
    sure = next((words for least, words in _SURENESS if question.genuine >= least), "never")
    wanted = say(f"genuine.{sure}", p=f"{question.genuine:.2f}")
    return ", ".join((say(f"form.{question.form}"), wanted))


def _mark_words(record: Record, mark: Mark, now: datetime) -> str:
    return say(f"mark.{mark.kind}", by=who(record, mark.by), when=moment(mark.at, now))


def _hints(record: Record) -> tuple[Hint, ...]:
    number = str(record.number)
    if record.entry.standing.state in _SETTLED:
        return (Hint(say("hint.unsettled"), ("reopen", number)),)
    return (
        Hint(say("hint.not_one"), ("dismiss", number)),
        Hint(say("hint.settled"), ("resolve", number)),
    )
