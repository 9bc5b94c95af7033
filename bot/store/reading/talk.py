"""Reads claims, threads and coverage."""

from collections.abc import Mapping

from sqlalchemy import ColumnElement, Connection, bindparam, func, select

from bot.model import (
    ChannelRef,
    Claim,
    ClaimPage,
    ClaimQuery,
    ClaimRecord,
    CommunityId,
    Coverage,
    Message,
    MessageRef,
    ThreadRecord,
    Turn,
)
from bot.store import rows, schema
from bot.store.chunks import chunks
from bot.store.directory import CHANNEL_COLUMNS, channel_of
from bot.store.messages import MESSAGE_COLUMNS, MESSAGES, acts_of, message_of, reactions_of
from bot.store.models.refining import judgements_of
from bot.store.reading.narrowing import by_author, channels_asked, room_named
from bot.store.reading.records import STANDINGS, messages_of, records
from bot.store.rows import Query
from bot.store.search import with_words

_m, _g, _s = schema.message.c, schema.segment.c, schema.standing.c


CLAIMS: Query = (
    select(*schema.segment.c, *MESSAGE_COLUMNS, *CHANNEL_COLUMNS)
    .join_from(schema.message, schema.segment, _g.message_id == _m.id)
    .join(schema.author, schema.author.c.id == _m.author_id)
    .join(schema.channel, schema.channel.c.id == _m.channel_id)
    .join(schema.community, schema.community.c.id == schema.channel.c.community_id)
    .where(_g.kind == "claim")
)


_post = schema.message.alias("post")
_REPLIES = (
    select(*MESSAGE_COLUMNS, _post.c.id.label("post"))
    .join_from(_post, schema.link, schema.link.c.parent == _post.c.external)
    .join(
        schema.message, (_m.id == schema.link.c.message_id) & (_m.channel_id == _post.c.channel_id)
    )
    .join(schema.author, schema.author.c.id == _m.author_id)
    .where(_post.c.id.in_(bindparam("rows", expanding=True)))
    .order_by(_post.c.id, _m.at, _m.external)
)


def claims(connection: Connection, query: ClaimQuery) -> ClaimPage:
    """Claims, newest first."""
    where: list[ColumnElement[bool]] = []
    channels = channels_asked(connection, query)
    if channels is not None:
        where.append(_m.channel_id.in_(channels))
    if query.author is not None:
        where.append(by_author(query.author))
    if query.text is not None:
        where += with_words(query.text, _m.id)
    matching = CLAIMS.where(*where)
    newest_first = matching.order_by(_m.at.desc(), _m.external.desc(), _g.ordinal)
    page = newest_first.limit(query.limit).offset(query.offset)
    found = connection.execute(page).all()
    messages = messages_of(connection, found)
    replies = _replies(connection, messages)
    total = select(func.count()).select_from(matching.subquery())
    return ClaimPage(
        tuple(
            ClaimRecord(channel_of(row), messages[row.id], claim, replies=replies.get(row.id, ()))
            for row in found
            if isinstance(claim := rows.as_act(row), Claim)
        ),
        connection.execute(total).scalar_one(),
        query.offset,
    )


def _replies(
    connection: Connection, posts: Mapping[int, Message]
) -> Mapping[int, tuple[Message, ...]]:
    """What others replied to these messages, by the rows of the messages."""
    found: dict[int, tuple[Message, ...]] = {}
    for some in chunks(posts):
        for row in connection.execute(_REPLIES, {"rows": some}):
            post = posts[row.post]
            if row.author != post.author.id:
                reply = message_of(row, post.ref.channel)
                found[row.post] = (*found.get(row.post, ()), reply)
    return found


def thread(
    connection: Connection,
    name: str,
    community: CommunityId | None,
    within: frozenset[ChannelRef] | None,
) -> ThreadRecord:
    """A channel by name or id, whole. Raises NotFound or WrongUse."""
    room = room_named(connection, name, community, within)
    channel = room.channel
    posts = MESSAGES.where(_m.channel_id == room.id).order_by(_m.at, _m.external)
    found = connection.execute(posts).all()
    reactions = reactions_of(connection, [row.id for row in found])
    acts = acts_of(connection, [row.id for row in found])
    judgements = judgements_of(
        connection, {row.id: MessageRef(channel.ref, row.external) for row in found}
    )
    asked = STANDINGS.where(_s.channel_id == room.id)
    ordered = asked.order_by(_m.at, _m.external, _s.ordinal, _s.start)
    questions = connection.execute(ordered).all()
    return ThreadRecord(
        channel,
        tuple(
            Turn(
                message_of(row, channel.ref, reactions.get(row.id, ())),
                acts.get(row.id, ()),
                judgements.get(row.id, ()),
            )
            for row in found
        ),
        tuple([record for some in chunks(questions) for record in records(connection, some)]),
    )


def coverage(connection: Connection) -> Coverage:
    """What the ledger holds."""
    tables = (schema.community, schema.channel, schema.message, schema.standing)
    counts = [select(func.count()).select_from(table).scalar_subquery() for table in tables]
    ends = [select(end(_m.at)).scalar_subquery() for end in (func.min, func.max)]
    found = connection.execute(select(*counts, *ends)).one()
    communities, channels, messages, questions, first, last = tuple(found)
    return Coverage(
        communities,
        channels,
        messages,
        questions,
        rows.as_datetime_or_none(first),
        rows.as_datetime_or_none(last),
    )
