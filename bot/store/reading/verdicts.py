"""Reads what people marked, each with the talk from which the rules judge it."""

from sqlalchemy import Connection, and_, select

from bot.model import Channel, Stretch
from bot.store import rows, schema
from bot.store.directory import CHANNEL_COLUMNS, Directory, channel_of
from bot.store.writing.at_hand import AtHand
from bot.store.writing.stretches import stretch, surroundings
from bot.store.writing.transaction import Transaction

_k, _m, _c = schema.mark.c, schema.message.c, schema.channel.c

_MARKED = (
    select(_m.at, _m.external, _m.channel_id, *CHANNEL_COLUMNS)
    .join_from(
        schema.mark,
        schema.message,
        and_(_m.channel_id == _k.channel_id, _m.external == _k.message),
    )
    .join(schema.channel, _c.id == _m.channel_id)
    .join(schema.community, schema.community.c.id == _c.community_id)
    .where(_k.undone_at.is_(None))
    .distinct()
    .order_by(_m.channel_id, _m.at, _m.external)
)


def verdicts(connection: Connection, horizon: int) -> list[tuple[Channel, Stretch]]:
    """Every message with a mark that holds: the first of a stretch of so many later turns, with
    their links and marks.
    """
    marked = [(channel_of(row), row) for row in connection.execute(_MARKED)]
    # Nothing is written here; what a transaction shares spares to read turns twice.
    tx = Transaction(connection, 0, Directory(), AtHand(), rules="")
    tx.directory.look_up(connection, {channel.ref for channel, _ in marked})
    found: list[tuple[Channel, Stretch]] = []
    for channel, row in marked:
        place = (rows.as_datetime(row.at), row.external)
        run = stretch(tx, channel.ref, (place, place), before=0, after=horizon)
        found.append((channel, surroundings(tx, channel.ref, run)))
    return found
