"""Reads what is kept of people, and who does not want to be kept."""

from collections.abc import Iterator
from datetime import datetime
from itertools import islice

from sqlalchemy import (
    Column,
    ColumnElement,
    Connection,
    Text,
    and_,
    bindparam,
    exists,
    func,
    or_,
    select,
    true,
)

from bot.model import (
    AuthorId,
    Belongings,
    ChannelRef,
    CommunityId,
    MessageRef,
    Parting,
    Person,
    Platform,
    Reaction,
    Silence,
    Silences,
    Traces,
)
from bot.store import rows, schema
from bot.store.chunks import chunks
from bot.store.directory import CHANNEL_COLUMNS, CHANNELS, channel_of, ref_of
from bot.store.listening.coverage import ref_in
from bot.store.messages import MESSAGE_COLUMNS, mark_of
from bot.store.reading.records import STANDINGS, messages_of, records
from bot.store.rows import Query

_m, _a, _o, _c = (
    schema.message.c,
    schema.author.c,
    schema.community.c,
    schema.channel.c,
)
_r, _k, _z, _f = schema.reaction.c, schema.mark.c, schema.silence.c, schema.forgetting.c

_POSTS: Query = (
    select(*MESSAGE_COLUMNS, *CHANNEL_COLUMNS)
    .join_from(schema.message, schema.author)
    .join(schema.channel, _c.id == _m.channel_id)
    .join(schema.community, _o.id == _c.community_id)
    .order_by(_m.at, _m.external)
)
_POSTED_SINCE = select(
    exists().where(
        _m.channel_id == _c.id,
        _c.community_id == _o.id,
        _o.platform == bindparam("its_platform"),
        _o.external == bindparam("its_community"),
        or_(_c.external == bindparam("its_channel"), bindparam("its_channel", type_=Text) == ""),
        _m.at > bindparam("its_at"),
    )
)
_SALT = select(schema.meta.c.value).where(schema.meta.c.key == "salt")
_SILENCES = select(schema.silence).order_by(_z.whom, _z.place)
_LAST = select(func.max(_z.until)).where(_z.since.is_(None))


def silences(connection: Connection) -> Silences:
    by_key: dict[str, tuple[Silence, ...]] = {}
    for row in connection.execute(_SILENCES):
        since, until = map(rows.as_datetime_or_none, (row.since, row.until))
        by_key[row.whom] = (*by_key.get(row.whom, ()), Silence(since, until))
    return Silences(connection.scalar(_SALT) or "", by_key)


def last_forgotten(connection: Connection) -> datetime | None:
    return rows.as_datetime_or_none(connection.scalar(_LAST))


def being_forgotten(connection: Connection) -> list[tuple[Person, datetime]]:
    return [
        (
            Person(Platform(row.platform), AuthorId(row.person), row.community or None),
            rows.as_datetime(row.at),
        )
        for row in connection.execute(select(schema.forgetting))
    ]


def partings(connection: Connection) -> list[Parting]:
    """Where we are out of: nothing was read there since."""
    return [
        Parting(ref.platform, ref.community, rows.as_datetime(row.at), ref.channel or None)
        for row in connection.execute(select(schema.parting)).all()
        if not connection.scalar(_POSTED_SINCE, _its(ref := ref_in(row), row.at))
    ]


def _its(ref: ChannelRef, at: int) -> rows.Row:
    there = {"its_platform": ref.platform, "its_community": ref.community}
    return {**there, "its_channel": ref.channel, "its_at": at}


def called(connection: Connection, name: str, community: CommunityId | None) -> list[Person]:
    """Those who go by the name or the id."""
    wanted = name.removeprefix("@")
    asked = (
        select(_o.platform, _o.external.label("community"), _a.external.label("person"))
        .join_from(schema.author, schema.community)
        .where(or_(_a.folded == wanted.casefold(), _a.external.in_((name, wanted))))
        .order_by(_a.id)
    )
    if community is not None:
        asked = asked.where(_o.external == community)
    return list(dict.fromkeys(_person(*row) for row in connection.execute(asked)))


