"""Reads claims, threads and coverage."""

from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.model import (
    Claim,
    ClaimPage,
    ClaimQuery,
    ClaimRecord,
    CommunityId,
    Coverage,
    ThreadRecord,
    Turn,
)
from bot.store import rows, schema
from bot.store.chunks import chunks
from bot.store.messages import MESSAGES, acts_of
from bot.store.narrowing import by_author, channel_named, channels_asked, with_words
from bot.store.records import channels_of, messages_of, records

_m, _g, _s = schema.message.c, schema.segment.c, schema.standing.c


async def claims(connection: AsyncConnection, query: ClaimQuery) -> ClaimPage:
    """Claims, newest first."""
    where = [_g.kind == "claim"]
    channels = await channels_asked(connection, query)
    if channels is not None:
        where.append(_m.channel_id.in_(channels))
    if query.author is not None:
        where.append(by_author(query.author))
    if query.text is not None:
        where.append(with_words(query.text, _m.text))
    matching = select(_m.id, *schema.segment.c).join_from(schema.message, schema.segment)
    found = (
        await connection.execute(
            matching.where(*where)
            .order_by(_m.at.desc(), _m.external.desc(), _g.ordinal)
            .limit(query.limit)
            .offset(query.offset)
        )
    ).all()
    total = select(func.count()).select_from(matching.where(*where).subquery())
    posts = {row.message_id for row in found}
    post_rows = (await connection.execute(MESSAGES.where(_m.id.in_(posts)))).all()
    by_row = await channels_of(connection, {row.channel_id for row in post_rows})
    messages = await messages_of(connection, post_rows, by_row)
    at_home = {row.id: by_row[row.channel_id] for row in post_rows}
    listed = [(row.message_id, rows.as_act(row)) for row in found]
    return ClaimPage(
        tuple(
            ClaimRecord(at_home[post], messages[post], claim)
            for post, claim in listed
            if isinstance(claim, Claim)
        ),
        (await connection.execute(total)).scalar_one(),
        query.offset,
    )


async def thread(
    connection: AsyncConnection, name: str, community: CommunityId | None
) -> ThreadRecord:
    """A channel by name or id, whole. Raises NotFound or WrongUse."""
    channel = await channel_named(connection, name, community)
    channels = await channels_of(connection, {channel})
    posts = MESSAGES.where(_m.channel_id == channel).order_by(_m.at, _m.external)
    found = (await connection.execute(posts)).all()
    messages = await messages_of(connection, found, channels)
    acts = await acts_of(connection, messages)
    asked = (
        select(_s.question_id)
        .join_from(schema.standing, schema.message, _m.id == _s.message_id)
        .where(_s.channel_id == channel)
        .order_by(_m.at, _m.external, _s.ordinal, _s.start)
    )
    questions = (await connection.scalars(asked)).all()
    return ThreadRecord(
        channels[channel],
        tuple(Turn(message, acts.get(row, ())) for row, message in messages.items()),
        tuple([record for some in chunks(questions) for record in await records(connection, some)]),
    )


async def coverage(connection: AsyncConnection) -> Coverage:
    """What the ledger holds."""
    tables = (schema.community, schema.channel, schema.message, schema.standing)
    counts = [select(func.count()).select_from(table).scalar_subquery() for table in tables]
    ends = [select(end(_m.at)).scalar_subquery() for end in (func.min, func.max)]
    found = (await connection.execute(select(*counts, *ends))).one()
    communities, channels, messages, questions, first, last = tuple(found)
    return Coverage(
        communities,
        channels,
        messages,
        questions,
        rows.as_datetime_or_none(first),
        rows.as_datetime_or_none(last),
    )
