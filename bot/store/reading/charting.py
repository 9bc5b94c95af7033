"""Counts what was asked week by week, and how old what is open is."""

from collections import Counter
from collections.abc import Sequence
from datetime import datetime, timedelta

from sqlalchemy import ColumnElement, Connection, case, func, literal, select

from bot.model import UNRESOLVED, ChannelRef, Counts, State
from bot.store import rows, schema
from bot.store.reading.narrowing import readable_in
from bot.store.rooms import rooms_of

_s = schema.standing.c
_WEEK = timedelta(weeks=1)
_ANSWERED = (State.ANSWERED, State.RESOLVED)


def counts(
    connection: Connection,
    within: frozenset[ChannelRef] | None,
    since: datetime,
    weeks: int,
    ages: Sequence[datetime],
) -> Counts:
    """As `ports.DigestLog.counts` says."""
    here = _here(connection, within)
    begins = [rows.moment(since + week * _WEEK) for week in range(weeks)]
    asked = Counter[tuple[int, bool]]()
    week = _step(begins)
    by_week = (
        select(week, _s.state, func.count())
        .where(*here, _s.asked_at >= begins[0])
        .group_by(week, _s.state)
    )
    for place, state, questions in connection.execute(by_week):
        asked[place, State(state) in UNRESOLVED] += _counts(State(state)) * questions
    step = _step([rows.moment(at) for at in ages])
    open_ones = select(step, func.count()).where(*here, _s.state.in_(sorted(UNRESOLVED)))
    found = connection.execute(open_ones.group_by(step)).all()
    by_age = {row[0]: row[1] for row in found}
    return Counts(
        since,
        tuple((asked[place, True], asked[place, False]) for place in range(1, weeks + 1)),
        tuple(by_age.get(place, 0) for place in range(len(ages) + 1)),
    )


def _counts(state: State) -> bool:
    """Whether it is a question that somebody wanted an answer to."""
    return state in UNRESOLVED or state in _ANSWERED


def _step(begins: Sequence[int]) -> ColumnElement[int]:
    """How many of the moments a question was not asked before."""
    later = [(_s.asked_at >= at, literal(place)) for place, at in enumerate(begins, start=1)]
    return case(*reversed(later), else_=0)


def _here(
    connection: Connection, within: frozenset[ChannelRef] | None
) -> list[ColumnElement[bool]]:
    if within is None:
        return [_s.genuine == 1]
    found = readable_in(rooms_of(connection, None), within)
    return [_s.genuine == 1, _s.channel_id.in_([room.id for room in found])]