def _person(platform: str, community: CommunityId, id_: AuthorId) -> Person:
    """In imports a name is all there is, so it counts where it stands alone."""
    return Person(Platform(platform), id_, community if platform == Platform.IMPORT else None)


def traces(connection: Connection, person: Person, until: datetime, most: int) -> Traces:
    end = rows.moment(until)
    posted = _POSTS.where(_wrote(person), _m.at <= end).limit(most)
    reacted = _in_channels(_r.channel_id, _r.message.label("external")).where(
        _r.by == person.id, _of(person), or_(_r.at.is_(None), _r.at <= end)
    )
    marked = (
        _in_channels(_k.channel_id, _k.id, _k.message.label("external"))
        .where(_k.by == person.id, _of(person), _k.at <= end)
        .limit(most)
    )
    marks = connection.execute(marked).all()
    found = (*connection.execute(posted), *connection.execute(reacted.limit(most)), *marks)
    if len(found) < most:
        found = (*found, *_mentioning(connection, person, end, most))
    messages = dict.fromkeys(MessageRef(ref_of(row), row.external) for row in found)
    return Traces(tuple(messages), tuple(row.id for row in marks))


def _mentioning(
    connection: Connection, person: Person, end: int, most: int
) -> Iterator[rows.Found]:
    """Messages of others that are addressed to the person. No index knows them: looked for last."""
    named = _m.mentions.contains(person.id, autoescape=True)
    asked = _POSTS.where(_of(person), named, _m.at <= end)
    found = (row for row in connection.execute(asked) if person.id in rows.as_strings(row.mentions))
    return islice(found, most)


def belongings(connection: Connection, person: Person) -> Belongings:
    names = (
        select(_a.name)
        .join_from(schema.author, schema.community)
        .where(_a.external == person.id, _of(person))
        .distinct()
        .order_by(_a.name)
    )
    posts = connection.execute(_POSTS.where(_wrote(person))).all()
    messages = messages_of(connection, posts)
    asked = STANDINGS.where(_wrote(person)).order_by(_m.at, _m.external, schema.standing.c.ordinal)
    questions = connection.execute(asked).all()
    reacted = _in_channels(_r.channel_id, _r.message, _r.emoji, _r.at).where(
        _r.by == person.id, _r.removed == 0, _of(person)
    )
    marked = _in_channels(_k.channel_id, *schema.mark.c).where(_k.by == person.id, _of(person))
    return Belongings(
        person=person,
        names=tuple(connection.scalars(names)),
        posts=tuple((channel_of(row), messages[row.id]) for row in posts),
        questions=tuple(r for some in chunks(questions) for r in records(connection, some)),
        reactions=tuple(
            (
                MessageRef(ref_of(row), row.message),
                Reaction(row.emoji, person.id, rows.as_datetime_or_none(row.at)),
            )
            for row in connection.execute(reacted)
        ),
        marks=tuple(mark_of(row, ref_of(row)) for row in connection.execute(marked)),
        silences=silences(connection).of(person),
    )


def _in_channels(channel: Column[object], *columns: ColumnElement[object]) -> Query:
    """These columns, and the names of the channel that the first one refers to."""
    return CHANNELS.with_only_columns(
        *columns,
        _o.platform,
        _o.external.label("community"),
        _c.external.label("channel"),
        maintain_column_froms=True,
    ).join(channel.table, channel == _c.id)


def _wrote(person: Person) -> ColumnElement[bool]:
    return and_(_a.external == person.id, _of(person))


def _of(person: Person) -> ColumnElement[bool]:
    """Communities where the person is the person."""
    here = true() if person.community is None else _o.external == person.community
    return and_(_o.platform == person.platform, here)
