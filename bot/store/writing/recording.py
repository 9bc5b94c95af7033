"""Writes what people posted and said."""

from collections.abc import Iterable, Sequence
from dataclasses import replace
from operator import attrgetter

from sqlalchemy import Delete, Table, bindparam, delete, insert, update

from bot.model import (
    Change,
    Message,
    Sighting,
    Turn,
)
from bot.store import rows, schema
from bot.store.models import refining
from bot.store.rows import Row, Values
from bot.store.search import index
from bot.store.writing.deriving import forget
from bot.store.writing.stretches import learn_marks
from bot.store.writing.transaction import Transaction

_m = schema.message.c

_UPDATE = (
    update(schema.message)
    .where(_m.id == bindparam("row"))
    .values(
        {
            column.name: bindparam(f"new_{column.name}")
            for column in schema.message.c
            if column.name not in ("id", "channel_id", "external")
        }
    )
)
_DELETE_MESSAGE = delete(schema.message).where(_m.id == bindparam("row"))
_DELETE_SEGMENTS = delete(schema.segment).where(schema.segment.c.message_id == bindparam("row"))


def _of_message(table: Table) -> Delete:
    """Deletes the rows that speak of a message by the platform's id."""
    return delete(table).where(
        table.c.channel_id == bindparam("channel"), table.c.message == bindparam("id")
    )


_r = schema.reaction.c
_DELETE_EARLY = _of_message(schema.early_edit)
_DELETE_REACTIONS = _of_message(schema.reaction)
_DELETE_REACTION = _DELETE_REACTIONS.where(
    _r.emoji == bindparam("face"), _r.by == bindparam("person")
)
_DELETE_MARKS = _of_message(schema.mark)


def record(tx: Transaction, changes: Sequence[Change]) -> None:
    """Writes messages, reactions, early edits and tombstones as they are after the changes."""
    tx.ensure_channels({change.ref.channel for change in changes})
    tx.ensure_authors(_messages(changes))
    new = [c for c in changes if c.after.message and not c.before.message]
    old = [c for c in changes if c.before.message]
    tx.find_rows(change.ref for change in old)
    _insert(tx, new)
    _update(tx, [c for c in old if c.after.message])
    _put_reactions(tx, [c for c in changes if c.after.sightings is not c.before.sightings])
    _put_early(tx, [c for c in changes if c.after.early != c.before.early])
    refining.record(tx, changes)
    _delete(tx, [c for c in changes if c.after.deleted_at is not None])


def _insert(tx: Transaction, changes: Sequence[Change]) -> None:
    ids = tx.next_ids(schema.message, len(changes))
    for change, row in zip(changes, ids, strict=True):
        tx.message_rows[change.ref] = row
        tx.at_hand.is_new(row)
    tx.insert(schema.message, (_message_row(tx, m) for m in _messages(changes)))
    if ids:
        index(tx.connection, ids[0], ids[-1])
    _put_acts(tx, changes)
    for message in sorted(_messages(changes), key=attrgetter("order")):
        tx.at_hand.tails.go_on(message.ref.channel, message.order, tx.message_rows[message.ref])
    # Marks may have come before the messages that they speak of.
    learn_marks(tx, {row: change.ref for row, change in zip(ids, changes, strict=True)})


def _update(tx: Transaction, changes: Sequence[Change]) -> None:
    rewritten = [c for c in changes if c.after.message != c.before.message]
    tx.loses_words |= bool(rewritten)
    tx.many(_UPDATE, (_renewed(_message_row(tx, m)) for m in _messages(rewritten)))
    split = [c for c in changes if c.acts is not None]
    tx.many(_DELETE_SEGMENTS, ({"row": tx.message_rows[c.ref]} for c in split))
    for change in rewritten:
        tx.at_hand.tails.forget(change.ref.channel)
    for change in changes:
        tx.at_hand.drop_turn(tx.message_rows[change.ref])
    _put_acts(tx, split)


