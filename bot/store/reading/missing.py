"""What the ledger holds of what a viewer may read, and what it does not."""

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime

from sqlalchemy import Connection, and_, func, select

from bot.model import BlindSpot, ChannelRef, CommunityId, Coverage, Missing, Platform, Sight
from bot.store import rows, schema
from bot.store.listening.coverage import ref_in
from bot.store.reading import reach, talk

_gap, _m = schema.gap.c, schema.message.c
_c, _s = schema.channel.c, schema.community.c
_OPEN = (
    select(_gap.platform, _gap.community, _gap.channel, func.min(_m.at).label("since"))
    .select_from(
        schema.gap.outerjoin(
            schema.community,
            and_(_s.platform == _gap.platform, _s.external == _gap.community),
        )
        .outerjoin(schema.channel, and_(_c.community_id == _s.id, _c.external == _gap.channel))
        .outerjoin(schema.message, and_(_m.channel_id == _c.id, _m.external == _gap.after))
    )
    .where(_gap.before != _gap.after)
    .group_by(_gap.platform, _gap.community, _gap.channel)
)
"""The channels of which a stretch has yet to be read, with the moment where the first begins."""
_SPOTS = select(schema.blind_spot)
_WHERE_SEALED = [schema.sealed.c[name] for name in ("platform", "community", "channel")]
_SEALED = select(*_WHERE_SEALED, func.count().label("many")).group_by(*_WHERE_SEALED)
_HEARD = select(schema.heard)


def covered(
    connection: Connection, community: CommunityId | None, within: frozenset[ChannelRef] | None
) -> Coverage:
    """What the ledger holds of these channels (None: of all), and what it does not."""
    if within is None:
        held = talk.coverage(connection)
    else:
        held = reach.coverage(connection, community, within)
    return replace(held, missing=missing(connection, community, within))


def missing(
    connection: Connection, community: CommunityId | None, within: frozenset[ChannelRef] | None
) -> Missing:
    """What is not held of these channels; None: of all."""
    seen = _counts(community, within)
    unread = [row for row in connection.execute(_OPEN) if seen(ref_in(row))]
    spots = [
        BlindSpot(ref.platform, ref.community, Sight(row.sight), ref.channel or None)
        for row in connection.execute(_SPOTS)
        if seen(ref := ref_in(row))
    ]
    starts = [row.since for row in unread]
    return Missing(
        unread=len(unread),
        since=None if None in starts or not starts else rows.as_datetime(min(starts)),
        blind_spots=tuple(spots),
        sealed=sum(row.many for row in connection.execute(_SEALED) if seen(ref_in(row))),
        heard=_heard(connection, community),
    )


def _counts(
    community: CommunityId | None, within: frozenset[ChannelRef] | None
) -> Callable[[ChannelRef], bool]:
    def counts(channel: ChannelRef) -> bool:
        here = community is None or channel.community == community
        # What is said of a whole community tells nothing of any channel.
        return here and (within is None or channel.channel == "" or channel in within)

    return counts


def _heard(
    connection: Connection, community: CommunityId | None
) -> tuple[tuple[Platform, datetime], ...]:
    """By platform, up to when all was heard: in the community that was heard least far."""
    until = dict[Platform, datetime]()
    for row in connection.execute(_HEARD):
        if community is None or row.community == community:
            at, platform = rows.as_datetime(row.until), Platform(row.platform)
            until[platform] = min(at, until.get(platform, at))
    return tuple(sorted(until.items()))
