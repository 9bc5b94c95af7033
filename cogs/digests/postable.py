"""Where a digest may be posted, and what is said where it may not."""

from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from typing import Final, TypeAlias

import aiohttp
import discord

from bot.digests.outbox import NotThere, Unsent
from bot.digests.schedule import Schedule
from bot.errors import ConfigurationError
from bot.model import ChannelId
from cogs.client import LooseEndsBot

Postable: TypeAlias = (
    discord.TextChannel | discord.Thread | discord.VoiceChannel | discord.StageChannel
)
_POSTABLE: Final = (
    discord.TextChannel,
    discord.Thread,
    discord.VoiceChannel,
    discord.StageChannel,
)
_SPEAK: Final = "send_messages"
_NEEDED: Final = ("view_channel", "embed_links", "attach_files", "read_message_history")
"""What it takes to post a digest, and to find after a crash what was posted; and the right to
speak, which threads call by another name.
"""


async def check(bot: LooseEndsBot, schedule: Schedule) -> None:
    """Raises ConfigurationError, with the remedy, where a digest could never be posted. What
    cannot be known at the moment is let pass.
    """
    for place in filter(None, (schedule.to, schedule.admins)):
        try:
            await open_channel(bot, place)
        except Unsent:
            continue
        except NotThere as error:
            raise ConfigurationError(_refusal(schedule.name, place, str(error))) from None


async def open_channel(bot: LooseEndsBot, to: ChannelId) -> Postable:
    """The channel, where we may post in it. Raises Unsent, or NotThere that says what is missing:
    the names of rights, or nothing where there is no such channel.
    """
    if not bot.is_ready():
        raise Unsent
    async with sending():
        channel = (
            (bot.get_channel(int(to)) or await bot.fetched(int(to))) if to.isdecimal() else None
        )
    if not isinstance(channel, _POSTABLE):
        if any(guild.unavailable for guild in bot.guilds):
            raise Unsent
        raise NotThere
    if channel.guild.unavailable:
        raise Unsent
    if missing := _missing(channel):
        raise NotThere(missing)
    return channel


@asynccontextmanager
async def sending() -> AsyncGenerator[None]:
    """Says of what Discord refuses whether it may be granted in a while: as Unsent or NotThere."""
    try:
        yield
    except (discord.Forbidden, discord.NotFound) as error:
        raise NotThere from error
    except (
        discord.HTTPException,
        discord.DiscordServerError,
        aiohttp.ClientError,
        OSError,
    ) as error:
        raise Unsent from error


def _missing(channel: Postable) -> str:
    """The names of the rights that we lack there."""
    granted = channel.permissions_for(channel.guild.me)
    is_thread = isinstance(channel, discord.Thread)
    may_speak = granted.send_messages_in_threads if is_thread else granted.send_messages
    lacking = [name for name in _NEEDED if not getattr(granted, name)]
    if not may_speak:
        lacking.append(_SPEAK)
    return ", ".join(name.replace("_", " ").title() for name in lacking)


def _refusal(name: str, place: ChannelId, missing: str) -> str:
    if missing:
        return (
            f"The digest {name} cannot be posted: in channel {place} I lack {missing}. Grant that "
            "to my role there, or name another channel in LOOSEENDS_DIGESTS."
        )
    return (
        f"The digest {name} cannot be posted: I do not see a channel {place} to write in. Check "
        "the id in LOOSEENDS_DIGESTS, and give me View Channel there."
    )