def _put_acts(tx: Transaction, changes: Sequence[Change]) -> None:
    """Writes what was read out of the messages, and keeps their turns at hand."""
    segments: list[Values] = []
    for change in changes:
        row, after, acts = tx.message_rows[change.ref], change.after, change.acts or ()
        segments += [rows.segment_row(row, i, act) for i, act in enumerate(acts)]
        if (message := after.message) is not None:
            seen = replace(message, reactions=after.reactions) if after.sightings else message
            tx.at_hand.keep(row, Turn(seen, acts, after.judgements))
    tx.insert(schema.segment, segments)


def _put_reactions(tx: Transaction, changes: Sequence[Change]) -> None:
    fresh = [
        (change, sighting)
        for change in changes
        for key, sighting in change.after.sightings.items()
        if change.before.sightings.get(key) != sighting
    ]
    values = [_reaction_row(tx, change, sighting) for change, sighting in fresh]
    forgotten = [
        _reaction_row(tx, change, sighting)
        for change in changes
        for key, sighting in change.before.sightings.items()
        if key not in change.after.sightings and change.after.deleted_at is None
    ]
    tx.loses_words |= bool(forgotten)
    tx.many(
        _DELETE_REACTION,
        (
            {"channel": r["channel_id"], "id": r["message"], "face": r["emoji"], "person": r["by"]}
            for r in (*values, *forgotten)
        ),
    )
    tx.many(insert(schema.reaction), values)


def _put_early(tx: Transaction, changes: Sequence[Change]) -> None:
    tx.many(_DELETE_EARLY, (_key(tx, c) for c in changes))
    tx.many(
        insert(schema.early_edit),
        (
            {
                "channel_id": tx.channel(c.ref.channel),
                "message": c.ref.message,
                "text": c.after.early[0],
                "at": rows.moment(c.after.early[1]),
            }
            for c in changes
            if c.after.early is not None
        ),
    )


def _delete(tx: Transaction, changes: Sequence[Change]) -> None:
    """Deletes the messages with all that was derived from their words, and leaves tombstones."""
    gone = [c for c in changes if c.before.message]
    tx.loses_words |= bool(gone)
    for change in gone:
        tx.at_hand.tails.forget(change.ref.channel)
    forget(tx, [tx.message_rows[change.ref] for change in gone])
    for change in gone:
        tx.at_hand.drop(tx.message_rows[change.ref])
    tx.many(_DELETE_MESSAGE, ({"row": tx.message_rows.pop(c.ref)} for c in gone))
    for statement in (_DELETE_EARLY, _DELETE_REACTIONS, _DELETE_MARKS):
        tx.many(statement, (_key(tx, c) for c in changes))
    tx.many(
        insert(schema.tombstone),
        (
            {
                "channel_id": tx.channel(c.ref.channel),
                "message": c.ref.message,
                "at": rows.moment(c.after.deleted_at),
            }
            for c in changes
            if c.after.deleted_at is not None
        ),
    )


def _messages(changes: Iterable[Change]) -> list[Message]:
    return [change.after.message for change in changes if change.after.message is not None]


def _key(tx: Transaction, change: Change) -> Row:
    return {"channel": tx.channel(change.ref.channel), "id": change.ref.message}


def _message_row(tx: Transaction, message: Message) -> Values:
    """The row of a message; its channel, its author and its own row are known."""
    return (
        tx.message_rows[message.ref],
        tx.channel(message.ref.channel),
        message.id,
        tx.author(message.ref.channel, message.author),
        rows.moment(message.at),
        message.text,
        message.reply_to,
        rows.strings(message.mentions),
        int(message.system),
        rows.moment_or_none(message.edited_at),
        message.link,
    )


def _renewed(row: Values) -> Row:
    names = (column.name for column in schema.message.c)
    return {"row": row[0]} | {f"new_{name}": value for name, value in zip(names, row, strict=True)}


def _reaction_row(tx: Transaction, change: Change, sighting: Sighting) -> Row:
    return {
        "channel_id": tx.channel(change.ref.channel),
        "message": change.ref.message,
        "emoji": sighting.reaction.emoji,
        "by": sighting.reaction.by,
        "at": rows.moment_or_none(sighting.reaction.at),
        "removed": int(sighting.removed),
    }
