"""Rows of questions -> Records with their surroundings: a few statements for a whole page."""

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy import bindparam, select
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.model import (
    Act,
    Channel,
    Entry,
    Mark,
    Message,
    MessageId,
    MessageRef,
    Part,
    Record,
    Reply,
    Role,
    Span,
    Standing,
    State,
    WaitingFor,
)
from bot.store import rows, schema
from bot.store.directory import CHANNELS, channel_of
from bot.store.messages import MESSAGES, acts_of, marks_of, message_of, reactions_of
from bot.store.rows import Found

_s, _q, _r, _m = schema.standing.c, schema.question.c, schema.reply.c, schema.message.c

_STANDINGS = (
    select(schema.standing, _q.number)
    .join_from(schema.standing, schema.question, _q.id == _s.question_id)
    .where(_s.question_id.in_(bindparam("questions", expanding=True)))
)
_POSTS = MESSAGES.where(_m.id.in_(bindparam("rows", expanding=True)))
_THEIR_CHANNELS = CHANNELS.where(schema.channel.c.id.in_(bindparam("rows", expanding=True)))
_PARTS = (
    select(_s.message_id, _s.ordinal, _s.state, _q.number)
    .join_from(schema.standing, schema.question, _q.id == _s.question_id)
    .where(_s.message_id.in_(bindparam("rows", expanding=True)), _s.genuine == 1)
    .order_by(_s.message_id, _s.ordinal, _q.number)
)
_REPLIES = (
    select(schema.reply)
    .where(_r.question_id.in_(bindparam("questions", expanding=True)))
    .order_by(_r.question_id, _r.ordinal)
)
_REPLY_POSTS = (
    MESSAGES.join(schema.standing, _s.channel_id == _m.channel_id)
    .join(schema.reply, (_r.question_id == _s.question_id) & (_r.message == _m.external))
    .where(_s.question_id.in_(bindparam("questions", expanding=True)))
)


async def records(connection: AsyncConnection, questions: Sequence[int]) -> list[Record]:
    """The records of the questions with these rows, in that order."""
    if not questions:
        return []
    these = {"questions": list(questions)}
    standings = {row.question_id: row for row in await connection.execute(_STANDINGS, these)}
    posts = {row.message_id for row in standings.values()}
    channels = await channels_of(connection, {row.channel_id for row in standings.values()})
    reply_rows = (await connection.execute(_REPLY_POSTS, these)).all()
    post_rows = (await connection.execute(_POSTS, {"rows": list(posts)})).all()
    messages = await messages_of(connection, [*post_rows, *reply_rows], channels)
    page = _Page(
        channels=channels,
        messages=messages,
        by_ref={message.ref: message for message in messages.values()},
        acts=await acts_of(connection, posts),
        parts=await _parts(connection, posts),
        replies=await _replies(connection, these),
        marks={m.id: m for m in await marks_of(connection, {p: messages[p].ref for p in posts})},
    )
    return [page.record(standings[question]) for question in questions if question in standings]


async def channels_of(connection: AsyncConnection, channels: Collection[int]) -> dict[int, Channel]:
    """The channels with these rows."""
    found = await connection.execute(_THEIR_CHANNELS, {"rows": list(channels)})
    return {row.channel_id: channel_of(row) for row in found}


async def messages_of(
    connection: AsyncConnection, found: Collection[Found], channels: Mapping[int, Channel]
) -> dict[int, Message]:
    """The messages of these rows, by row, with their reactions."""
    reactions = await reactions_of(connection, {row.id for row in found})
    return {
        row.id: message_of(row, channels[row.channel_id].ref, reactions.get(row.id, ()))
        for row in found
    }


async def _parts(connection: AsyncConnection, posts: Collection[int]) -> dict[int, list[Part]]:
    found: dict[int, list[Part]] = defaultdict(list)
    for row in await connection.execute(_PARTS, {"rows": list(posts)}):
        found[row.message_id].append(Part(row.number, row.ordinal, State(row.state)))
    return found


async def _replies(connection: AsyncConnection, these: rows.Row) -> dict[int, list[Reply]]:
    found: dict[int, list[Reply]] = defaultdict(list)
    for row in await connection.execute(_REPLIES, these):
        span = rows.span_or_none(row.start, row.end)
        reply = Reply(row.message, Role(row.role), row.score, span, rows.as_reasons(row.reasons))
        found[row.question_id].append(reply)
    return found


@dataclass(frozen=True, slots=True)
class _Page:
    """All that the records of a page are made of, by row."""

    channels: Mapping[int, Channel]
    messages: Mapping[int, Message]
    by_ref: Mapping[MessageRef, Message]
    acts: Mapping[int, tuple[Act, ...]]
    parts: Mapping[int, Sequence[Part]]
    replies: Mapping[int, Sequence[Reply]]
    marks: Mapping[str, Mark]

    def record(self, row: Found) -> Record:
        message = self.messages[row.message_id]
        replies = tuple(self.replies.get(row.question_id, ()))
        refs = {r.message: MessageRef(message.ref.channel, r.message) for r in replies}
        marks = (self.marks.get(mark) for mark in rows.as_strings(row.marks))
        return Record(
            number=row.number,
            channel=self.channels[row.channel_id],
            message=message,
            acts=self.acts.get(row.message_id, ()),
            entry=_entry(row, message.id, replies),
            parts=tuple(self.parts.get(row.message_id, ())),
            replies={id_: self.by_ref[ref] for id_, ref in refs.items() if ref in self.by_ref},
            marks=tuple(mark for mark in marks if mark is not None),
        )


def _entry(row: Found, message: MessageId, replies: tuple[Reply, ...]) -> Entry:
    reasons = rows.as_reasons(row.question_reasons)
    return Entry(
        message,
        row.ordinal,
        rows.as_question(Span(row.start, row.end), row.score, reasons, row.traits),
        Standing(
            State(row.state), WaitingFor(row.waiting_for), replies, rows.as_reasons(row.reasons)
        ),
    )
