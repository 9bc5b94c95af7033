"""What waits for a language model: messages to be read, replies to be judged."""

from collections.abc import Collection

from sqlalchemy import Connection, and_, bindparam, delete, func, or_, select, update

from bot.model import (
    UNRESOLVED,
    Backlog,
    ChannelId,
    ChannelRef,
    CommunityId,
    Inquiry,
    Message,
    MessageId,
    MessageRef,
    Platform,
    Refinement,
    Role,
    Span,
    State,
    Waiting,
)
from bot.store import rows, schema
from bot.store.chunks import chunks
from bot.store.directory import CHANNELS, channel_of, ref_of
from bot.store.messages import MESSAGE_COLUMNS, MESSAGES, acts_of, message_of
from bot.store.models.bystanders import bystanders
from bot.store.models.dropping import dropped
from bot.store.models.refining import as_refinement

MOST_TRIES = 3
"""After so many answers that were of no use the rules' word is the last."""
_RECENT = 200
"""Questions of a channel whose replies may be judged: the newest that nobody settled."""
_UNSETTLED = UNRESOLVED | {State.ANSWERED}
_SURE = 0.9
"""From this probability on the rules need nobody's help with a reply."""
_JUDGED = (Role.ANSWER, Role.PARTIAL, Role.POINTER, Role.OTHER)
"""The roles by which the rules say that a reply may answer."""

_p, _m, _c = schema.pending.c, schema.message.c, schema.channel.c
_s, _r, _j = schema.standing.c, schema.reply.c, schema.judgement.c

_WAITS = _p.tries < MOST_TRIES
_NEXT_CHANNEL = (
    select(_p.channel_id)
    .where(_WAITS, _p.channel_id > bindparam("after"))
    .order_by(_p.channel_id)
    .limit(1)
)
_FIRST = (
    MESSAGES.join(schema.pending, _p.message_id == _m.id)
    .where(_p.channel_id == bindparam("its_channel"), _WAITS)
    .order_by(_p.message_id)
    .limit(bindparam("most"))
)
_BEFORE = (
    MESSAGES.where(
        _m.channel_id == bindparam("its_channel"),
        or_(
            _m.at < bindparam("before_at"),
            and_(_m.at == bindparam("before_at"), _m.external < bindparam("before_id")),
        ),
    )
    .order_by(_m.at.desc(), _m.external.desc())
    .limit(bindparam("most"))
)
_DELETE = delete(schema.pending).where(_p.message_id == bindparam("row"))
_TRIED = update(schema.pending).where(_p.message_id == bindparam("row")).values(tries=_p.tries + 1)
_KNOWN = select(schema.refinement).where(
    schema.refinement.c.key.in_(bindparam("keys", expanding=True))
)


def _inquiries() -> rows.Query:
    """The replies that no model judged, and of which the rules are unsure."""
    asked = (
        select(_s.question_id, _s.message_id, _s.start, _s.end, _s.asked_at)
        .where(
            _s.channel_id == bindparam("its_channel"),
            _s.genuine == 1,
            _s.state.in_(sorted(_UNSETTLED)),
        )
        .order_by(_s.asked_at.desc(), _s.question_id)
        .limit(_RECENT)
        .subquery()
    )
    post = schema.message.alias("post")
    return (
        select(asked.c.message_id.label("post_row"), asked.c.start, asked.c.end, *MESSAGE_COLUMNS)
        .join_from(asked, schema.reply, _r.question_id == asked.c.question_id)
        .join(post, post.c.id == asked.c.message_id)
        .join(schema.message, and_(_m.channel_id == post.c.channel_id, _m.external == _r.message))
        .join(schema.author, schema.author.c.id == _m.author_id)
        .outerjoin(
            schema.judgement,
            and_(
                _j.message_id == _m.id,
                _j.question == post.c.external,
                _j.start == asked.c.start,
                _j.end == asked.c.end,
            ),
        )
        .where(
            _j.message_id.is_(None),
            _r.role.in_(_JUDGED),
            _r.score < _SURE,
            _m.author_id != post.c.author_id,
        )
        .order_by(asked.c.asked_at.desc(), asked.c.question_id, _m.at, _m.external)
    )


