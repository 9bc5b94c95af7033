"""What is known of messages and marks that are heard of again."""

from collections import defaultdict
from collections.abc import Collection, Iterator, Mapping
from itertools import chain
from typing import Final

from sqlalchemy import Connection, Table, bindparam, func, select, tuple_, union_all

from bot.model import (
    AuthorId,
    ChannelRef,
    ImportCursor,
    Mark,
    Memory,
    MessageId,
    MessageRef,
    Place,
    Reaction,
    Sighting,
    Trace,
)
from bot.store import rows, schema
from bot.store.chunks import chunks
from bot.store.directory import CHANNELS, Directory, ref_of
from bot.store.listening.coverage import gone
from bot.store.messages import MESSAGES, mark_of, message_of
from bot.store.models.refining import judgements_of, refinements_of
from bot.store.people.traces import silences
from bot.store.rows import Query, Row

_m, _t, _e = schema.message.c, schema.tombstone.c, schema.early_edit.c

_KNOWN = MESSAGES.where(
    _m.channel_id == bindparam("channel"), _m.external.in_(bindparam("ids", expanding=True))
)
_TOMBSTONES = select(_t.message, _t.at).where(
    _t.channel_id == bindparam("channel"), _t.message.in_(bindparam("ids", expanding=True))
)
_EARLY = select(_e.message, _e.text, _e.at).where(
    _e.channel_id == bindparam("channel"), _e.message.in_(bindparam("ids", expanding=True))
)
_REACTIONS = select(schema.reaction).where(
    schema.reaction.c.channel_id == bindparam("channel"),
    schema.reaction.c.message.in_(bindparam("ids", expanding=True)),
)


def _speaks_of(table: Table, message: str) -> Query:
    """The messages in some channels, with one of some ids, of which the table speaks."""
    channel, id_ = table.c.channel_id, table.c[message]
    return select(channel.label("channel_id"), id_.label("message")).where(
        channel.in_(bindparam("channels", expanding=True)),
        id_.in_(bindparam("ids", expanding=True)),
    )


_HEARD_OF = union_all(
    _speaks_of(schema.message, "external"),
    _speaks_of(schema.tombstone, "message"),
    _speaks_of(schema.early_edit, "message"),
    _speaks_of(schema.reaction, "message"),
)
_TOGETHER: Final = 50
"""Messages of several channels that are looked for at once: the engines find no list of pairs along
an index, so each id is looked for in each channel.
"""
_CURSOR = select(schema.import_cursor).where(schema.import_cursor.c.source == bindparam("archive"))
# Only the names of the channel: its kind is not the mark's.
_MARKS = (
    select(*schema.mark.c, schema.community.c.platform)
    .add_columns(schema.community.c.external.label("community"))
    .add_columns(schema.channel.c.external.label("channel"))
    .join_from(schema.mark, schema.channel)
    .join(schema.community)
    .where(schema.mark.c.id.in_(bindparam("ids", expanding=True)))
)


def recall(
    connection: Connection,
    directory: Directory,
    generation: int,
    messages: Collection[MessageRef],
    marks: Collection[str],
) -> Memory:
    by_channel: dict[ChannelRef, set[MessageId]] = defaultdict(set)
    for ref in messages:
        by_channel[ref.channel].add(ref.message)
    directory.look_up(connection, by_channel)
    if directory.silences is None:
        directory.silences = silences(connection)
    return Memory(
        generation,
        _traces(connection, directory, by_channel),
        _marks(connection, marks),
        {c: directory.described[c] for c in by_channel if c in directory.described},
        gone(connection, [c for c in by_channel if c not in directory.channels]),
        directory.silences,
    )


def _traces(
    connection: Connection, directory: Directory, messages: Mapping[ChannelRef, set[MessageId]]
) -> dict[MessageRef, Trace]:
    """What there is of these messages. Of new ones, as nearly all are, one look tells that there
    is nothing.
    """
    channels = {directory.channels[c]: c for c in messages if c in directory.channels}
    heard = _heard_of(connection, {row: messages[c] for row, c in channels.items()})
    return {
        ref: trace
        for row, ids in heard.items()
        for some in chunks(ids)
        for ref, trace in _traces_in(connection, channels[row], row, some).items()
    }


