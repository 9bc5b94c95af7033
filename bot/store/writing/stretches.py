"""Reads runs of a channel's turns, and what belongs to them."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import replace
from itertools import chain

from sqlalchemy import (
    BigInteger,
    ColumnElement,
    Text,
    and_,
    bindparam,
    func,
    literal,
    select,
    tuple_,
    union_all,
)

from bot.model import ChannelRef, Mark, MessageId, MessageRef, Place, Stretch, Turn
from bot.store import rows, schema
from bot.store.chunks import chunks
from bot.store.messages import MESSAGES, acts_of, marks_of, message_of, reactions_of
from bot.store.models.refining import judgements_of
from bot.store.rows import Query, Row
from bot.store.writing.at_hand import all_known
from bot.store.writing.links import links_of
from bot.store.writing.tails import Run
from bot.store.writing.transaction import Transaction

_m, _l = schema.message.c, schema.link.c

_PLACE = tuple_(_m.at, _m.external)
_FIRST = tuple_(bindparam("first_at", type_=BigInteger), bindparam("first_id", type_=Text))
_LAST = tuple_(bindparam("last_at", type_=BigInteger), bindparam("last_id", type_=Text))
_HERE = _m.channel_id == bindparam("channel")
_BETWEEN = and_(_HERE, _PLACE >= _FIRST, _PLACE <= _LAST)
_BEFORE, _WITHIN, _AFTER = 0, 1, 2


def _part(name: int, where: ColumnElement[bool]) -> Query:
    return select(_m.id, _m.at, _m.external, literal(name).label("part")).where(where)


def _run() -> Query:
    """The rows from so many before the first place to so many after the last, in order."""
    before = (
        _part(_BEFORE, and_(_HERE, _PLACE < _FIRST))
        .order_by(_m.at.desc(), _m.external.desc())
        .limit(bindparam("before"))
        .subquery()
    )
    after = (
        _part(_AFTER, and_(_HERE, _PLACE > _LAST))
        .order_by(_m.at, _m.external)
        .limit(bindparam("after"))
        .subquery()
    )
    run = union_all(select(before), _part(_WITHIN, _BETWEEN), select(after)).subquery()
    return select(run.c.id, run.c.part).order_by(run.c.at, run.c.external)


def _echoes() -> Query:
    """The rows after a run that reply to it by an explicit chain, in order."""
    parent, later = schema.message.alias("parent"), schema.message.alias("later")
    chain = (
        select(_m.id, _m.at, _m.external)
        .join(parent, and_(parent.c.channel_id == _m.channel_id, parent.c.external == _m.reply_to))
        .where(
            _HERE,
            _PLACE > _LAST,
            tuple_(parent.c.at, parent.c.external) >= _FIRST,
            tuple_(parent.c.at, parent.c.external) <= _LAST,
        )
        .cte("chain", recursive=True)
    )
    chain = chain.union(
        select(later.c.id, later.c.at, later.c.external).where(
            later.c.channel_id == bindparam("channel"),
            later.c.reply_to == chain.c.external,
            tuple_(later.c.at, later.c.external) > _LAST,
        )
    )
    return select(chain.c.id).order_by(chain.c.at, chain.c.external)


def _ancestors() -> Query:
    """The places of some messages and of all up their chains of replies."""
    chain = (
        select(_m.at, _m.external, _m.reply_to)
        .where(_HERE, _m.external.in_(bindparam("ids", expanding=True)))
        .cte("chain", recursive=True)
    )
    parent = schema.message.alias("parent")
    chain = chain.union(
        select(parent.c.at, parent.c.external, parent.c.reply_to).where(
            parent.c.channel_id == bindparam("channel"), parent.c.external == chain.c.reply_to
        )
    )
    return select(chain.c.at, chain.c.external)


RUN, ECHOES, ANCESTORS = _run(), _echoes(), _ancestors()
DISTANCE = select(func.count()).select_from(
    select(literal(1)).where(_BETWEEN).limit(bindparam("most")).subquery()
)
TURNS = MESSAGES.where(_m.id.in_(bindparam("rows", expanding=True)))


def _ends(tx: Transaction, channel: ChannelRef, first: Place, last: Place) -> Row:
    return {
        "channel": tx.channel(channel),
        "first_at": rows.moment(first[0]),
        "first_id": first[1],
        "last_at": rows.moment(last[0]),
        "last_id": last[1],
    }


def distance(tx: Transaction, channel: ChannelRef, first: Place, last: Place, most: int) -> int:
    ends = _ends(tx, channel, first, last)
    return tx.connection.execute(DISTANCE, {**ends, "most": most}).scalar_one()


def stretch(
    tx: Transaction, channel: ChannelRef, ends: tuple[Place, Place], before: int, after: int
) -> Stretch:
    """The turns between two places, with so many more on either side."""
    run = _read(tx, channel, ends, before, after)
    turns = tuple(_turns(tx, channel, run.rows))
    if run.is_tail:
        places = (turn.message.order for turn in turns)
        tx.at_hand.tails.learn(channel, places, run.rows, whole=run.first < before)
    return Stretch(turns, run.first, run.last, run.is_tail)


def _read(
    tx: Transaction, channel: ChannelRef, ends: tuple[Place, Place], before: int, after: int
) -> Run:
    values = {**_ends(tx, channel, *ends), "before": before, "after": after}
    found = tx.connection.execute(RUN, values).all()
    parts = [row.part for row in found]
    return Run(
        rows=[row.id for row in found],
        first=parts.count(_BEFORE),
        last=len(parts) - parts.count(_AFTER),
        is_tail=parts.count(_AFTER) < after,
    )


def surroundings(tx: Transaction, channel: ChannelRef, run: Stretch) -> Stretch:
    """The stretch with its echoes, and with the links and marks of all its turns."""
    turns = (*run.turns, *_echoed(tx, channel, run))
    ids = tx.rows_of(turns)
    found = links_of(tx, ids)
    return replace(
        run,
        turns=turns,
        links=tuple(link for links in found.values() for link in links),
        marks=_marks(tx, channel, ids),
    )


def _marks(
    tx: Transaction, channel: ChannelRef, messages: Mapping[int, MessageId]
) -> tuple[Mark, ...]:
    """The marks on these messages, oldest first; only those not at hand are read."""
    known = tx.at_hand.marks
    missing = [row for row in messages if row not in known]
    learn_marks(tx, {row: MessageRef(channel, messages[row]) for row in missing})
    return _in_order(mark for row in messages for mark in known[row])


def _in_order(marks: Iterable[Mark]) -> tuple[Mark, ...]:
    return tuple(sorted(marks, key=lambda mark: (mark.at, mark.id)))


def learn_marks(tx: Transaction, messages: Mapping[int, MessageRef]) -> None:
    """Reads the marks on the messages with these rows."""
    by_message: dict[MessageRef, list[Mark]] = defaultdict(list)
    for mark in marks_of(tx.connection, messages):
        by_message[mark.message].append(mark)
    tx.at_hand.marks.update((row, tuple(by_message[ref])) for row, ref in messages.items())


def at_hand(
    tx: Transaction, channel: ChannelRef, ends: tuple[Place, Place], before: int, after: int
) -> Stretch | None:
    """The stretch where it can be told without asking the database."""
    run = tx.at_hand.tails.run(channel, ends, before, after)
    turns = None if run is None else all_known(tx.at_hand.turns, run.rows)
    if run is None or turns is None:
        return None
    return Stretch(turns, run.first, run.last, run.is_tail)


def surroundings_at_hand(tx: Transaction, channel: ChannelRef, run: Stretch) -> Stretch | None:
    """The same, where it can be told without asking the database."""
    if not (run.is_tail and run.turns):
        return None
    ends = run.turns[0].message.order, run.turns[-1].message.order
    tail = tx.at_hand.tails.run(channel, ends, 0, 0)
    links = None if tail is None else all_known(tx.at_hand.links, tail.rows)
    marks = None if tail is None else all_known(tx.at_hand.marks, tail.rows)
    if links is None or marks is None:
        return None
    return replace(
        run, links=tuple(chain.from_iterable(links)), marks=_in_order(chain.from_iterable(marks))
    )


def _echoed(tx: Transaction, channel: ChannelRef, run: Stretch) -> Iterable[Turn]:
    if run.is_tail:
        return ()
    ends = _ends(tx, channel, run.turns[0].message.order, run.turns[-1].message.order)
    return _turns(tx, channel, tx.connection.scalars(ECHOES, ends).all())


def ancestors(tx: Transaction, channel: ChannelRef, ids: Collection[MessageId]) -> list[Place]:
    return [
        (rows.as_datetime(row.at), row.external)
        for some in chunks(ids)
        for row in tx.connection.execute(ANCESTORS, {"channel": tx.channel(channel), "ids": some})
    ]


def _turns(tx: Transaction, channel: ChannelRef, found: Sequence[int]) -> Iterable[Turn]:
    """The turns of these rows, in their order; only those not at hand are read."""
    missing = [row for row in found if row not in tx.at_hand.turns]
    for some in chunks(missing):
        acts = acts_of(tx.connection, some)
        reactions = reactions_of(tx.connection, some)
        posts = tx.connection.execute(TURNS, {"rows": some}).all()
        refs = {row.id: MessageRef(channel, row.external) for row in posts}
        judgements = judgements_of(tx.connection, refs)
        for row in posts:
            message = message_of(row, channel, reactions.get(row.id, ()))
            turn = Turn(message, acts.get(row.id, ()), judgements.get(row.id, ()))
            tx.at_hand.keep(row.id, turn)
    return [tx.at_hand.turns[row] for row in found]
