"""What went away while nobody listened: guilds that took us out, channels that were deleted.

Nothing is forgotten on suspicion: what is missing in what Discord told at the start is asked for by
itself first.
"""

from typing import TYPE_CHECKING, Final

import discord
from discord.ext import commands

from bot.model import ChannelKind, CommunityId, Gone, Left, Platform
from cogs.values import community_of

if TYPE_CHECKING:
    from cogs.client import LooseEndsBot

_ME: Final = "discord-application"


class Expelled(commands.Cog):
    """Lets the ledger know of guilds that took us out."""

    def __init__(self, bot: "LooseEndsBot") -> None:
        self._bot = bot

    @commands.Cog.listener()
    async def on_ready(self) -> None:
        """Every guild that we are in has been told."""
        await self._bot.house.intake.offer(*await Absent(self._bot).guilds())

    @commands.Cog.listener()
    async def on_shard_ready(self, _shard_id: int) -> None:
        """Where one connection of several begins anew, `ready` does not come again."""
        if self._bot.is_ready() and len(self._bot.shards) > 1:
            await self.on_ready()


class Absent:
    """Asks after those who are not there."""

    def __init__(self, bot: "LooseEndsBot") -> None:
        self._bot = bot

    async def guilds(self) -> list[Left]:
        """The communities that we listened to and are no longer in. None at the first start as
        another bot: it may only not have been invited yet.
        """
        house = self._bot.house
        if not await self._is_the_same_bot():
            return []
        there = {community_of(guild) for guild in self._bot.guilds}
        known = await house.coverage.heard_until(Platform.DISCORD)
        return [
            Left(Platform.DISCORD, community, house.clock())
            for community in known
            if community not in there and await self._is_out_of(community)
        ]

    async def rooms(self, guild: discord.Guild) -> list[Gone]:
        """The channels of a guild that were deleted. Of threads nothing is told: those that are not
        active are not there either.
        """
        house = self._bot.house
        there = {str(channel.id) for channel in guild.channels}
        known = await house.ledger.channels(community_of(guild))
        return [
            Gone(channel.ref, house.clock())
            for channel in known
            if channel.kind is ChannelKind.ROOM
            and channel.ref.platform is Platform.DISCORD
            and channel.ref.channel.isdecimal()
            and channel.ref.channel not in there
            and await self._is_deleted(int(channel.ref.channel))
        ]

    async def _is_the_same_bot(self) -> bool:
        keepsakes, me = self._bot.house.keepsakes, str(self._bot.application_id)
        before = await keepsakes.kept(_ME)
        if before != me:
            await keepsakes.keep(_ME, me)
        return before == me

    async def _is_out_of(self, community: CommunityId) -> bool:
        try:
            await self._bot.fetch_guild(int(community), with_counts=False)
        except (discord.Forbidden, discord.NotFound):
            return True
        return False

    async def _is_deleted(self, channel_id: int) -> bool:
        try:
            await self._bot.fetch_channel(channel_id)
        except discord.NotFound:
            return True
        except (discord.Forbidden, discord.InvalidData):
            return False
        return False
