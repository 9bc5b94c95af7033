"""Reads what edges must know of places: channels, single messages, and what of all of it somebody
may hear of.
"""

from sqlalchemy import Connection, func, select

from bot.errors import NotFound
from bot.model import Channel, ChannelRef, CommunityId, Coverage, MessageRef, Turn
from bot.store import rows, schema
from bot.store.messages import MESSAGES, acts_of, message_of, reactions_of
from bot.store.models.refining import judgements_of
from bot.store.reading.narrowing import readable_in
from bot.store.rooms import rooms_of

_c, _o, _m, _s = (
    schema.channel.c,
    schema.community.c,
    schema.message.c,
    schema.standing.c,
)


def channels(connection: Connection, community: CommunityId | None) -> list[Channel]:
    """The channels of a community, or of all of them."""
    return [room.channel for room in rooms_of(connection, community)]


def turn(connection: Connection, ref: MessageRef) -> Turn:
    """A message with what was read out of it. Raises NotFound."""
    channel = ref.channel
    there = (
        select(_c.id)
        .join_from(schema.channel, schema.community)
        .where(
            _o.platform == channel.platform,
            _o.external == channel.community,
            _c.external == channel.channel,
        )
    )
    posts = MESSAGES.where(_m.channel_id.in_(there), _m.external == ref.message)
    row = connection.execute(posts).first()
    if row is None:
        raise NotFound(f"There is no message {ref.message} in the ledger.")
    reactions = reactions_of(connection, [row.id])
    message = message_of(row, channel, reactions.get(row.id, ()))
    judgements = judgements_of(connection, {row.id: ref})
    acts = acts_of(connection, [row.id])
    return Turn(message, acts.get(row.id, ()), judgements.get(row.id, ()))


def coverage(
    connection: Connection, community: CommunityId | None, within: frozenset[ChannelRef]
) -> Coverage:
    """What the ledger holds of these channels."""
    read = readable_in(rooms_of(connection, community), within)
    found = [room.id for room in read]
    said = select(func.count(), func.min(_m.at), func.max(_m.at)).where(_m.channel_id.in_(found))
    messages, first, last = connection.execute(said).one()
    asked = select(func.count()).select_from(schema.standing).where(_s.channel_id.in_(found))
    return Coverage(
        communities=len({room.community_id for room in read}),
        channels=len(read),
        messages=messages,
        questions=connection.execute(asked).scalar_one(),
        read_from=rows.as_datetime_or_none(first),
        read_up_to=rows.as_datetime_or_none(last),
    )
