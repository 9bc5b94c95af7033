"""The verbs that mark a question: resolve, reopen, dismiss, take, snooze; and undo.

A mark is a person's verdict. It goes down the same path as a message, and is never derived.
"""

import hashlib
from collections.abc import Awaitable, Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta

from bot.commands.questions import Which, record
from bot.commands.verb import Context, Permission, Verb, argument, arguments
from bot.errors import NotAllowed, NotFound
from bot.model import (
    Author,
    Mark,
    Marked,
    MarkKind,
    Message,
    MessageId,
    MessageRef,
    Record,
    Span,
)
from bot.views import View, marked_notice, undone_notice, untracked_notice

UNDO_WITHIN = timedelta(seconds=60)


@arguments
class Resolution:
    """What is settled, and by what."""

    number: int = argument("The question's number: the 42 of #42.", positional=True)
    by: str | None = argument(
        "What settled it: the name of who answered, or the id of the message.", default=None
    )


@arguments
class Taking:
    """Which question somebody looks after, and for how long."""

    number: int = argument("The question's number: the 42 of #42.", positional=True)
    period: timedelta = argument(
        "For how long: 12h, 2d; two days unless given.", default=timedelta(days=2), positional=True
    )


@arguments
class Snoozing:
    """Which question is to rest, and for how long."""

    number: int = argument("The question's number: the 42 of #42.", positional=True)
    period: timedelta = argument(
        "For how long: 12h, 2w; a week unless given.", default=timedelta(days=7), positional=True
    )


def mark(context: Context, found: Record, kind: MarkKind) -> Mark:
    """The viewer's verdict on a question, as of now."""
    return verdict(context, found.message, found.entry.question.span, kind)


def verdict(context: Context, message: Message, span: Span, kind: MarkKind) -> Mark:
    """The viewer's verdict on a stretch of a message. Its id follows from what it says and when."""
    at = context.now.astimezone(UTC)
    said = (message.ref, span, kind, context.viewer, at.isoformat())
    return Mark(
        id=hashlib.blake2b(repr(said).encode("utf-8", "replace"), digest_size=12).hexdigest(),
        kind=kind,
        message=message.ref,
        quote=span.of(message.text),
        by=context.viewer,
        at=at,
    )


async def _resolve(context: Context, given: Resolution) -> View:
    found = await _to_settle(context, given.number)
    answer = None if given.by is None else await _answer(context, found, given.by)
    said = replace(mark(context, found, MarkKind.RESOLVED), answer=answer)
    return await _written(context, found, said)


def _settling(kind: MarkKind) -> Callable[[Context, Which], Awaitable[View]]:
    async def run(context: Context, given: Which) -> View:
        found = await _to_settle(context, given.number)
        return await _written(context, found, mark(context, found, kind))

    return run


def _lasting(kind: MarkKind) -> Callable[[Context, Taking | Snoozing], Awaitable[View]]:
    async def run(context: Context, given: Taking | Snoozing) -> View:
        found = await record(context, given.number)
        said = mark(context, found, kind)
        return await _written(context, found, replace(said, until=said.at + given.period))

    return run


async def _undo(context: Context, given: Which) -> View:
    found = await record(context, given.number)
    latest = max(
        (mark for mark in found.marks if mark.by == context.viewer and _fresh(mark, context.now)),
        key=lambda mark: (mark.at, mark.id),
        default=None,
    )
    if latest is None:
        message = f"You have not marked #{given.number} in the last minute: nothing to undo."
        raise NotFound(message)
    await context.recorder.ingest([Marked(replace(latest, undone_at=context.now.astimezone(UTC)))])
    try:
        return undone_notice(await record(context, given.number))
    except NotFound:  # it was tracked: without the mark it is no question
        return untracked_notice(given.number)


def _fresh(mark: Mark, now: datetime) -> bool:
    return timedelta() <= now - mark.at <= UNDO_WITHIN


async def _written(context: Context, found: Record, said: Mark) -> View:
    await context.recorder.ingest([Marked(said)])
    return marked_notice(found.number, said, now=context.now)


async def _to_settle(context: Context, number: int) -> Record:
    found = await record(context, number)
    may_settle = Permission.SETTLE in context.rights or found.channel.ref in context.settling
    if may_settle or found.message.author.id == context.viewer:
        return found
    message = f"#{number} is {found.message.author.name}'s to settle, or a moderator's."
    raise NotAllowed(message)


async def _answer(context: Context, found: Record, by: str) -> MessageId:
    """The message that settled it: the last reply of that person, else the one with that id.

    Raises NotFound where the channel has no such message.
    """
    replies = sorted(found.replies.values(), key=lambda message: message.order, reverse=True)
    for message in replies:
        if _is_called(message.author, by):
            return message.id
    try:
        answer = await context.ledger.turn(MessageRef(found.channel.ref, MessageId(by)))
    except NotFound:
        message = f'No reply to #{found.number} is by "{by}", and no message has that id.'
        raise NotFound(message) from None
    return answer.message.id


def _is_called(author: Author, by: str) -> bool:
    """Whether somebody is meant by an id, a name, or the first word of a name."""
    wanted, name = by.removeprefix("@").casefold(), author.name.casefold()
    return wanted in {author.id.casefold(), name, name.partition(" ")[0]}


RESOLVE = Verb(
    "questions",
    "resolve",
    "Mark a question as settled, and say by whom or what.",
    Resolution,
    _resolve,
)
REOPEN = Verb(
    "questions",
    "reopen",
    "Mark a question as not settled, whatever the replies look like.",
    Which,
    _settling(MarkKind.REOPENED),
)
DISMISS = Verb(
    "questions",
    "dismiss",
    "Take something off the lists that is no question, or has nothing to answer.",
    Which,
    _settling(MarkKind.DISMISSED),
)
TAKE = Verb(
    "questions",
    "take",
    "Say that you are on it, so that others look elsewhere; expires.",
    Taking,
    _lasting(MarkKind.TAKEN),
)
SNOOZE = Verb(
    "questions",
    "snooze",
    "Keep a question off the lists for a while.",
    Snoozing,
    _lasting(MarkKind.SNOOZED),
)
UNDO = Verb(
    "questions",
    "undo",
    "Take back what you marked within the last minute.",
    Which,
    _undo,
)
