"""Lists questions: a page of them, and how many there are in all."""

from collections.abc import Sequence
from datetime import datetime
from functools import lru_cache

from sqlalchemy import ColumnElement, Connection, bindparam, false, select, union_all

from bot.errors import NotFound, WrongUse
from bot.model import CommunityId, QuestionPage, QuestionQuery, Record
from bot.store import rows, schema
from bot.store.reading.counting import chosen, counted, counts, genuine_in, is_searched
from bot.store.reading.narrowing import channels_asked, conditions, ordered
from bot.store.reading.records import STANDINGS, records
from bot.store.rows import Query

_s, _t, _m, _q = schema.standing.c, schema.tally.c, schema.message.c, schema.question.c


def page(connection: Connection, query: QuestionQuery, now: datetime) -> QuestionPage:
    channels = channels_asked(connection, query)
    counting, listing = _statements(query, None if channels is None else tuple(channels))
    found = counts(connection, counting, now)
    values = {"now": rows.moment(now), "chosen": found.chosen}
    return QuestionPage(
        records=tuple(records(connection, connection.execute(listing, values).all())),
        total=sum(found.by_state.values()),
        by_state=found.by_state,
        channels=found.channels,
        read_up_to=found.read_up_to,
        offset=query.offset,
    )


@lru_cache(maxsize=128)
def _statements(query: QuestionQuery, channels: tuple[int, ...] | None) -> tuple[Query, Query]:
    """What counts and what lists. To write them takes as long as to run them."""
    where = conditions(query, channels)
    if is_searched(query):
        these = STANDINGS.where(_s.question_id.in_(bindparam("chosen", expanding=True)))
        return chosen(query, channels, where), these.order_by(*ordered(_s, query.order))
    return counted(query, channels, where), walked(query, where)


def one(connection: Connection, number: int, community: CommunityId | None) -> Record:
    """The question with this number. Raises NotFound or WrongUse."""
    communities = select(schema.community.c.id)
    if community is not None:
        communities = communities.where(schema.community.c.external == community)
    numbered = STANDINGS.where(_q.number == number, _q.community_id.in_(communities))
    found = connection.execute(numbered).all()
    if not found:
        raise NotFound(f"There is no question #{number} in the ledger.")
    if len(found) > 1:
        raise WrongUse(f"Several communities have a question #{number}. Say which community.")
    return records(connection, found)[0]


def walked(query: QuestionQuery, where: Sequence[ColumnElement[bool]]) -> Query:
    """The rows of `STANDINGS` on the page, in order.

    Each state is read by its own walk along an index, and no further than the page reaches; one
    walk over several states would have to sort them all.
    """
    if not query.states:
        return STANDINGS.where(false())
    walks = [
        select(_s.question_id, _s.asked_at, _s.askers)
        .where(_s.genuine == genuine, _s.state == state.value, *where)
        .order_by(*ordered(_s, query.order))
        .limit(query.limit + query.offset)
        .subquery()
        for state in sorted(query.states)
        for genuine in genuine_in(query)
    ]
    merged = union_all(*(select(walk) for walk in walks)).subquery()
    in_order = select(merged).order_by(*ordered(merged.c, query.order))
    page = in_order.limit(query.limit).offset(query.offset).subquery()
    here = STANDINGS.join(page, page.c.question_id == _s.question_id)
    return here.order_by(*ordered(page.c, query.order))