def _heard_of(
    connection: Connection, messages: Mapping[int, set[MessageId]]
) -> dict[int, set[MessageId]]:
    """Those of the messages, by row of their channel, of which there is anything."""
    heard: dict[int, set[MessageId]] = defaultdict(set)
    for some in _together(messages):
        ids = [*chain.from_iterable(some.values())]
        for row, id_ in connection.execute(_HEARD_OF, {"channels": [*some], "ids": ids}):
            if id_ in messages[row]:
                heard[row].add(id_)
    return heard


def _together(messages: Mapping[int, set[MessageId]]) -> Iterator[dict[int, list[MessageId]]]:
    """The messages in parts: few of several channels, or as many as a statement takes of one."""
    part: dict[int, list[MessageId]] = {}
    size = 0
    for row, ids in messages.items():
        for some in chunks(ids):
            if part and size + len(some) > _TOGETHER:
                yield part
                part, size = {}, 0
            part[row] = some
            size += len(some)
    if part:
        yield part


def _traces_in(
    connection: Connection, channel: ChannelRef, row: int, ids: list[MessageId]
) -> dict[MessageRef, Trace]:
    these = {"channel": row, "ids": ids}
    sightings = _sightings(connection, these)
    found: dict[MessageRef, Trace] = {}
    for early in connection.execute(_EARLY, these):
        edit = (early.text, rows.as_datetime(early.at))
        found[MessageRef(channel, early.message)] = Trace(early=edit)
    for id_, seen in sightings.items():
        ref = MessageRef(channel, id_)
        found[ref] = Trace(sightings=seen, early=found.get(ref, Trace()).early)
    known = {row.id: message_of(row, channel) for row in connection.execute(_KNOWN, these)}
    refs = {row: message.ref for row, message in known.items()}
    refinements, judgements = refinements_of(connection, refs), judgements_of(connection, refs)
    for row, message in known.items():
        found[message.ref] = Trace(
            message,
            sightings.get(message.id, {}),
            refinement=refinements.get(row),
            judgements=judgements.get(row, ()),
        )
    for tombstone in connection.execute(_TOMBSTONES, these):
        ref = MessageRef(channel, tombstone.message)
        found[ref] = Trace(deleted_at=rows.as_datetime(tombstone.at))
    return found


def _sightings(
    connection: Connection, these: Row
) -> dict[MessageId, dict[tuple[str, AuthorId], Sighting]]:
    found: dict[MessageId, dict[tuple[str, AuthorId], Sighting]] = defaultdict(dict)
    for row in connection.execute(_REACTIONS, these):
        reaction = Reaction(row.emoji, row.by, rows.as_datetime_or_none(row.at))
        found[row.message][row.emoji, row.by] = Sighting(reaction, bool(row.removed))
    return found


def _marks(connection: Connection, ids: Collection[str]) -> dict[str, Mark]:
    found = [
        mark_of(row, ref_of(row))
        for some in chunks(ids)
        for row in connection.execute(_MARKS, {"ids": some})
    ]
    return {mark.id: mark for mark in found}


def outdated(connection: Connection, rules: str) -> dict[ChannelRef, int]:
    """The channels that were derived by other rules, and how many messages each has."""
    size = select(func.count()).where(_m.channel_id == schema.channel.c.id).scalar_subquery()
    found = CHANNELS.add_columns(size.label("size")).where(schema.channel.c.rules != rules)
    return {ref_of(row): row.size for row in connection.execute(found)}


def page(
    connection: Connection, channel: ChannelRef, after: Place | None, limit: int
) -> list[Place]:
    """The places of a channel after that one (None: from the first), in order."""
    listed = (
        select(_m.at, _m.external)
        .join_from(schema.message, schema.channel)
        .join(schema.community)
        .where(
            schema.community.c.platform == channel.platform,
            schema.community.c.external == channel.community,
            schema.channel.c.external == channel.channel,
        )
        .order_by(_m.at, _m.external)
        .limit(limit)
    )
    if after is not None:
        listed = listed.where(tuple_(_m.at, _m.external) > (rows.moment(after[0]), after[1]))
    return [(rows.as_datetime(row.at), row.external) for row in connection.execute(listed)]


def cursor(connection: Connection, source: str) -> ImportCursor | None:
    found = connection.execute(_CURSOR, {"archive": source}).first()
    return None if found is None else ImportCursor(*found)
