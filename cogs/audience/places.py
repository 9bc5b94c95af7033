"""Where the channels of the ledger stand in a guild now. Pure."""

from collections.abc import Container, Mapping
from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import Final

import discord

from bot.model import Channel, ChannelId, ChannelRef, Platform

VOCAL: Final = (discord.VoiceChannel, discord.StageChannel)
"""Rooms that one must be able to enter to see their talk."""


@dataclass(frozen=True, slots=True)
class Place:
    """Where a channel of the ledger stands in the guild now: in a room, or under it as a thread.

    `thread` is the active thread that it is or hangs under; `members_only` where that, or one that
    is not active, is private; `archived` is the id of the latter.
    """

    channel: Channel
    room: discord.abc.GuildChannel
    thread: discord.Thread | None = None
    members_only: bool = False
    archived: int = 0


@dataclass(frozen=True, slots=True)
class Ground:
    """A room and all that stands in it: open to whoever may read there, or to members only."""

    room: discord.abc.GuildChannel
    free: tuple[Place, ...]
    closed: tuple[Place, ...]
    refs: frozenset[ChannelRef]
    """Of what is open."""


@dataclass(frozen=True)
class Map:
    """A guild as it is now, and the channels of it that the ledger knows.

    `departed` are threads that were deleted, of which the ledger may not have heard yet.
    """

    guild: discord.Guild
    known: Mapping[ChannelId, Channel] = field(default_factory=dict[ChannelId, Channel])
    departed: Container[int] = ()

    @cached_property
    def grounds(self) -> tuple[Ground, ...]:
        """Every known channel that is there, by rooms."""
        rooms: dict[int, list[Place]] = {}
        for place in self.places:
            rooms.setdefault(place.room.id, []).append(place)
        return tuple(map(_ground, rooms.values()))

    @cached_property
    def places(self) -> tuple[Place, ...]:
        """The places of every known channel that is there."""
        found = map(self.place, self.known.values())
        return tuple(place for place in found if place is not None)

    def place(self, channel: Channel) -> Place | None:
        """The place of a channel; None where it is not of this guild, or not there any more.

        Of a thread that is not active the ledger says where it hung, and whether it was private.
        What was read out of files hangs under the channel or thread where they were posted.
        """
        ref = channel.ref
        if (ref.platform, ref.community) != (Platform.DISCORD, str(self.guild.id)):
            return None
        id_ = _snowflake(ref.channel)
        if (room := self.guild.get_channel(id_)) is not None:
            return Place(channel, room)
        if (thread := self.guild.get_thread(id_)) is not None:
            parent = self.guild.get_channel(thread.parent_id)
            return parent and Place(channel, parent, thread, thread.is_private())
        if channel.parent is None or id_ in self.departed:
            return None
        return self._under(channel, channel.parent)

    def _under(self, channel: Channel, parent: ChannelId) -> Place | None:
        """The place of what hangs under a room, or under a thread of one."""
        if (room := self.guild.get_channel(_snowflake(parent))) is not None:
            archived = _snowflake(channel.ref.channel) if channel.private else 0
            return Place(channel, room, None, channel.private, archived)
        if parent not in self.known or self.known[parent].ref == channel.ref:
            return None
        above = replace(self, known={}).place(self.known[parent])
        return above and replace(
            above, channel=channel, members_only=above.members_only or channel.private
        )


def _ground(places: list[Place]) -> Ground:
    """The ground of one room, with all its places."""
    free = tuple(place for place in places if not place.members_only)
    closed = tuple(place for place in places if place.members_only)
    return Ground(places[0].room, free, closed, frozenset(p.channel.ref for p in free))


def _snowflake(id_: str) -> int:
    """The id as a number; 0, which nothing has, where it is none."""
    return int(id_) if id_.isascii() and id_.isdecimal() else 0
