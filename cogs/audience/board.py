"""The digests that a member may know of: those that are posted where the member may read."""

import discord

from bot.commands import Board
from bot.digests.schedule import Schedule
from bot.model import Platform
from cogs.audience.rights import Audience
from cogs.client import LooseEndsBot


def board_of(bot: LooseEndsBot, guild: discord.Guild, audience: Audience) -> Board | None:
    """The board of a member, and the digests that the member may have posted: those posted where
    the member settles what others ask.
    """
    digests = bot.house.digests
    if digests is None:
        return None
    rooms = {each.name: _room(guild, each) for each in digests.on(Platform.DISCORD)}
    seen = {name: room for name, room in rooms.items() if room and audience.reads(room)}
    return Board(
        digests,
        tuple(each for each in digests.on(Platform.DISCORD) if each.name in seen),
        frozenset(name for name, room in seen.items() if audience.settles(room)),
    )


def _room(guild: discord.Guild, schedule: Schedule) -> discord.abc.GuildChannel | None:
    """The room that a digest is posted in, or under; of a private thread nobody is told."""
    id_ = int(schedule.to) if schedule.to.isdecimal() else 0
    thread = guild.get_thread(id_)
    if thread is not None:
        return None if thread.is_private() else guild.get_channel(thread.parent_id)
    return guild.get_channel(id_)
