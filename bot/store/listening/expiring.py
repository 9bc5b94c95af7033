"""What waits, and is too old to be waited for any longer.

Messages that are too old are not the matter of this module: those go as any message goes that is
deleted.
"""

from datetime import datetime

from sqlalchemy import Connection, bindparam, delete, select

from bot.model import ChannelRef, MessageId
from bot.store import rows, schema
from bot.store.listening.coverage import place
from bot.store.listening.letters import sent_at
from bot.store.listening.sealed import let_go

_s, _e = schema.sealed.c, schema.early_edit.c
_c, _o = schema.channel.c, schema.community.c
_SEALED = select(_s.event, _s.raw).where(
    _s.platform == bindparam("platform"),
    _s.community == bindparam("community"),
    _s.channel == bindparam("channel"),
)
_HERE = (
    select(_c.id)
    .join_from(schema.channel, schema.community)
    .where(
        _o.platform == bindparam("platform"),
        _o.external == bindparam("community"),
        _c.external == bindparam("channel"),
    )
)
_EXPIRE_EDITS = delete(schema.early_edit).where(_e.channel_id.in_(_HERE), _e.at < bindparam("end"))


def expire(connection: Connection, channel: ChannelRef, end: datetime) -> None:
    """Takes away what was sent in a channel before then: letters that wait for their keys, also
    those that do not say when they were sent; edits of messages that were never read.
    """
    for row in connection.execute(_SEALED, place(channel)).all():
        sent = sent_at(row.raw)
        if sent is None or sent < end:
            let_go(connection, channel.platform, channel.channel, MessageId(row.event))
    connection.execute(_EXPIRE_EDITS, {**place(channel), "end": rows.moment(end)})
