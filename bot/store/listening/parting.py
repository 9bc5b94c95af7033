"""Notes where we are out of, until we are back or what was read there is forgotten."""

from sqlalchemy import Connection, bindparam, delete, insert, select

from bot.model import BlindSpot, Gap, Heard, Parting
from bot.store import rows, schema

_p = schema.parting.c
_HERE = (
    _p.platform == bindparam("its_platform"),
    _p.community == bindparam("its_community"),
    _p.channel == bindparam("its_channel"),
)
_KNOWN = select(_p.at).where(*_HERE)
_RETURNED = delete(schema.parting).where(*_HERE)


def part(connection: Connection, parting: Parting) -> None:
    """Notes it, unless it is known: to be told again leaves no more time to come back."""
    there = {
        "platform": parting.platform,
        "community": parting.community,
        "channel": parting.channel or "",
    }
    if connection.scalar(_KNOWN, _its(there)) is None:
        connection.execute(insert(schema.parting), {**there, "at": rows.moment(parting.at)})


def returned(connection: Connection, note: Gap | Heard | BlindSpot) -> None:
    """Hearing of a community ends its parting, and so does a stretch of a channel to be read."""
    match note:
        case Gap(channel=here):
            there = {
                "platform": here.platform,
                "community": here.community,
                "channel": here.channel,
            }
        case Heard():
            there = {"platform": note.platform, "community": note.community, "channel": ""}
        case BlindSpot():
            return
    connection.execute(_RETURNED, _its(there))


def _its(there: rows.Row) -> rows.Row:
    return {f"its_{name}": value for name, value in there.items()}
