"""Where the channels of the ledger stand in a guild now. Pure."""

from collections.abc import Container
from dataclasses import dataclass
from typing import Final

import discord

from bot.model import Channel, ChannelKind, Platform

VOCAL: Final = (discord.VoiceChannel, discord.StageChannel)
"""Rooms that one must be able to enter to see their talk."""


@dataclass(frozen=True, slots=True)
class Place:
    """Where a channel of the ledger stands in the guild now: in a room, or under it as a thread.

    `thread` is the thread where it is active, `members_only` whether it is a private one.
    """

    channel: Channel
    room: discord.abc.GuildChannel
    thread: discord.Thread | None = None
    members_only: bool = False


def placed(channel: Channel, guild: discord.Guild, departed: Container[int] = ()) -> Place | None:
    """The place of a channel; None where it is not of this guild, or not there any more.

    Of a thread that is not active the ledger says where it hung, and whether it was private;
    `departed` are those that were deleted since.
    """
    ref = channel.ref
    if (ref.platform, ref.community) != (Platform.DISCORD, str(guild.id)):
        return None
    id_ = _snowflake(ref.channel)
    if (room := guild.get_channel(id_)) is not None:
        return Place(channel, room)
    if (thread := guild.get_thread(id_)) is not None:
        parent = guild.get_channel(thread.parent_id)
        return parent and Place(channel, parent, thread, thread.is_private())
    if channel.kind is not ChannelKind.THREAD or channel.parent is None or id_ in departed:
        return None
    parent = guild.get_channel(_snowflake(channel.parent))
    return parent and Place(channel, parent, None, channel.private)


def _snowflake(id_: str) -> int:
    """The id as a number; 0, which nothing has, where it is none."""
    return int(id_) if id_.isascii() and id_.isdecimal() else 0
