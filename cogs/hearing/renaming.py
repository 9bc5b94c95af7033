"""Channels that are called otherwise now: the ledger hears of it at once, not at the next post."""

from contextlib import suppress
from typing import TYPE_CHECKING

import discord
from discord.ext import commands

from bot.errors import NotFound, StoreError
from bot.model import MessageRef, Posted
from cogs.values import GUILD_CHANNEL, GuildChannel, channel_of, channel_ref

if TYPE_CHECKING:
    from cogs.client import LooseEndsBot


class Renaming(commands.Cog):
    """Listens for new names."""

    def __init__(self, bot: "LooseEndsBot") -> None:
        self._bot = bot

    @commands.Cog.listener()
    async def on_guild_channel_update(
        self, before: discord.abc.GuildChannel, after: discord.abc.GuildChannel
    ) -> None:
        if before.name != after.name and isinstance(after, GUILD_CHANNEL):
            await self._tell(after)

    @commands.Cog.listener()
    async def on_thread_update(self, before: discord.Thread, after: discord.Thread) -> None:
        if before.name != after.name:
            await self._tell(after)

    async def _tell(self, channel: GuildChannel) -> None:
        with suppress(StoreError):  # the next post names it
            await self._bot.house.intake.offer(*await named_anew(self._bot, channel))


async def named_anew(bot: "LooseEndsBot", channel: GuildChannel) -> list[Posted]:
    """The first message of a channel, read again: a reading names its channel, and changes nothing
    else. Of a channel that the ledger does not know there is none. Raises StoreError.
    """
    ref = channel_ref(channel.guild.id, channel.id)
    for _, id_ in await bot.house.coverage.page(ref, None, 1):
        with suppress(NotFound):
            turn = await bot.house.ledger.turn(MessageRef(ref, id_))
            return [Posted(channel_of(channel), turn.message)]
    return []
