"""The bot: one connection (or several, on many guilds), and what is plugged into it."""

import discord
from discord.ext import commands

from cogs import EXTENSIONS
from cogs.house import House


class LooseEndsBot(commands.AutoShardedBot):
    """Listens to guilds and answers commands.

    `house` is what commands work with. Nothing that it says pings anybody, unless a call says
    otherwise; it keeps no messages, and members only where the setting asks for them.
    """

    def __init__(self, house: House, *, extensions: tuple[str, ...] = EXTENSIONS) -> None:
        self.house = house
        self._wanted = extensions
        super().__init__(
            command_prefix=commands.when_mentioned,
            help_command=None,
            intents=intents(house),
            allowed_mentions=discord.AllowedMentions.none(),
            max_messages=None,
            chunk_guilds_at_startup=False,
            member_cache_flags=_cached(house),
        )

    async def setup_hook(self) -> None:
        """Loads the extensions, after the login and before the gateway opens."""
        for name in self._wanted:
            await self.load_extension(name)


def intents(house: House) -> discord.Intents:
    """What the bot asks to be told of: no more than it uses."""
    return discord.Intents(
        guilds=True,
        guild_messages=True,
        guild_reactions=True,
        message_content=house.settings.message_content,
        members=house.settings.members,
    )


def _cached(house: House) -> discord.MemberCacheFlags:
    if house.settings.members:
        return discord.MemberCacheFlags(joined=True)
    return discord.MemberCacheFlags.none()
