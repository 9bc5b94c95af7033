"""What was spent on language models, by day and community."""

from collections.abc import Callable, Sequence
from datetime import date
from decimal import Decimal

from sqlalchemy import Connection, bindparam, delete, insert, select

from bot.model import ChannelRef, CommunityId, Platform, Spending, Usage
from bot.store import schema
from bot.store.rows import Found, Row

_s = schema.spending.c
_SINCE = select(schema.spending).where(_s.day >= bindparam("since"))
_OF_DAY = select(schema.spending).where(_s.day == bindparam("its_day"))
_DELETE = delete(schema.spending).where(
    *(_s[name] == bindparam(f"its_{name}") for name in ("day", "platform", "community", "model"))
)
_NOTHING = Spending()


def spend(
    connection: Connection,
    day: date,
    channel: ChannelRef,
    model: str,
    spending: Spending,
    allowed: Callable[[Spending, Spending], bool],
) -> bool:
    """Books it, if that is allowed beside what was spent that day."""
    key: Row = {
        "day": day.isoformat(),
        "platform": channel.platform,
        "community": channel.community,
        "model": model,
    }
    rows = connection.execute(_OF_DAY, {"its_day": key["day"]}).all()
    its = [row for row in rows if (row.platform, row.community) == _place(key)]
    if not allowed(_sum(rows), _sum(its)):
        return False
    total = _sum([row for row in its if row.model == model]) + spending
    connection.execute(_DELETE, {f"its_{name}": value for name, value in key.items()})
    connection.execute(
        insert(schema.spending),
        {
            **key,
            "calls": total.calls,
            "sent": total.usage.sent,
            "written": total.usage.written,
            "messages": total.messages,
            "money": None if total.money is None else str(total.money),
        },
    )
    return True


def spent(
    connection: Connection, since: date, community: tuple[Platform, CommunityId] | None
) -> Spending:
    found = connection.execute(_SINCE, {"since": since.isoformat()}).all()
    return _sum(
        [row for row in found if community is None or (row.platform, row.community) == community]
    )


def _place(key: Row) -> tuple[str, str]:
    return key["platform"], key["community"]


def _sum(found: Sequence[Found]) -> Spending:
    return sum(map(_spending, found), _NOTHING)


def _spending(row: Found) -> Spending:
    money = None if row.money is None else Decimal(row.money)
    return Spending(row.calls, Usage(row.sent, row.written), row.messages, money)
