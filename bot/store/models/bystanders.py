"""Who else wrote around some messages of a channel, or is mentioned there: whose names a language
model that is shown these messages is not to learn.
"""

from collections.abc import Sequence
from typing import Final

from sqlalchemy import BigInteger, Connection, Text, bindparam, select, tuple_

from bot.model import Author, Message
from bot.store import rows, schema
from bot.store.chunks import chunks

BEFORE: Final = 300
AFTER: Final = 100
"""So many messages up to each of them, and after it, tell who is around."""

_m, _a, _c = schema.message.c, schema.author.c, schema.channel.c

_WRITERS = (
    select(_a.external, _m.mentions)
    .join_from(schema.message, schema.author)
    .where(_m.channel_id == bindparam("its_channel"))
    .limit(bindparam("most"))
)
_PLACE = tuple_(_m.at, _m.external)
_HERE = tuple_(bindparam("at", type_=BigInteger), bindparam("id", type_=Text))
_UP_TO = _WRITERS.where(_PLACE <= _HERE).order_by(_m.at.desc(), _m.external.desc())
_LATER = _WRITERS.where(_PLACE > _HERE).order_by(_m.at, _m.external)
_NAMES = (
    select(_a.external, _a.name, _a.is_bot)
    .join_from(schema.author, schema.channel, _c.community_id == _a.community_id)
    .where(_c.id == bindparam("its_channel"), _a.external.in_(bindparam("people", expanding=True)))
)


def bystanders(
    connection: Connection, channel: int, messages: Sequence[Message]
) -> tuple[Author, ...]:
    """They, under every name by which they ever wrote in the community."""
    people = set[str]()
    for message in messages:
        there = {"its_channel": channel, "at": rows.moment(message.at), "id": message.id}
        for side, most in ((_UP_TO, BEFORE), (_LATER, AFTER)):
            for row in connection.execute(side, {**there, "most": most}):
                people |= {row.external, *rows.as_strings(row.mentions)}
    return tuple(
        Author(row.external, row.name, bool(row.is_bot))
        for some in chunks(sorted(people))
        for row in connection.execute(_NAMES, {"its_channel": channel, "people": some})
    )
