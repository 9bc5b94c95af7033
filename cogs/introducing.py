"""Says once, in a guild that the bot comes to, what is read and kept there, and how to leave."""

from typing import TYPE_CHECKING, Final

import discord
from discord.ext import commands

from bot import logs
from bot.errors import StoreError
from bot.views import introduction

if TYPE_CHECKING:
    from cogs.client import LooseEndsBot

_KEY: Final = "discord-introduced"


class Introducing(commands.Cog):
    """Introduces the bot where most people look."""

    def __init__(self, bot: "LooseEndsBot") -> None:
        self._bot = bot

    @commands.Cog.listener()
    async def on_guild_join(self, guild: discord.Guild) -> None:
        key, keepsakes = f"{_KEY}:{guild.id}", self._bot.house.keepsakes
        where = place(guild)
        try:
            if where is None or await keepsakes.kept(key):
                return
            # Noted before it is said: rather never than twice.
            await keepsakes.keep(key, str(where.id))
            await where.send(introduction("/"))
        except (discord.HTTPException, StoreError) as error:
            logs.warn("not-introduced", error=type(error).__name__)


def place(guild: discord.Guild) -> discord.TextChannel | None:
    """Where newcomers are greeted, else the first channel that everybody sees; None where the bot
    may speak in none of them.
    """
    first = [guild.system_channel] if guild.system_channel else []
    everybody, me = guild.default_role, guild.me
    for channel in (*first, *guild.text_channels):
        seen = channel.permissions_for(everybody).view_channel
        allowed = channel.permissions_for(me)
        if seen and allowed.view_channel and allowed.send_messages:
            return channel
    return None


async def setup(bot: "LooseEndsBot") -> None:
    await bot.add_cog(Introducing(bot))
