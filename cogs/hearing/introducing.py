"""Says once, in a guild that the bot comes to, what is read and kept there, and how to leave: as
soon as anything is read there, and it may speak where everybody sees it.
"""

from typing import TYPE_CHECKING, Final

import aiohttp
import discord

from bot import logs
from bot.views import introduction
from cogs.values import GUILD_CHANNEL

if TYPE_CHECKING:
    from cogs.client import LooseEndsBot

_KEY: Final = "discord-introduced"
_NOT_YET: Final = ""
"""Is kept of a guild where there was nothing to say, or nowhere: it is still to be told."""


async def introduce(bot: "LooseEndsBot", guild: discord.Guild, *, is_new: bool) -> None:
    """Introduces the bot where most people look, unless it ever was. It `is_new` to a guild that it
    never listened to; where nothing could be said then, it is said later. Raises StoreError.
    """
    key, keepsakes = f"{_KEY}:{guild.id}", bot.house.keepsakes
    told = await keepsakes.kept(key)
    if told or (told is None and not is_new):
        return
    is_read = any(bot.scope.has_channel(c) for c in guild.channels if isinstance(c, GUILD_CHANNEL))
    where = place(guild) if is_read else None
    # Noted before it is said: rather never than twice.
    await keepsakes.keep(key, str(where.id) if where else _NOT_YET)
    if where is None:
        return
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
