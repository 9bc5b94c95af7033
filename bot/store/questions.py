"""Lists questions: a page of them, and how many there are in all."""

from collections.abc import Sequence
from datetime import datetime
from functools import lru_cache
from typing import Any

from sqlalchemy import ColumnElement, Connection, false, select, union_all
from sqlalchemy.sql.base import ReadOnlyColumnCollection

from bot.errors import NotFound, WrongUse
from bot.model import CommunityId, Order, QuestionPage, QuestionQuery, Record
from bot.store import rows, schema
from bot.store.counting import counting, counts, genuine_in
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


def page(connection: Connection, query: QuestionQuery, now: datetime) -> QuestionPage:
    channels = channels_asked(connection, query)
    listed, counted = _statements(query, None if channels is None else tuple(channels))
    found = (connection.execute(listed, {"now": rows.moment(now)})).all()
    by_state, in_channels, newest = counts(connection, counted, now)
    return QuestionPage(
        records=tuple(records(connection, found)),
        total=sum(by_state.values()),
        by_state=by_state,
        channels=in_channels,
        read_up_to=newest,
        offset=query.offset,
    )


@lru_cache(maxsize=128)
def _statements(query: QuestionQuery, channels: tuple[int, ...] | None) -> tuple[Query, Query]:
    """What lists and what counts. To write them takes as long as to run them."""
    where = conditions(query, channels)
    return listing(query, where), counting(query, channels, where)


def one(connection: Connection, number: int, community: CommunityId | None) -> Record:
    """The question with this number. Raises NotFound or WrongUse."""
    communities = select(schema.community.c.id)
    if community is not None:
        communities = communities.where(schema.community.c.external == community)
    numbered = STANDINGS.where(_q.number == number, _q.community_id.in_(communities))
    found = (connection.execute(numbered)).all()
    if not found:
        raise NotFound(f"There is no question #{number} in the ledger.")
    if len(found) > 1:
        raise WrongUse(f"Several communities have a question #{number}. Say which: --community.")
    return (records(connection, found))[0]


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
        for genuine in genuine_in(query)
    ]
    merged = union_all(*(select(walk) for walk in walks)).subquery()
    page = (
        select(merged).order_by(*_by(merged.c, order)).limit(query.limit).offset(query.offset)
    ).subquery()
    return STANDINGS.join(page, page.c.question_id == _s.question_id).order_by(*_by(page.c, order))


def _by(
    columns: ReadOnlyColumnCollection[str, Any], order: Sequence[tuple[str, bool]]
) -> list[ColumnElement[Any]]:
    return [columns[name].desc() if largest else columns[name] for name, largest in order]
