"""Stored values as JSON lines: the `ledger` line of the protocol, and what `--json` adds to it.

Exact where the other views are human: offsets, probabilities, moments, whole texts.
"""

from typing import TypeAlias

from bot.model import Act, ClaimRecord, Entry, Message, Reason, Record, Reply, Span

Json: TypeAlias = dict[str, object]


def ledger_line(entry: Entry, message: Message, acts: tuple[Act, ...]) -> Json:
    """A question and how it stands, as in a line of `ledger`. `acts` are those of `message`."""
    question, standing = entry.question, entry.standing
    needed = None if question.depends_on is None else acts[question.depends_on]
    return {
        "question": quote_line(message, question.span),
        "form": question.form,
        "genuine": round(question.genuine, 3),
        "depends_on": needed and quote_line(message, needed.span),
        "state": standing.state,
        "waiting_for": standing.waiting_for,
        "replies": [_reply_line(reply) for reply in standing.replies],
        "reasons": [reason_line(reason) for reason in (*question.reasons, *standing.reasons)],
    }


def record_line(record: Record) -> Json:
    """A `ledger` line with what a script wants to know of the place: a line of `--json`."""
    message = record.message
    return {
        **ledger_line(record.entry, message, record.acts),
        "number": record.number,
        "author": message.author.name,
        "channel": record.channel.name,
        "community": record.channel.ref.community,
        "at": message.at.isoformat(),
        "context": [
            quote_line(message, record.acts[index].span) for index in record.entry.question.context
        ],
        "post": {
            "text": message.text,
            "link": message.link,
            "title": record.title and record.title.text,
            "titled_by": record.title and record.title.by,
            "by_rules_alone": record.by_rules_alone,
            "parts": [{"number": part.number, "state": part.state} for part in record.parts],
        },
    }


def claim_line(record: ClaimRecord) -> Json:
    """A claim with its place and the messages that contest it."""
    claim, message = record.claim, record.message
    return {
        "claim": quote_line(message, claim.span),
        "certainty": claim.certainty,
        "attributed_to": claim.attributed_to,
        "score": round(claim.score, 3),
        "author": message.author.name,
        "channel": record.channel.name,
        "community": record.channel.ref.community,
        "at": message.at.isoformat(),
        "link": message.link,
        "contested_by": [_message_line(other) for other in record.contested_by],
        "reasons": [reason_line(reason) for reason in claim.reasons],
    }


def quote_line(message: Message, span: Span) -> Json:
    """A stretch of a message: where it is, and its words."""
    return {
        "message": message.id,
        "start": span.start,
        "end": span.end,
        "text": span.of(message.text),
    }


def reason_line(reason: Reason) -> Json:
    place = {} if reason.span is None else {"start": reason.span.start, "end": reason.span.end}
    detail = {"detail": reason.detail} if reason.detail else {}
    return {"cue": reason.cue, "weight": round(reason.weight, 3), **place, **detail}


def _reply_line(reply: Reply) -> Json:
    return {
        "message": reply.message,
        "role": reply.role,
        "score": round(reply.score, 3),
        "reasons": [reason_line(reason) for reason in reply.reasons],
    }


def _message_line(message: Message) -> Json:
    return {
        "message": message.id,
        "author": message.author.name,
        "at": message.at.isoformat(),
        "text": message.text,
    }
