"""Deletes whole channels and communities. What hangs on a channel's row goes with it."""

from collections.abc import Sequence
from dataclasses import replace

from sqlalchemy import Delete, Table, bindparam, delete, exists, or_, select

from bot.model import ChannelId, Departure, Gone, Left
from bot.store import rows, schema
from bot.store.chunks import chunks
from bot.store.listening.coverage import place, put
from bot.store.rows import Found, Row
from bot.store.writing.transaction import Transaction

_c, _s, _a = schema.channel.c, schema.community.c, schema.author.c

_CHANNELS = (
    select(_c.id, _c.community_id, _c.external)
    .join_from(schema.channel, schema.community)
    .where(_s.platform == bindparam("platform"), _s.external == bindparam("community"))
)
_WITH_THREADS = _CHANNELS.where(
    or_(_c.external == bindparam("channel"), _c.parent == bindparam("channel"))
)
_DELETE_CHANNELS = delete(schema.channel).where(_c.id.in_(bindparam("ids", expanding=True)))
# Those who have nothing posted there any more.
_DELETE_SILENT = delete(schema.author).where(
    _a.community_id == bindparam("row"),
    ~exists().where(schema.message.c.author_id == _a.id),
)


def _in(table: Table, *names: str) -> Delete:
    return delete(table).where(*(table.c[name] == bindparam(f"the_{name}") for name in names))


_COMMUNITY = ("platform", "community")
_CHANNEL = (*_COMMUNITY, "channel")
_OF_CHANNEL = [_in(table, *_CHANNEL) for table in (schema.gap, schema.blind_spot, schema.parting)]
_LETTERS = [
    _in(table, "platform", "channel") for table in (schema.letter, schema.sealed, schema.relation)
]
_OF_COMMUNITY = [
    _in(table, *_COMMUNITY)
    for table in (schema.gap, schema.blind_spot, schema.heard, schema.parting)
]


def forget(tx: Transaction, departures: Sequence[Departure]) -> bool:
    """Whether any channel went that was known."""
    gone = [_bury(tx, each) if isinstance(each, Gone) else _leave(tx, each) for each in departures]
    return any(gone)


def _bury(tx: Transaction, gone: Gone) -> bool:
    """The channel and its threads go, and a stone says that they were there."""
    there = place(gone.channel)
    found = tx.connection.execute(_WITH_THREADS, there).all()
    _delete(tx, found)
    threads = {replace(gone.channel, channel=ChannelId(row.external)) for row in found}
    for channel in sorted({gone.channel, *threads}):
        put(tx.connection, schema.gone_channel, {**place(channel), "at": rows.moment(gone.at)})
        for statement in _OF_CHANNEL:
            tx.connection.execute(statement, _the(place(channel)))
    return bool(found)


def _leave(tx: Transaction, left: Left) -> bool:
    there: Row = {"platform": left.platform, "community": left.community}
    if left.channel is None:
        known = tx.connection.execute(_CHANNELS, there).all()
        _delete(tx, known)
        for statement in _OF_COMMUNITY:
            tx.connection.execute(statement, _the(there))
        return bool(known)
    there = {**there, "channel": left.channel}
    known = tx.connection.execute(_WITH_THREADS, there).all()
    _delete(tx, known)
    for statement in _OF_CHANNEL:
        tx.connection.execute(statement, _the(there))
    room = {"platform": left.platform, "channel": left.channel}
    for statement in _LETTERS:
        tx.connection.execute(statement, _the(room))
    return bool(known)


def _delete(tx: Transaction, channels: Sequence[Found]) -> None:
    for some in chunks([row.id for row in channels]):
        tx.connection.execute(_DELETE_CHANNELS, {"ids": some})
    for community in {row.community_id for row in channels}:
        tx.connection.execute(_DELETE_SILENT, {"row": community})
    if channels:
        tx.forget()


def _the(key: Row) -> Row:
    return {f"the_{name}": value for name, value in key.items()}
