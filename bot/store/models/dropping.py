"""How much of what language models said could not be proved, and did not count."""

from collections.abc import Mapping
from datetime import date

from sqlalchemy import Connection, and_, bindparam, delete, func, insert, select

from bot.store import schema

_d = schema.dropped.c
_DROPPED = select(_d.reason, func.sum(_d["items"]).label("items_")).group_by(_d.reason)
_SAME = and_(_d.day == bindparam("its_day"), _d.reason == bindparam("its_reason"))
_ONCE = select(_d["items"]).where(_SAME)
_DELETE = delete(schema.dropped).where(_SAME)


def dropped(connection: Connection) -> dict[str, int]:
    """How much was dropped in all, by the reason."""
    return {row.reason: int(row.items_) for row in connection.execute(_DROPPED)}


def note_dropped(connection: Connection, day: date, items: Mapping[str, int]) -> None:
    """Counts it."""
    for reason, number in items.items():
        key = {"its_day": day.isoformat(), "its_reason": reason}
        before = connection.scalar(_ONCE, key) or 0
        connection.execute(_DELETE, key)
        connection.execute(
            insert(schema.dropped),
            {"day": key["its_day"], "reason": reason, "items": before + number},
        )