_INQUIRIES = _inquiries()
_COUNTS = select(
    select(func.count()).select_from(schema.pending).where(_WAITS).scalar_subquery(),
    select(func.count()).select_from(schema.pending).where(~_WAITS).scalar_subquery(),
    select(func.count()).select_from(schema.refinement).scalar_subquery(),
    select(func.count()).where(_j.role.is_not(None)).scalar_subquery(),
)
_POSTS = MESSAGES.where(_m.id.in_(bindparam("rows", expanding=True)))
_CHANNEL = (
    select(_c.id)
    .join_from(schema.channel, schema.community)
    .where(
        schema.community.c.platform == bindparam("platform"),
        schema.community.c.external == bindparam("community"),
        _c.external == bindparam("its_channel"),
    )
)
_NOWHERE = MessageRef(ChannelRef(Platform.IMPORT, CommunityId("-"), ChannelId("-")), MessageId("-"))
_ROWS = (
    select(_m.id)
    .join_from(schema.message, schema.channel)
    .join(schema.community)
    .where(
        schema.community.c.platform == bindparam("platform"),
        schema.community.c.external == bindparam("community"),
        _c.external == bindparam("its_channel"),
        _m.external == bindparam("its_message"),
    )
)


def following(connection: Connection, after: int, most: int, context: int) -> Waiting | None:
    """The first messages that wait in the next channel, on the round of all that have some."""
    number = connection.scalar(_NEXT_CHANNEL, {"after": after})
    if number is None and after:
        number = connection.scalar(_NEXT_CHANNEL, {"after": 0})
    if number is None:
        return None
    there = connection.execute(CHANNELS.where(_c.id == number)).one()
    ref = ref_of(there)
    found = connection.execute(_FIRST, {"its_channel": number, "most": most}).all()
    messages = tuple(sorted((message_of(row, ref) for row in found), key=lambda m: m.order))
    first = messages[0]
    before = connection.execute(
        _BEFORE,
        {
            "its_channel": number,
            "before_at": rows.moment(first.at),
            "before_id": first.id,
            "most": context,
        },
    ).all()
    earlier = tuple(message_of(row, ref) for row in reversed(before))
    refs = {row.id: MessageRef(ref, row.external) for row in found}
    acts = {refs[row]: read for row, read in acts_of(connection, refs).items()}
    people = bystanders(connection, number, messages)
    return Waiting(number, channel_of(there), messages, earlier, acts, people)


def dismiss(connection: Connection, messages: Collection[MessageRef]) -> None:
    for row in rows_of(connection, messages):
        connection.execute(_DELETE, {"row": row})


def let_go(connection: Connection) -> None:
    connection.execute(delete(schema.pending))


def tried(connection: Connection, messages: Collection[MessageRef]) -> None:
    for row in rows_of(connection, messages):
        connection.execute(_TRIED, {"row": row})


def known(connection: Connection, keys: Collection[str]) -> dict[str, Refinement]:
    """What a model read, by the fingerprint of what it was shown; of no message in particular."""
    return {
        row.key: as_refinement(row, _NOWHERE)
        for some in chunks(keys)
        for row in connection.execute(_KNOWN, {"keys": some})
    }


def inquiries(connection: Connection, channel: ChannelRef, most: int) -> list[Inquiry]:
    """The questions whose replies no model has judged yet, so many at most."""
    number = number_of(connection, channel)
    if number is None:
        return []
    replies: dict[tuple[int, int, int], list[Message]] = {}
    for row in connection.execute(_INQUIRIES, {"its_channel": number}).all():
        key = (row.post_row, row.start, row.end)
        if key in replies or len(replies) < most:
            replies.setdefault(key, []).append(message_of(row, channel))
    rows_ = sorted({row for row, _, _ in replies})
    posts = {
        row.id: message_of(row, channel)
        for row in connection.execute(_POSTS, {"rows": rows_}).all()
    }
    return [
        Inquiry(
            posts[row],
            Span(start, end),
            tuple(messages),
            bystanders(connection, number, [posts[row], *messages]),
        )
        for (row, start, end), messages in replies.items()
    ]


def backlog(connection: Connection) -> Backlog:
    waiting, failed, refined, judged = connection.execute(_COUNTS).one()
    return Backlog(waiting, failed, refined, judged, dropped(connection))


def rows_of(connection: Connection, messages: Collection[MessageRef]) -> list[int]:
    """The rows of these messages, as far as they are still there."""
    found = (
        connection.scalar(_ROWS, {**_place(ref.channel), "its_message": ref.message})
        for ref in messages
    )
    return [row for row in found if row is not None]


def number_of(connection: Connection, channel: ChannelRef) -> int | None:
    """The row of a channel, where it has one."""
    return connection.scalar(_CHANNEL, _place(channel))


def _place(channel: ChannelRef) -> rows.Row:
    return {
        "platform": channel.platform,
        "community": channel.community,
        "its_channel": channel.channel,
    }
