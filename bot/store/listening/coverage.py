"""What edges noted of their own listening: gaps, how far was heard, and blind spots."""

from collections.abc import Collection, Sequence
from datetime import datetime
from typing import assert_never

from sqlalchemy import (
    Connection,
    Delete,
    Table,
    and_,
    bindparam,
    delete,
    insert,
    select,
    tuple_,
)

from bot.model import (
    BlindSpot,
    ChannelId,
    ChannelRef,
    CommunityId,
    CoverageNote,
    Gap,
    Heard,
    MessageId,
    Parting,
    Platform,
)
from bot.store import rows, schema
from bot.store.chunks import chunks
from bot.store.listening.parting import part, returned
from bot.store.rows import Found, Row

_FIRST = MessageId("")
_gap, _heard, _gone = schema.gap.c, schema.heard.c, schema.gone_channel.c
_GAPS = select(schema.gap).where(_gap.platform == bindparam("platform"))
_GONE = select(*(_gone[name] for name in ("platform", "community", "channel"))).where(
    tuple_(_gone.platform, _gone.community, _gone.channel).in_(
        bindparam("channels", expanding=True)
    )
)
_HEARD = select(_heard.community, _heard.until).where(_heard.platform == bindparam("platform"))


def _same(table: Table, *names: str) -> Delete:
    """Deletes the row of a table that has these names, given as `its_<name>`."""
    return delete(table).where(and_(*(table.c[name] == bindparam(f"its_{name}") for name in names)))


_COMMUNITY = ("platform", "community")
_CHANNEL = (*_COMMUNITY, "channel")
_KEYS: dict[Table, tuple[str, ...]] = {
    schema.gap: (*_CHANNEL, "after"),
    schema.heard: _COMMUNITY,
    schema.blind_spot: (*_CHANNEL, "sight"),
    schema.gone_channel: _CHANNEL,
}
_DELETE = {table: _same(table, *names) for table, names in _KEYS.items()}


def put_coverage(connection: Connection, notes: Sequence[CoverageNote]) -> None:
    for note in notes:
        if isinstance(note, Parting):
            part(connection, note)
            continue
        returned(connection, note)
        table, row, stays = _written(note)
        put(connection, table, row, stays=stays)


def put(connection: Connection, table: Table, row: Row, *, stays: bool = True) -> None:
    """Replaces the row with the same key; takes it away where the new one does not stay."""
    connection.execute(_DELETE[table], {f"its_{name}": row[name] for name in _KEYS[table]})
    if stays:
        connection.execute(insert(table), row)


def _written(note: Gap | Heard | BlindSpot) -> tuple[Table, Row, bool]:
    match note:
        case Gap(channel=channel):
            row = {**place(channel), "after": note.after, "before": note.before}
            return schema.gap, row, not note.is_closed or note.after == _FIRST
        case Heard():
            row = {**_there(note), "until": rows.moment(note.until)}
            return schema.heard, row, True
        case BlindSpot():
            row = {**_there(note), "channel": note.channel or "", "sight": note.sight}
            return schema.blind_spot, row, not note.is_over
        case _:
            assert_never(note)


def ref_in(row: Found) -> ChannelRef:
    return ChannelRef(Platform(row.platform), CommunityId(row.community), ChannelId(row.channel))


def gone(connection: Connection, channels: Collection[ChannelRef]) -> frozenset[ChannelRef]:
    """Those of the channels that were deleted."""
    keys = [(channel.platform, channel.community, channel.channel) for channel in channels]
    return frozenset(
        ref_in(row)
        for some in chunks(keys)
        for row in connection.execute(_GONE, {"channels": some})
    )


def place(channel: ChannelRef) -> Row:
    return {**_there(channel), "channel": channel.channel}


def _there(what: ChannelRef | Heard | BlindSpot) -> Row:
    return {"platform": what.platform, "community": what.community}


def gaps(connection: Connection, platform: Platform) -> list[Gap]:
    return [
        Gap(ref_in(row), MessageId(row.after), MessageId(row.before))
        for row in connection.execute(_GAPS, {"platform": platform})
    ]


def heard_until(connection: Connection, platform: Platform) -> dict[CommunityId, datetime]:
    return {
        CommunityId(row.community): rows.as_datetime(row.until)
        for row in connection.execute(_HEARD, {"platform": platform})
    }
