"""Lists questions: a page of them, and how many there are in all."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, distinct, func, select, union_all
from sqlalchemy.ext.asyncio import AsyncConnection
from sqlalchemy.sql.base import ReadOnlyColumnCollection

from bot.errors import NotFound, WrongUse
from bot.model import CommunityId, Order, QuestionPage, QuestionQuery, Record, State
from bot.store import rows, schema
from bot.store.narrowing import channels_asked, conditions
from bot.store.records import records
from bot.store.rows import Query

_s, _t, _m, _q = schema.standing.c, schema.tally.c, schema.message.c, schema.question.c

_ORDERS: dict[Order, tuple[tuple[str, bool], ...]] = {
    Order.OLDEST: (("asked_at", False), ("question_id", False)),
    Order.NEWEST: (("asked_at", True), ("question_id", True)),
    Order.MOST_ASKED: (("askers", True), ("asked_at", False), ("question_id", False)),
}
"""By what a list is ordered, and whether the largest comes first."""


async def page(connection: AsyncConnection, query: QuestionQuery, now: datetime) -> QuestionPage:
    channels = await channels_asked(connection, query)
    where = conditions(query, channels, now)
    found = (await connection.scalars(listing(query, where))).all()
    by_state, in_channels = await _counts(connection, query, channels, where, now)
    return QuestionPage(
        records=tuple(await records(connection, found)),
        total=sum(by_state.values()),
        by_state=by_state,
        channels=in_channels,
        read_up_to=await _read_up_to(connection, channels),
        offset=query.offset,
    )


async def one(connection: AsyncConnection, number: int, community: CommunityId | None) -> Record:
    """The question with this number. Raises NotFound or WrongUse."""
    communities = select(schema.community.c.id)
    if community is not None:
        communities = communities.where(schema.community.c.external == community)
    statement = (
        select(_q.id)
        .join_from(schema.question, schema.standing, _s.question_id == _q.id)
        .where(_q.number == number, _q.community_id.in_(communities))
    )
    found = (await connection.scalars(statement)).all()
    if not found:
        raise NotFound(f"There is no question #{number} in the ledger.")
    if len(found) > 1:
        raise WrongUse(f"Several communities have a question #{number}. Say which: --community.")
    return (await records(connection, found))[0]


def listing(query: QuestionQuery, where: Sequence[ColumnElement[bool]]) -> Query:
    """The rows of the questions on the page, in order.

    Each state is read by its own walk along an index, and no further than the page reaches; one
    walk over several states would have to sort them all.
    """
    order = _ORDERS[query.order]
    walks = [
        select(*(_s[name] for name in ("question_id", "asked_at", "askers")))
        .where(_s.genuine == genuine, _s.state == state.value, *where)
        .order_by(*_by(_s, order))
        .limit(query.limit + query.offset)
        .subquery()
        for state in sorted(query.states)
        for genuine in ((1, 0) if query.rhetorical else (1,))
    ]
    merged = union_all(*(select(walk) for walk in walks)).subquery()
    return (
        select(merged.c.question_id)
        .order_by(*_by(merged.c, order))
        .limit(query.limit)
        .offset(query.offset)
    )


def _by(
    columns: ReadOnlyColumnCollection[str, Any], order: Sequence[tuple[str, bool]]
) -> list[ColumnElement[Any]]:
    return [columns[name].desc() if largest else columns[name] for name, largest in order]


async def _counts(
    connection: AsyncConnection,
    query: QuestionQuery,
    channels: Sequence[int] | None,
    where: Sequence[ColumnElement[bool]],
    now: datetime,
) -> tuple[dict[State, int], int]:
    """How many questions match by state, and in how many channels they stand."""
    narrow = (query.asker, query.text, query.asked_before, query.asked_after)
    if any(limit is not None for limit in narrow) or await _sleeping(connection, query, now):
        by_state, in_channels = counted(query, where)
    else:
        by_state, in_channels = tallied(query, channels)
    found = {State(row[0]): int(row[1]) for row in await connection.execute(by_state)}
    return found, (await connection.execute(in_channels)).scalar_one()


async def _sleeping(connection: AsyncConnection, query: QuestionQuery, now: datetime) -> bool:
    """Whether there are snoozed questions that the tally counts and the query does not."""
    asleep = select(_s.question_id).where(_s.snoozed_until > rows.moment(now)).limit(1)
    return not query.snoozed and (await connection.scalar(asleep)) is not None


def counted(query: QuestionQuery, where: Sequence[ColumnElement[bool]]) -> tuple[Query, Query]:
    """The counts, taken by looking at the questions."""
    matching = (
        _s.state.in_([state.value for state in query.states]),
        _s.genuine.in_((0, 1) if query.rhetorical else (1,)),
        *where,
    )
    return (
        select(_s.state, func.count()).where(*matching).group_by(_s.state),
        select(func.count(distinct(_s.channel_id))).where(*matching),
    )


def tallied(query: QuestionQuery, channels: Sequence[int] | None) -> tuple[Query, Query]:
    """The counts, taken from the tally."""
    matching = [
        _t.state.in_([state.value for state in query.states]),
        _t.genuine.in_((0, 1) if query.rhetorical else (1,)),
    ]
    if channels is not None:
        matching.append(_t.channel_id.in_(channels))
    return (
        select(_t.state, func.sum(_t.questions)).where(*matching).group_by(_t.state),
        select(func.count(distinct(_t.channel_id))).where(*matching),
    )


async def _read_up_to(
    connection: AsyncConnection, channels: Sequence[int] | None
) -> datetime | None:
    """The time of the newest message in these channels."""
    newest = select(func.max(_m.at))
    if channels is not None:
        of_channel = newest.where(_m.channel_id == schema.channel.c.id).scalar_subquery()
        each = select(of_channel.label("at")).where(schema.channel.c.id.in_(channels)).subquery()
        newest = select(func.max(each.c.at))
    return rows.as_datetime_or_none(await connection.scalar(newest))
