"""How many questions match, which of them are on the page, and up to when was read: one statement
for all of it.
"""

from collections.abc import Sequence
from dataclasses import dataclass
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
from bot.store.reading.narrowing import NOW, ordered
from bot.store.rows import Query

_s, _t, _m = schema.standing.c, schema.tally.c, schema.message.c

_CHANNELS, _READ_UP_TO, _QUESTION = "channels", "read_up_to", "question"


@dataclass(frozen=True, slots=True)
class Counts:
    """How many match by state, in how many channels, the time of the newest message there, and
    the questions on the page where the statement chose them.
    """

    by_state: dict[State, int]
    channels: int
    read_up_to: datetime | None
    chosen: list[int]


def counts(connection: Connection, statement: Query, now: datetime) -> Counts:
    """What the statement of `counted` or of `chosen` finds."""
    found = connection.execute(statement, {"now": rows.moment(now)}).all()
    number = {row.what: row.number for row in found if row.what != _QUESTION}
    return Counts(
        channels=number.pop(_CHANNELS),
        read_up_to=rows.as_datetime_or_none(number.pop(_READ_UP_TO)),
        by_state={State(state): int(questions) for state, questions in number.items()},
        chosen=[row.number for row in found if row.what == _QUESTION],
    )


def is_searched(query: QuestionQuery) -> bool:
    """Whether posts must be looked at to know what matches."""
    return any(limit is not None for limit in (query.asker, query.text, query.message))


def genuine_in(query: QuestionQuery) -> tuple[int, ...]:
    return (1, 0) if query.rhetorical else (1,)


def chosen(
    query: QuestionQuery, channels: Sequence[int] | None, where: Sequence[ColumnElement[bool]]
) -> Query:
    """Looks once at all that match: to search is what takes time. Counts them, and chooses those
    of the page.
    """
    matching = (
        select(_s.question_id, _s.channel_id, _s.state, _s.asked_at, _s.askers)
        .where(*_standing_so(query), *where)
        .cte("matching")
    )
    some = matching.c
    each = select(some.channel_id, some.state, func.count().label("questions")).group_by(
        some.channel_id, some.state
    )
    page = (
        select(some.question_id)
        .order_by(*ordered(some, query.order))
        .limit(query.limit)
        .offset(query.offset)
        .subquery()
    )
    return _summary(each, channels, select(literal(_QUESTION), page.c.question_id))


def counted(
    query: QuestionQuery, channels: Sequence[int] | None, where: Sequence[ColumnElement[bool]]
) -> Query:
    """Counts what was asked within some time. The tally only knows whole channels."""
    if query.asked_before is None and query.asked_after is None:
        return tallied(query, channels)
    each = (
        select(_s.channel_id, _s.state, func.count().label("questions"))
        .where(*_standing_so(query), *where)
        .group_by(_s.channel_id, _s.state)
    )
    return _summary(each, channels)


def _standing_so(query: QuestionQuery) -> tuple[ColumnElement[bool], ...]:
    states = [state.value for state in query.states]
    return _s.state.in_(states), _s.genuine.in_(genuine_in(query))


def tallied(query: QuestionQuery, channels: Sequence[int] | None) -> Query:
    """Counts those of whole channels, from the tally less what is asleep."""
    asleep = (
        select(_s.channel_id, _s.genuine, _s.state, func.count().label("questions"))
        .where(_s.snoozed_until > NOW, false() if query.snoozed else true())
        .group_by(_s.channel_id, _s.genuine, _s.state)
        .subquery()
    )
    same = [asleep.c[name] == _t[name] for name in ("channel_id", "genuine", "state")]
    each = (
        select(_t.channel_id, _t.state)
        .add_columns((_t.questions - func.coalesce(asleep.c.questions, 0)).label("questions"))
        .join_from(schema.tally, asleep, and_(*same), isouter=True)
        .where(
            _t.state.in_([state.value for state in query.states]),
            _t.genuine.in_(genuine_in(query)),
            true() if channels is None else _t.channel_id.in_(channels),
        )
    )
    return _summary(each, channels)


def _summary(each: Query, channels: Sequence[int] | None, *more: Query) -> Query:
    """Rows of (what, number): each state, the channels, the newest moment."""
    some = each.cte("counted")
    there = some.c.questions > 0
    by_state = (
        select(some.c.state.label("what"), func.sum(some.c.questions).label("number"))
        .where(there)
        .group_by(some.c.state)
    )
    in_channels = select(literal(_CHANNELS), func.count(distinct(some.c.channel_id))).where(there)
    found = union_all(by_state, in_channels, _newest(channels), *more).subquery()
    return select(*found.c)


def _newest(channels: Sequence[int] | None) -> Query:
    if channels is None:
        return select(literal(_READ_UP_TO), func.max(_m.at))
    newest = select(func.max(_m.at)).where(_m.channel_id == schema.channel.c.id).scalar_subquery()
    each = select(newest.label("at")).where(schema.channel.c.id.in_(channels)).subquery()
    return select(literal(_READ_UP_TO), func.max(each.c.at))
