"""Rows of what people posted -> values, for all who read them."""

from collections.abc import Collection
from typing import Any

from sqlalchemy import Row as Found
from sqlalchemy import Select, bindparam, select
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.model import (
    Act,
    Author,
    AuthorId,
    ChannelRef,
    Mark,
    MarkKind,
    Message,
    MessageId,
    MessageRef,
    Reaction,
    Sighting,
)
from bot.store import rows, schema
from bot.store.chunks import chunks

_m, _a, _r, _k = schema.message.c, schema.author.c, schema.reaction.c, schema.mark.c

MESSAGES: Select[Any] = select(
    *schema.message.c,
    _a.external.label("author"),
    _a.name.label("author_name"),
    _a.is_bot,
).join_from(schema.message, schema.author)
"""Every message with its author. `message_of` makes the value."""

_SEGMENTS = (
    select(schema.segment)
    .where(schema.segment.c.message_id.in_(bindparam("rows", expanding=True)))
    .order_by(schema.segment.c.message_id, schema.segment.c.ordinal)
)
_REACTIONS = select(_r.message, _r.emoji, _r.by, _r.at, _r.removed).where(
    _r.channel_id == bindparam("channel"), _r.message.in_(bindparam("ids", expanding=True))
)
_MARKS = select(schema.mark).where(
    _k.channel_id == bindparam("channel"), _k.message.in_(bindparam("ids", expanding=True))
)


def message_of(
    row: Found[Any], channel: ChannelRef, reactions: tuple[Reaction, ...] = ()
) -> Message:
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


def mark_of(row: Found[Any], channel: ChannelRef) -> Mark:
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


async def acts_of(
    connection: AsyncConnection, messages: Collection[int]
) -> dict[int, tuple[Act, ...]]:
    """What was read out of the messages with these rows."""
    found: dict[int, list[Act]] = {}
    for some in chunks(messages):
        for row in await connection.execute(_SEGMENTS, {"rows": some}):
            found.setdefault(row.message_id, []).append(rows.as_act(row))
    return {message: tuple(acts) for message, acts in found.items()}


async def sightings_of(
    connection: AsyncConnection, channel: int, ids: Collection[MessageId]
) -> dict[MessageId, dict[tuple[str, AuthorId], Sighting]]:
    """The reactions on the messages, those taken away too."""
    found: dict[MessageId, dict[tuple[str, AuthorId], Sighting]] = {}
    for some in chunks(ids):
        for row in await connection.execute(_REACTIONS, {"channel": channel, "ids": some}):
            reaction = Reaction(row.emoji, row.by, rows.as_datetime_or_none(row.at))
            sighting = Sighting(reaction, bool(row.removed))
            found.setdefault(row.message, {})[row.emoji, row.by] = sighting
    return found


async def marks_of(
    connection: AsyncConnection, channel: int, ref: ChannelRef, ids: Collection[MessageId]
) -> list[Mark]:
    """The marks on the messages, oldest first, undone ones too."""
    found = [
        mark_of(row, ref)
        for some in chunks(ids)
        for row in await connection.execute(_MARKS, {"channel": channel, "ids": some})
    ]
    return sorted(found, key=lambda mark: (mark.at, mark.id))
