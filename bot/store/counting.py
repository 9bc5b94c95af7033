"""How many questions match, and up to when was read: one statement for all of it."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import (
    ColumnElement,
    Connection,
    and_,
    distinct,
    false,
    func,
    literal,
    select,
    true,
    union_all,
)

from bot.model import QuestionQuery, State
from bot.store import rows, schema
from bot.store.narrowing import NOW
from bot.store.rows import Query

_s, _t, _m = schema.standing.c, schema.tally.c, schema.message.c

_CHANNELS, _READ_UP_TO = "channels", "read_up_to"


def counting(
    query: QuestionQuery, channels: Sequence[int] | None, where: Sequence[ColumnElement[bool]]
) -> Query:
    """The statement for `counts`."""
    narrow = (query.asker, query.text, query.message, query.asked_before, query.asked_after)
    is_narrow = any(limit is not None for limit in narrow)
    return summary(counted(query, where) if is_narrow else tallied(query, channels), channels)


def counts(
    connection: Connection, statement: Query, now: datetime
) -> tuple[dict[State, int], int, datetime | None]:
    """How many match by state, in how many channels, and the time of the newest message there."""
    summed = connection.execute(statement, {"now": rows.moment(now)})
    found = {row.what: row.number for row in summed}
    in_channels, newest = found.pop(_CHANNELS), found.pop(_READ_UP_TO)
    by_state = {State(state): int(number) for state, number in found.items()}
    return by_state, in_channels, rows.as_datetime_or_none(newest)


def genuine_in(query: QuestionQuery) -> tuple[int, ...]:
    return (1, 0) if query.rhetorical else (1,)


def counted(query: QuestionQuery, where: Sequence[ColumnElement[bool]]) -> Query:
    """How many match by channel and state, by looking at all of them."""
    return (
        select(_s.channel_id, _s.state, func.count().label("questions"))
        .where(
            _s.state.in_([state.value for state in query.states]),
            _s.genuine.in_(genuine_in(query)),
            *where,
        )
        .group_by(_s.channel_id, _s.state)
    )


def tallied(query: QuestionQuery, channels: Sequence[int] | None) -> Query:
    """The same for a query of whole channels, from the tally less what is asleep."""
    asleep = (
        select(_s.channel_id, _s.genuine, _s.state, func.count().label("questions"))
        .where(_s.snoozed_until > NOW, false() if query.snoozed else true())
        .group_by(_s.channel_id, _s.genuine, _s.state)
        .subquery()
    )
    same = [asleep.c[name] == _t[name] for name in ("channel_id", "genuine", "state")]
    return (
        select(_t.channel_id, _t.state)
        .add_columns((_t.questions - func.coalesce(asleep.c.questions, 0)).label("questions"))
        .join_from(schema.tally, asleep, and_(*same), isouter=True)
        .where(
            _t.state.in_([state.value for state in query.states]),
            _t.genuine.in_(genuine_in(query)),
            true() if channels is None else _t.channel_id.in_(channels),
        )
    )


def summary(each: Query, channels: Sequence[int] | None) -> Query:
    """Rows of (what, number): each state, the channels, the newest moment."""
    some = each.cte("matching")
    there = some.c.questions > 0
    by_state = (
        select(some.c.state.label("what"), func.sum(some.c.questions).label("number"))
        .where(there)
        .group_by(some.c.state)
    )
    in_channels = select(literal(_CHANNELS), func.count(distinct(some.c.channel_id))).where(there)
    found = union_all(by_state, in_channels, _newest(channels)).subquery()
    return select(*found.c)


def _newest(channels: Sequence[int] | None) -> Query:
    if channels is None:
        return select(literal(_READ_UP_TO), func.max(_m.at))
    newest = select(func.max(_m.at)).where(_m.channel_id == schema.channel.c.id).scalar_subquery()
    each = select(newest.label("at")).where(schema.channel.c.id.in_(channels)).subquery()
    return select(literal(_READ_UP_TO), func.max(each.c.at))
