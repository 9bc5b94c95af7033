"""Rows of what people posted -> values, for all who read them."""

from collections.abc import Collection, Mapping

from sqlalchemy import Connection, bindparam, select

from bot.model import (
    Act,
    Author,
    AuthorId,
    ChannelRef,
    Mark,
    MarkKind,
    Message,
    MessageRef,
    Reaction,
)
from bot.store import rows, schema
from bot.store.chunks import chunks
from bot.store.rows import Found, Query

_m, _a, _r, _k = schema.message.c, schema.author.c, schema.reaction.c, schema.mark.c

MESSAGE_COLUMNS = (
    *schema.message.c,
    _a.external.label("author"),
    _a.name.label("author_name"),
    _a.is_bot,
)
MESSAGES: Query = select(*MESSAGE_COLUMNS).join_from(schema.message, schema.author)
"""Every message with its author. `message_of` makes the value."""

_SEGMENTS = (
    select(schema.segment)
    .where(schema.segment.c.message_id.in_(bindparam("rows", expanding=True)))
    .order_by(schema.segment.c.message_id, schema.segment.c.ordinal)
)
_REACTIONS = (
    select(_m.id.label("message_id"), *schema.reaction.c)
    .join(schema.reaction, (_r.channel_id == _m.channel_id) & (_r.message == _m.external))
    .where(_m.id.in_(bindparam("rows", expanding=True)), _r.removed == 0)
    .order_by(_m.id, _r.emoji, _r.by)
)
_MARKS = (
    select(_m.id.label("message_id"), *schema.mark.c)
    .join(schema.mark, (_k.channel_id == _m.channel_id) & (_k.message == _m.external))
    .where(_m.id.in_(bindparam("rows", expanding=True)))
    .order_by(_k.at, _k.id)
)


def message_of(row: Found, channel: ChannelRef, reactions: tuple[Reaction, ...] = ()) -> Message:
    return Message(
        ref=MessageRef(channel, row.external),
        author=Author(row.author, row.author_name, bool(row.is_bot)),
        at=rows.as_datetime(row.at),
        text=row.text,
        reply_to=row.reply_to,
        mentions=tuple(AuthorId(person) for person in rows.as_strings(row.mentions)),
        reactions=reactions,
        system=bool(row.system),
        edited_at=rows.as_datetime_or_none(row.edited_at),
        link=row.link,
    )


def mark_of(row: Found, channel: ChannelRef) -> Mark:
    return Mark(
        id=row.id,
        kind=MarkKind(row.kind),
        message=MessageRef(channel, row.message),
        quote=row.quote,
        by=row.by,
        at=rows.as_datetime(row.at),
        answer=row.answer,
        until=rows.as_datetime_or_none(row.until),
        span=rows.span_or_none(row.start, row.end),
        undone_at=rows.as_datetime_or_none(row.undone_at),
    )


def acts_of(connection: Connection, messages: Collection[int]) -> dict[int, tuple[Act, ...]]:
    """What was read out of the messages with these rows."""
    found: dict[int, list[Act]] = {}
    for some in chunks(messages):
        for row in connection.execute(_SEGMENTS, {"rows": some}).all():
            found.setdefault(row.message_id, []).append(rows.as_act(row))
    return {message: tuple(acts) for message, acts in found.items()}


def reactions_of(
    connection: Connection, messages: Collection[int]
) -> dict[int, tuple[Reaction, ...]]:
    """The reactions that stand on the messages with these rows."""
    found: dict[int, list[Reaction]] = {}
    for some in chunks(messages):
        for row in connection.execute(_REACTIONS, {"rows": some}).all():
            reaction = Reaction(row.emoji, row.by, rows.as_datetime_or_none(row.at))
            found.setdefault(row.message_id, []).append(reaction)
    return {message: tuple(reactions) for message, reactions in found.items()}


def marks_of(connection: Connection, messages: Mapping[int, MessageRef]) -> list[Mark]:
    """The marks on the messages, oldest first, undone ones too."""
    return [
        mark_of(row, messages[row.message_id].channel)
        for some in chunks(messages)
        for row in connection.execute(_MARKS, {"rows": some})
    ]
