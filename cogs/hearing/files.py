"""Text attachments, read as posted threads.

What the files of a message hold becomes one thread that hangs under the channel of the message and
goes when the message does.
"""

import asyncio
from collections.abc import Sequence
from typing import Final

import aiohttp
import discord

from bot import logs
from bot.errors import BadInput, StoreError
from bot.importers.attached import files_of, is_text, posted_in, talk_in
from bot.model import (
    Arrival,
    Channel,
    ChannelId,
    ChannelKind,
    ChannelRef,
    Gone,
    Posted,
)
from cogs.house import House
from cogs.values import GuildChannel, author_of, channel_of, message_ref

_KILOBYTE: Final = 1024


async def read_files(
    message: discord.Message, channel: GuildChannel, house: House
) -> Sequence[Arrival]:
    """The messages in the text attachments of a message, of those up to a size; or that they are
    gone, where an edit took the last of them off. What cannot be fetched or read is left out.
    """
    texts = [each for each in message.attachments if is_text(each.filename)]
    if not texts and message.edited_at is not None:
        return await _taken_off(
            files_of(message_ref(channel.guild.id, channel.id, message.id)), house
        )
    found: list[Arrival] = []
    for attachment in texts:
        if attachment.size <= house.settings.attachment_kilobytes * _KILOBYTE:
            found += await _read(attachment, message, channel)
    return found


async def _taken_off(files: ChannelRef, house: House) -> Sequence[Gone]:
    """That the files are gone, where the ledger knows them."""
    try:
        is_known = await house.coverage.page(files, None, 1)
    except StoreError as error:
        logs.fault("files-not-looked-up", error)
        return ()
    return [Gone(files, house.clock())] if is_known else ()


async def _read(
    attachment: discord.Attachment, message: discord.Message, channel: GuildChannel
) -> Sequence[Posted]:
    try:
        content = await attachment.read()
        return await asyncio.to_thread(_posts, content, attachment.filename, message, channel)
    except (BadInput, discord.HTTPException, aiohttp.ClientError, OSError) as error:
        logs.note("attachment-unread", error=type(error).__name__, size=attachment.size)
        return ()


def _posts(
    content: bytes, name: str, message: discord.Message, channel: GuildChannel
) -> Sequence[Posted]:
    """The talk of a file as talk of the guild, under the channel where the file was posted."""
    home = channel_of(channel)
    ref = files_of(message_ref(channel.guild.id, channel.id, message.id))
    parent = ChannelId(str(channel.id))
    thread = Channel(ref, name, ChannelKind.THREAD, parent, home.community_name, home.private)
    talk = talk_in(content, name, message.created_at)
    return list(posted_in(thread, talk, author_of(message.author), message.jump_url))
