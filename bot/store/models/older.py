"""What was in the ledger before a language model was: messages that none was ever asked about."""

from collections.abc import Collection
from datetime import datetime

from sqlalchemy import BigInteger, Connection, Text, bindparam, exists, func, insert, select, tuple_

from bot.model import Act, ChannelRef, Message, MessageRef, Place
from bot.store import rows, schema
from bot.store.chunks import chunks
from bot.store.messages import MESSAGES, acts_of, message_of
from bot.store.models.backlog import number_of, rows_of

_m, _p, _f = schema.message.c, schema.pending.c, schema.refinement.c

_UNASKED = (
    MESSAGES.where(
        _m.channel_id == bindparam("its_channel"),
        tuple_(_m.at, _m.external)
        > tuple_(bindparam("after_at", type_=BigInteger), bindparam("after_id", type_=Text)),
        ~exists().where(_p.message_id == _m.id),
        ~exists().where(_f.message_id == _m.id),
    )
    .order_by(_m.at, _m.external)
    .limit(bindparam("most"))
)
_PUT_OFF = insert(schema.pending).from_select(
    ["message_id", "channel_id"],
    select(_m.id, _m.channel_id).where(
        _m.id.in_(bindparam("rows", expanding=True)), ~exists().where(_p.message_id == _m.id)
    ),
)
_OLDEST = [
    select(func.min(_m.at)).join_from(table, schema.message, table.c.message_id == _m.id)
    for table in (schema.refinement, schema.pending)
]


def unasked(
    connection: Connection, channel: ChannelRef, after: Place, most: int
) -> list[tuple[Message, tuple[Act, ...]]]:
    """The first messages behind a place that a model neither read nor is to read, with what the
    rules read out of them.
    """
    found = connection.execute(
        _UNASKED,
        {
            "its_channel": number_of(connection, channel),
            "after_at": rows.moment(after[0]),
            "after_id": after[1],
            "most": most,
        },
    ).all()
    acts = acts_of(connection, [row.id for row in found])
    return [(message_of(row, channel), acts.get(row.id, ())) for row in found]


def put_off(connection: Connection, messages: Collection[MessageRef]) -> None:
    """They wait for a model from now on."""
    for some in chunks(rows_of(connection, messages)):
        connection.execute(_PUT_OFF, {"rows": some})


def read_back_to(connection: Connection) -> datetime | None:
    """When the oldest message was posted that a model read, or is to read."""
    found = [at for oldest in _OLDEST if (at := connection.scalar(oldest)) is not None]
    return rows.as_datetime(min(found)) if found else None
