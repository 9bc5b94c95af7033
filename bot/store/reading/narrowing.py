"""Which channels, askers and words a query is about, and what comes first -> SQL."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import BigInteger, ColumnElement, Connection, bindparam, or_, select
from sqlalchemy.sql.base import ReadOnlyColumnCollection

from bot.errors import NotFound, WrongUse
from bot.model import Channel, ChannelRef, ClaimQuery, CommunityId, Order, QuestionQuery
from bot.store import rows, schema
from bot.store.rooms import Room, rooms_of
from bot.store.search import with_words

_s, _m, _a, _q = (
    schema.standing.c,
    schema.message.c,
    schema.author.c,
    schema.question.c,
)

_ORDERS: dict[Order, tuple[tuple[str, bool], ...]] = {
    Order.OLDEST: (("asked_at", False), ("question_id", False)),
    Order.NEWEST: (("asked_at", True), ("question_id", True)),
    Order.MOST_ASKED: (("askers", True), ("asked_at", False), ("question_id", False)),
}
"""By what a list is ordered, and whether the largest comes first."""

_NAMED = 8
"""So many channels are named to somebody who asked for one that is not there."""

NOW = bindparam("now", type_=BigInteger)
"""The moment of the query, in microseconds."""


def channels_asked(connection: Connection, query: QuestionQuery | ClaimQuery) -> list[int] | None:
    """The rows of the channels that the query is about; None where it is about all.

    Raises NotFound where it names a channel that is not there for this viewer.
    """
    if query.channel is None and query.community is None and query.within is None:
        return None
    there = rooms_of(connection, query.community)
    called = there if query.channel is None else _called(query.channel, there)
    found = readable_in(called, query.within)
    if query.channel is not None and not found:
        raise NotFound(_unheard_of(query.channel, readable_in(there, query.within)))
    return [room.id for room in found]


def room_named(
    connection: Connection,
    name: str,
    community: CommunityId | None,
    within: frozenset[ChannelRef] | None,
) -> Room:
    """The one channel of that name or id. Raises NotFound or WrongUse."""
    readable = readable_in(rooms_of(connection, community), within)
    found = _called(name, readable)
    if not found:
        raise NotFound(_unheard_of(name, readable))
    if len(found) > 1:
        raise WrongUse(_several(name, found, community))
    return found[0]


def readable_in(rooms: Sequence[Room], within: frozenset[ChannelRef] | None) -> Sequence[Room]:
    """Those of the channels that stand `within` a viewer's reach."""
    return rooms if within is None else [room for room in rooms if room.channel.ref in within]


def _called(name: str, rooms: Sequence[Room]) -> list[Room]:
    """Those of the channels that have this name or id."""
    wanted = name.removeprefix("#").casefold()
    return [room for room in rooms if wanted in _names(room.channel)]


def _names(channel: Channel) -> tuple[str, str]:
    return channel.ref.channel.casefold(), channel.name.removeprefix("#").casefold()


def _several(name: str, found: Sequence[Room], community: CommunityId | None) -> str:
    """What to do about it is said in the words of whoever asked: at an edge all are of one
    community.
    """
    refs = sorted(room.channel.ref for room in found)
    if community is not None:
        listed = ", ".join(ref.channel for ref in refs)
        return f"Several channels are called {name}: {listed}. Use the id."
    listed = ", ".join(sorted(f"{ref.channel} ({ref.community})" for ref in refs))
    return f"Several channels are called {name}: {listed}. Use the id, or say which community."


def _unheard_of(name: str, known: Sequence[Room]) -> str:
    names = sorted({room.channel.name for room in known}, key=str.casefold)
    listed = ", ".join(names[:_NAMED]) + (" ..." if len(names) > _NAMED else "")
    return f"There is no channel {name} in the ledger. Known: {listed or 'none yet'}."


def by_author(name: str) -> ColumnElement[bool]:
    """Messages of somebody, by id or by a name that they had."""
    wanted = name.removeprefix("@")
    people = select(_a.id).where(or_(_a.folded == wanted.casefold(), _a.external == wanted))
    return _m.author_id.in_(people)


def conditions(query: QuestionQuery, channels: Sequence[int] | None) -> list[ColumnElement[bool]]:
    """What a standing must fulfil, its state and genuineness apart. `NOW` is given with them."""
    found: list[ColumnElement[bool]] = []
    if channels is not None:
        found.append(_s.channel_id.in_(channels))
    if query.asker is not None:
        found.append(_s.message_id.in_(select(_m.id).where(by_author(query.asker))))
    if query.text is not None:
        found += with_words(query.text, _s.message_id)
    if query.message is not None:
        found.append(_s.message_id.in_(select(_m.id).where(_m.external == query.message)))
    if query.asked_before is not None:
        found.append(_s.asked_at < rows.moment(query.asked_before))
    if query.asked_after is not None:
        found.append(_s.asked_at > rows.moment(query.asked_after))
    if not query.snoozed:
        found.append(or_(_s.snoozed_until.is_(None), _s.snoozed_until <= NOW))
    return found


def ordered(columns: ReadOnlyColumnCollection[str, Any], order: Order) -> list[ColumnElement[Any]]:
    """By what questions are sorted, given the columns of a standing."""
    return [columns[name].desc() if largest else columns[name] for name, largest in _ORDERS[order]]
