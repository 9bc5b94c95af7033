"""Writes what is noted beside the messages: marks, what channels are called, how far was read."""

from collections.abc import Collection

from sqlalchemy import bindparam, delete, insert, update

from bot.model import Channel, ChannelRef, ImportCursor, Mark
from bot.store import rows, schema
from bot.store.rows import Row
from bot.store.writing.transaction import Transaction

_DELETE_MARK = delete(schema.mark).where(schema.mark.c.id == bindparam("row"))
_DELETE_CURSOR = delete(schema.import_cursor).where(
    schema.import_cursor.c.source == bindparam("archive")
)
_SETTLE = (
    update(schema.channel)
    .where(schema.channel.c.id == bindparam("row"))
    .values(rules=bindparam("new_rules"))
)


def describe(tx: Transaction, channels: Collection[Channel]) -> None:
    tx.ensure_channels({channel.ref for channel in channels})
    tx.directory.describe(tx.connection, channels)
    tx.moves_channels = True


def settle(tx: Transaction, channel: ChannelRef) -> None:
    tx.connection.execute(_SETTLE, {"row": tx.channel(channel), "new_rules": tx.rules})


def put_cursor(tx: Transaction, cursor: ImportCursor) -> None:
    tx.connection.execute(_DELETE_CURSOR, {"archive": cursor.source})
    tx.connection.execute(
        insert(schema.import_cursor),
        {
            "source": cursor.source,
            "fingerprint": cursor.fingerprint,
            "position": cursor.position,
        },
    )


def put_marks(tx: Transaction, marks: Collection[Mark]) -> None:
    tx.ensure_channels({mark.message.channel for mark in marks})
    tx.many(_DELETE_MARK, ({"row": mark.id} for mark in marks))
    tx.many(insert(schema.mark), (_mark_row(tx, mark) for mark in marks))
    tx.at_hand.marks.clear()


def _mark_row(tx: Transaction, mark: Mark) -> Row:
    return {
        "id": mark.id,
        "channel_id": tx.channel(mark.message.channel),
        "message": mark.message.message,
        "kind": mark.kind,
        "quote": mark.quote,
        "by": mark.by,
        "at": rows.moment(mark.at),
        "answer": mark.answer,
        "until": rows.moment_or_none(mark.until),
        "start": mark.span.start if mark.span else None,
        "end": mark.span.end if mark.span else None,
        "undone_at": rows.moment_or_none(mark.undone_at),
    }
