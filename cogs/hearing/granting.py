"""Rights that we are given: what may be read from now on is read at once, with all that stands
there, instead of when we begin to listen anew, which may be in weeks.
"""

from typing import Final

import discord
from discord.ext import commands

from cogs.client import LooseEndsBot
from cogs.values import GUILD_CHANNEL

_WANTED: Final = discord.Permissions(
    administrator=True,
    view_channel=True,
    read_message_history=True,
    manage_threads=True,
    connect=True,
    send_messages=True,
)
"""What lets us read more, or tell people at last that we do."""


class Granting(commands.Cog):
    """Listens for rights. What changes a channel or role otherwise, as some bots do every minute,
    asks for nothing.
    """

    def __init__(self, bot: LooseEndsBot) -> None:
        self._bot = bot

    @commands.Cog.listener()
    async def on_guild_channel_update(
        self, before: discord.abc.GuildChannel, after: discord.abc.GuildChannel
    ) -> None:
        me = after.guild.me
        if isinstance(after, GUILD_CHANNEL) and _has_grown(
            before.permissions_for(me), after.permissions_for(me)
        ):
            self._bot.attendance.expect(after.guild)

    @commands.Cog.listener()
    async def on_guild_role_update(self, before: discord.Role, after: discord.Role) -> None:
        if after in after.guild.me.roles and _has_grown(before.permissions, after.permissions):
            self._bot.attendance.expect(after.guild)

    @commands.Cog.listener()
    async def on_member_update(self, before: discord.Member, after: discord.Member) -> None:
        if after.id == after.guild.me.id and before.roles != after.roles:
            self._bot.attendance.expect(after.guild)


def _has_grown(before: discord.Permissions, after: discord.Permissions) -> bool:
    return bool(after.value & ~before.value & _WANTED.value)


async def setup(bot: LooseEndsBot) -> None:
    await bot.add_cog(Granting(bot))
