"""The channels of the ledger: read once, and known until one of them is new, called otherwise, or
gone. A large server has tens of thousands, and each command looks at all of them.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from sqlalchemy import Connection, Engine, delete, insert, select

from bot.model import Channel, CommunityId
from bot.store import schema
from bot.store.directory import CHANNELS, channel_of

_OPTION: Final = "looseends_rooms"
"""Execution option of all connections of a database: what is known of its channels."""
_KEY: Final = "channels"
_meta = schema.meta.c
_CHANGED = select(_meta.value).where(_meta.key == _KEY)
_FORGET_CHANGED = delete(schema.meta).where(_meta.key == _KEY)


@dataclass(frozen=True, slots=True)
class Room:
    """A channel, its row and that of its community."""

    id: int
    community_id: int
    channel: Channel


@dataclass(frozen=True, slots=True)
class _Known:
    """The channels, as of the write transaction that changed any of them last."""

    changed: str | None
    rooms: Sequence[Room]


def remember(engine: Engine) -> None:
    """Lets the connections of an engine share what they know of channels."""
    engine.update_execution_options(**{_OPTION: dict[CommunityId | None, _Known]()})


def note_change(connection: Connection, generation: int) -> None:
    """Notes that this write transaction changes channels: every program is to read them anew."""
    connection.execute(_FORGET_CHANGED)
    connection.execute(insert(schema.meta), {"key": _KEY, "value": str(generation)})


def rooms_of(connection: Connection, community: CommunityId | None) -> Sequence[Room]:
    """The channels of a community, or of all of them, as they are in this transaction."""
    known: dict[CommunityId | None, _Known] = connection.get_execution_options().get(_OPTION, {})
    changed = connection.execute(_CHANGED).scalar_one_or_none()
    found = known.get(community)
    if found is None or found.changed != changed:
        found = known[community] = _Known(changed, _read(connection, community))
    return found.rooms


def _read(connection: Connection, community: CommunityId | None) -> Sequence[Room]:
    statement = CHANNELS
    if community is not None:
        statement = statement.where(schema.community.c.external == community)
    return [
        Room(row.channel_id, row.community_id, channel_of(row))
        for row in connection.execute(statement)
    ]
