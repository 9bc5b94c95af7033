"""Lists questions: a page of them, and how many there are in all."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import (
    ColumnElement,
    ScalarSelect,
    and_,
    distinct,
    false,
    func,
    select,
    true,
    union_all,
)
from sqlalchemy.ext.asyncio import AsyncConnection
from sqlalchemy.sql.base import ReadOnlyColumnCollection

from bot.errors import NotFound, WrongUse
from bot.model import CommunityId, Order, QuestionPage, QuestionQuery, Record, State
from bot.store import rows, schema
from bot.store.narrowing import channels_asked, conditions
from bot.store.records import STANDINGS, records
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
    found = (await connection.execute(listing(query, where))).all()
    narrow = (query.asker, query.text, query.asked_before, query.asked_after)
    is_narrow = any(limit is not None for limit in narrow)
    counts = counted(query, where) if is_narrow else tallied(query, channels, now)
    by_state = {State(row.state): int(row.questions) for row in await connection.execute(counts[0])}
    in_channels, newest = (await connection.execute(select(counts[1], _newest(channels)))).one()
    return QuestionPage(
        records=tuple(await records(connection, found)),
        total=sum(by_state.values()),
        by_state=by_state,
        channels=in_channels,
        read_up_to=rows.as_datetime_or_none(newest),
        offset=query.offset,
    )


async def one(connection: AsyncConnection, number: int, community: CommunityId | None) -> Record:
    """The question with this number. Raises NotFound or WrongUse."""
    communities = select(schema.community.c.id)
    if community is not None:
        communities = communities.where(schema.community.c.external == community)
    numbered = STANDINGS.where(_q.number == number, _q.community_id.in_(communities))
    found = (await connection.execute(numbered)).all()
    if not found:
        raise NotFound(f"There is no question #{number} in the ledger.")
    if len(found) > 1:
        raise WrongUse(f"Several communities have a question #{number}. Say which: --community.")
    return (await records(connection, found))[0]


def listing(query: QuestionQuery, where: Sequence[ColumnElement[bool]]) -> Query:
    """The rows of `STANDINGS` on the page, in order.

    Each state is read by its own walk along an index, and no further than the page reaches; one
    walk over several states would have to sort them all.
    """
    if not query.states:
        return STANDINGS.where(false())
    order = _ORDERS[query.order]
    walks = [
        select(_s.question_id, _s.asked_at, _s.askers)
        .where(_s.genuine == genuine, _s.state == state.value, *where)
        .order_by(*_by(_s, order))
        .limit(query.limit + query.offset)
        .subquery()
        for state in sorted(query.states)
        for genuine in _genuine(query)
    ]
    merged = union_all(*(select(walk) for walk in walks)).subquery()
    page = (
        select(merged).order_by(*_by(merged.c, order)).limit(query.limit).offset(query.offset)
    ).subquery()
    return STANDINGS.join(page, page.c.question_id == _s.question_id).order_by(*_by(page.c, order))


def _genuine(query: QuestionQuery) -> tuple[int, ...]:
    return (1, 0) if query.rhetorical else (1,)


def _by(
    columns: ReadOnlyColumnCollection[str, Any], order: Sequence[tuple[str, bool]]
) -> list[ColumnElement[Any]]:
    return [columns[name].desc() if largest else columns[name] for name, largest in order]


def counted(
    query: QuestionQuery, where: Sequence[ColumnElement[bool]]
) -> tuple[Query, ScalarSelect[int]]:
    """How many match, by state, and in how many channels, by looking at all of them."""
    matching = (
        _s.state.in_([state.value for state in query.states]),
        _s.genuine.in_(_genuine(query)),
        *where,
    )
    by_state = select(_s.state, func.count().label("questions")).where(*matching)
    channels = select(func.count(distinct(_s.channel_id))).where(*matching)
    return by_state.group_by(_s.state), channels.scalar_subquery()


def tallied(
    query: QuestionQuery, channels: Sequence[int] | None, now: datetime
) -> tuple[Query, ScalarSelect[int]]:
    """The same for a query of whole channels, from the tally less what is asleep."""
    asleep = (
        select(_s.channel_id, _s.genuine, _s.state, func.count().label("questions"))
        .where(_s.snoozed_until > rows.moment(now), false() if query.snoozed else true())
        .group_by(_s.channel_id, _s.genuine, _s.state)
        .subquery()
    )
    same = [asleep.c[name] == _t[name] for name in ("channel_id", "genuine", "state")]
    awake = (
        select(_t.channel_id, _t.state)
        .add_columns((_t.questions - func.coalesce(asleep.c.questions, 0)).label("questions"))
        .join_from(schema.tally, asleep, and_(*same), isouter=True)
        .where(
            _t.state.in_([state.value for state in query.states]), _t.genuine.in_(_genuine(query))
        )
    )
    if channels is not None:
        awake = awake.where(_t.channel_id.in_(channels))
    left = awake.subquery()
    by_state = select(left.c.state, func.sum(left.c.questions).label("questions"))
    in_channels = select(func.count(distinct(left.c.channel_id))).where(left.c.questions > 0)
    return by_state.group_by(left.c.state), in_channels.scalar_subquery()


def _newest(channels: Sequence[int] | None) -> ScalarSelect[Any]:
    """The time of the newest message in these channels."""
    if channels is None:
        return select(func.max(_m.at)).scalar_subquery()
    newest = select(func.max(_m.at)).where(_m.channel_id == schema.channel.c.id).scalar_subquery()
    each = select(newest.label("at")).where(schema.channel.c.id.in_(channels)).subquery()
    return select(func.max(each.c.at)).scalar_subquery()
