"""Says once, in a guild that the bot comes to, what is read and kept there, and how to leave."""

from typing import TYPE_CHECKING, Final

import aiohttp
import discord

from bot import logs
from bot.views import introduction
from cogs.values import GUILD_CHANNEL

if TYPE_CHECKING:
    from cogs.client import LooseEndsBot

_KEY: Final = "discord-introduced"


async def introduce(bot: "LooseEndsBot", guild: discord.Guild) -> None:
    """Introduces the bot where most people look, unless it ever was, or reads nothing there. For a
    guild that was never listened to. Raises StoreError.
    """
    key, keepsakes = f"{_KEY}:{guild.id}", bot.house.keepsakes
    where = place(guild)
    is_read = any(bot.scope.has_channel(c) for c in guild.channels if isinstance(c, GUILD_CHANNEL))
    if where is None or not is_read or await keepsakes.kept(key):
        return
    # Noted before it is said: rather never than twice.
    await keepsakes.keep(key, str(where.id))
    try:
        # By its nonce Discord knows what another process of ours is saying just now.
        await where.send(introduction("/"), nonce=f"hello-{guild.id}")
    except (discord.HTTPException, aiohttp.ClientError, OSError) as error:
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
