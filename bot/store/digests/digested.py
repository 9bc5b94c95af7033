"""What is read of digests: what was due, what it listed, and what of it is not so any more."""

from collections.abc import Sequence

from sqlalchemy import ColumnElement, Connection, and_, bindparam, distinct, func, or_, select

from bot.model import (
    ChannelId,
    CommunityId,
    Edition,
    Listing,
    MessageId,
    Occurrence,
    Outcome,
    Past,
    Platform,
    Posting,
    Run,
    Section,
    Stale,
    State,
)
from bot.store import rows, schema
from bot.store.rows import Found, Row

_o, _l, _p = schema.occurrence.c, schema.listing.c, schema.posting.c
_q, _s, _m, _c = schema.question.c, schema.standing.c, schema.message.c, schema.community.c
_w, _h = schema.quoted.c, schema.channel.c
_OPEN = (Section.BACK, Section.NEW, Section.STILL_OPEN)
_SETTLED = (State.ANSWERED, State.RESOLVED)
_SHOWN = and_(_p.schedule == _l.schedule, _p.due == _l.due, _p.part == _l.part)
"""A listing whose message was posted."""

_IN_COMMUNITY = and_(_c.platform == _o.platform, _c.external == _o.community)
_OF_OURS = and_(_o.schedule == _p.schedule, _o.due == _p.due)
_LISTED = (
    select(schema.posting, _s.question_id.is_(None).label("is_deleted"))
    .distinct()
    .join(schema.listing, _SHOWN)
    .join(schema.occurrence, _OF_OURS)
    .outerjoin(schema.community, _IN_COMMUNITY)
    .outerjoin(schema.question, and_(_q.community_id == _c.id, _q.number == _l.number))
    .outerjoin(schema.standing, _s.question_id == _q.id)
    .where(
        _o.platform == bindparam("its_platform"),
        or_(_s.question_id.is_(None), _s.state == State.DISMISSED),
    )
    .order_by(_p.due, _p.part)
)
"""Messages that list a question that is deleted or dismissed."""
_QUOTED = (
    select(schema.posting, _m.id.is_(None).label("is_deleted"))
    .distinct()
    .join(
        schema.quoted,
        and_(_w.schedule == _p.schedule, _w.due == _p.due, _w.part == _p.part),
    )
    .join(schema.occurrence, _OF_OURS)
    .outerjoin(schema.community, _IN_COMMUNITY)
    .outerjoin(
        schema.channel,
        and_(_h.community_id == _c.id, _h.external == _w.channel),
    )
    .outerjoin(schema.message, and_(_m.channel_id == _h.id, _m.external == _w.message))
    .where(
        _o.platform == bindparam("its_platform"),
        _w.channel != schema.OF_A_MARK,
        or_(_m.id.is_(None), _m.edited_at > _p.shown_at),
    )
    .order_by(_p.due, _p.part)
)
"""Messages that show words, or a name, out of a post that is deleted or was edited."""

_k = schema.mark.c
_MARKED = (
    select(schema.posting, _k.id.is_(None).label("is_deleted"))
    .distinct()
    .join(
        schema.quoted,
        and_(_w.schedule == _p.schedule, _w.due == _p.due, _w.part == _p.part),
    )
    .join(schema.occurrence, _OF_OURS)
    .outerjoin(schema.mark, _k.id == _w.message)
    .where(
        _o.platform == bindparam("its_platform"),
        _w.channel == schema.OF_A_MARK,
        or_(_k.id.is_(None), _k.undone_at > _p.shown_at),
    )
    .order_by(_p.due, _p.part)
)
"""Messages that name who made a mark that is gone, or was taken back."""


def runs(connection: Connection, schedule: str, most: int) -> list[Run]:
    listed = (
        select(func.count())
        .select_from(schema.listing)
        .where(_l.schedule == _o.schedule, _l.due == _o.due)
        .scalar_subquery()
    )
    latest = select(_o.due, _o.outcome, _o.at, listed.label("listed")).where(
        _o.schedule == schedule
    )
    found = connection.execute(latest.order_by(_o.due.desc()).limit(most)).all()
    return [
        Run(
            Occurrence(schedule, rows.as_datetime(row.due)),
            Outcome(row.outcome),
            rows.as_datetime(row.at),
            row.listed,
        )
        for row in found
    ]


