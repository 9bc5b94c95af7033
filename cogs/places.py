"""Where the channels of the ledger stand in a guild now. Pure."""

from collections.abc import Container, Mapping
from dataclasses import dataclass, field, replace
from typing import Final

import discord

from bot.model import Channel, ChannelId, Platform

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
class Map:
    """A guild as it is now, and the channels of it that the ledger knows.

    `departed` are threads that were deleted, of which the ledger may not have heard yet.
    """

    guild: discord.Guild
    known: Mapping[ChannelId, Channel] = field(default_factory=dict[ChannelId, Channel])
    departed: Container[int] = ()

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


def _snowflake(id_: str) -> int:
    """The id as a number; 0, which nothing has, where it is none."""
    return int(id_) if id_.isascii() and id_.isdecimal() else 0
