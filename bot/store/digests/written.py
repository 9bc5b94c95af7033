"""What is written of digests. The primary key of an occurrence decides who posts it."""

from collections.abc import Collection, Sequence
from datetime import datetime

from sqlalchemy import ColumnElement, Connection, delete, insert, select, update
from sqlalchemy.exc import IntegrityError

from bot.model import Edition, Lease, Listing, Occurrence, Outcome, Posting, Sources
from bot.store import rows, schema
from bot.store.digests.digested import at_, key, posted_at, read_edition
from bot.store.rows import Row

_o, _l, _p = schema.occurrence.c, schema.listing.c, schema.posting.c


def begin(connection: Connection, occurrence: Occurrence, outcome: Outcome, at: datetime) -> bool:
    return _is_inserted(
        connection,
        {**key(occurrence), "outcome": outcome, "at": rows.moment(at), "more": 0},
    )


def claim(connection: Connection, lease: Lease, edition: Edition, at: datetime) -> Edition | None:
    here = at_(lease.occurrence)
    known = connection.execute(select(schema.occurrence).where(*here).with_for_update()).first()
    claimed: Row = {
        **key(lease.occurrence),
        "outcome": Outcome.CLAIMED,
        "at": rows.moment(at),
        "claimed_by": lease.by,
        "claimed_until": rows.moment(lease.until),
        "platform": edition.platform,
        "community": edition.community,
        "more": edition.more,
    }
    if known is None:
        if not _is_inserted(connection, claimed):
            return None
    elif known.outcome == Outcome.CLAIMED and known.claimed_until < rows.moment(at):
        connection.execute(update(schema.occurrence).where(*here).values(_taken(lease)))
        return read_edition(connection, lease.occurrence)
    elif known.outcome == Outcome.WISHED:
        connection.execute(update(schema.occurrence).where(*here).values(claimed))
    else:
        return None
    _put_listings(connection, lease.occurrence, edition.listings)
    return edition


def renew(connection: Connection, lease: Lease) -> bool:
    mine = update(schema.occurrence).where(*_mine(lease)).values(_taken(lease))
    return connection.execute(mine).rowcount == 1


def posted(connection: Connection, posting: Posting, at: datetime, sources: Sources) -> None:
    here = (*posted_at(posting.occurrence), _p.part == posting.part)
    connection.execute(delete(schema.posting).where(*here))
    row: Row = {
        **key(posting.occurrence),
        "part": posting.part,
        "channel": posting.channel,
        "message": posting.message,
        "shown_at": rows.moment(at),
    }
    connection.execute(insert(schema.posting).values(row))
    of_part = {**key(posting.occurrence), "part": posting.part}
    places = [(ref.channel.channel, ref.message) for ref in sources.posts]
    places += [(schema.OF_A_MARK, mark) for mark in sources.marks]
    values = [{**of_part, "channel": where, "message": id_} for where, id_ in places]
    if values:
        connection.execute(insert(schema.quoted), values)


def settle(connection: Connection, lease: Lease, outcome: Outcome, at: datetime) -> None:
    ended: Row = {"outcome": outcome, "at": rows.moment(at)}
    connection.execute(update(schema.occurrence).where(*_mine(lease)).values(ended))


def strike(
    connection: Connection,
    posting: Posting,
    gone: Collection[int],
    at: datetime,
    sources: Sources,
) -> None:
    here = (
        _l.schedule == posting.occurrence.schedule,
        _l.due == rows.moment(posting.occurrence.due),
        _l.part == posting.part,
    )
    connection.execute(delete(schema.listing).where(*here, _l.number.in_(gone)))
    posted(connection, posting, at, sources)


def _put_listings(
    connection: Connection, occurrence: Occurrence, listings: Sequence[Listing]
) -> None:
    values = [
        {
            **key(occurrence),
            "place": place,
            "part": each.part,
            "section": each.section,
            "number": each.number,
        }
        for place, each in enumerate(listings)
    ]
    if values:
        connection.execute(insert(schema.listing), values)


def _is_inserted(connection: Connection, values: Row) -> bool:
    """Whether the row is new. The primary key decides, whoever else inserts at the same time."""
    try:
        with connection.begin_nested():
            connection.execute(insert(schema.occurrence).values(values))
    except IntegrityError:
        return False
    return True


def _taken(lease: Lease) -> Row:
    return {"claimed_by": lease.by, "claimed_until": rows.moment(lease.until)}


def _mine(lease: Lease) -> tuple[ColumnElement[bool], ...]:
    return (*at_(lease.occurrence), _o.claimed_by == lease.by, _o.outcome == Outcome.CLAIMED)