def postings(connection: Connection, occurrence: Occurrence) -> list[Posting]:
    these = select(schema.posting).where(*posted_at(occurrence)).order_by(_p.part)
    return [_posting(row) for row in connection.execute(these)]


def read_edition(connection: Connection, occurrence: Occurrence) -> Edition | None:
    row = connection.execute(select(schema.occurrence).where(*at_(occurrence))).first()
    if row is None or row.platform is None:
        return None
    these = (
        select(schema.listing)
        .where(_l.schedule == occurrence.schedule, _l.due == rows.moment(occurrence.due))
        .order_by(_l.place)
    )
    listings = [
        Listing(each.number, Section(each.section), each.part) for each in connection.execute(these)
    ]
    return Edition(
        Platform(row.platform), CommunityId(row.community), tuple(listings), more=row.more
    )


def past(connection: Connection, schedule: str) -> dict[int, Past]:
    found = connection.execute(_when_listed(schedule, _OPEN)).all()
    return {row.number: Past(row.times, rows.as_datetime(row.last)) for row in found}


def settled(connection: Connection, schedule: str) -> list[int]:
    was_open = _when_listed(schedule, _OPEN).subquery()
    thanked = _when_listed(schedule, (Section.ANSWERED,)).subquery()
    where = (
        select(_o.platform, _o.community)
        .where(_o.schedule == schedule, _o.platform.is_not(None))
        .order_by(_o.due.desc())
        .limit(1)
        .subquery()
    )
    answered = (
        select(was_open.c.number)
        .select_from(was_open)
        .join(where, where.c.platform.is_not(None))
        .join(
            schema.community,
            and_(_c.platform == where.c.platform, _c.external == where.c.community),
        )
        .join(
            schema.question,
            and_(_q.community_id == _c.id, _q.number == was_open.c.number),
        )
        .join(schema.standing, _s.question_id == _q.id)
        .outerjoin(thanked, thanked.c.number == was_open.c.number)
        .where(
            _s.state.in_(_SETTLED),
            or_(thanked.c.last.is_(None), thanked.c.last < was_open.c.last),
        )
        .order_by(was_open.c.number)
    )
    return list(connection.execute(answered).scalars())


def stale(connection: Connection, platform: Platform) -> list[Stale]:
    is_deleted = dict[Posting, bool]()
    for changed in (_LISTED, _QUOTED, _MARKED):
        for row in connection.execute(changed, {"its_platform": platform}):
            posting = _posting(row)
            is_deleted[posting] = is_deleted.get(posting, False) or bool(row.is_deleted)
    return [Stale(posting, gone) for posting, gone in is_deleted.items()]


def _when_listed(schedule: str, sections: Sequence[Section]) -> rows.Query:
    """How often questions were listed in such sections, and when last."""
    return (
        select(
            _l.number,
            func.count(distinct(_l.due)).label("times"),
            func.max(_l.due).label("last"),
        )
        .join(schema.posting, _SHOWN)
        .where(_l.schedule == schedule, _l.section.in_(sections))
        .group_by(_l.number)
    )


def _posting(row: Found) -> Posting:
    occurrence = Occurrence(row.schedule, rows.as_datetime(row.due))
    return Posting(occurrence, row.part, ChannelId(row.channel), MessageId(row.message))


def posted_at(occurrence: Occurrence) -> tuple[ColumnElement[bool], ...]:
    return (_p.schedule == occurrence.schedule, _p.due == rows.moment(occurrence.due))


def at_(occurrence: Occurrence) -> tuple[ColumnElement[bool], ...]:
    return (_o.schedule == occurrence.schedule, _o.due == rows.moment(occurrence.due))


def key(occurrence: Occurrence) -> Row:
    return {"schedule": occurrence.schedule, "due": rows.moment(occurrence.due)}
