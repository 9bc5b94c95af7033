"""Text attachments, read as posted threads.

What the files of a message hold becomes one thread that hangs under the channel of the message and
goes when the message does.
"""

import asyncio
from collections.abc import Iterator, Sequence
from dataclasses import replace
from io import BytesIO
from typing import Final

import aiohttp
import discord

from bot import logs
from bot.errors import BadInput, StoreError
from bot.importers import TOLERANCE, ReadOptions, Tally, read
from bot.importers.page import text_of_page
from bot.model import (
    Arrival,
    Channel,
    ChannelId,
    ChannelKind,
    ChannelRef,
    Gone,
    MessageRef,
    Posted,
)
from cogs.house import House
from cogs.values import GuildChannel, author_of, channel_of, message_ref

ENDINGS: Final = (".txt", ".md", ".html", ".json")
_KILOBYTE: Final = 1024
_MOST: Final = 2_000
"""Messages of one file: what is longer is an archive, and wants to be imported."""
_UNKNOWN: Final = "unknown"
"""Whom a file's text is by where it does not say: then it is by whoever posted the file."""


def files_of(message: MessageRef) -> ChannelRef:
    """The thread of what stands in the files of a message."""
    return replace(message.channel, channel=ChannelId(f"{message.message}:files"))


async def read_files(
    message: discord.Message, channel: GuildChannel, house: House
) -> Sequence[Arrival]:
    """The messages in the text attachments of a message, of those up to a size; or that they are
    gone, where an edit took the last of them off. What cannot be fetched or read is left out.
    """
    texts = [each for each in message.attachments if each.filename.lower().endswith(ENDINGS)]
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
    if name.lower().endswith(".html"):
        content = text_of_page(content.decode("utf-8", "replace")).encode("utf-8", "replace")
    options = ReadOptions(dated=message.created_at, name=name)
    readings = read(BytesIO(content), options, tally=Tally(tolerance=TOLERANCE))
    posts = (reading.arrival for reading in readings if isinstance(reading.arrival, Posted))
    found = [post for post, _ in zip(posts, range(_MOST), strict=False)]
    return list(_at_home(found, name, message, channel))


def _at_home(
    posts: Sequence[Posted], name: str, message: discord.Message, channel: GuildChannel
) -> Iterator[Posted]:
    """The posts of a file as talk of the guild, under the channel where the file was posted."""
    home = channel_of(channel)
    ref = files_of(message_ref(channel.guild.id, channel.id, message.id))
    parent = ChannelId(str(channel.id))
    thread = Channel(ref, name, ChannelKind.THREAD, parent, home.community_name, home.private)
    poster = author_of(message.author)
    for post in posts:
        said = post.message
        yield Posted(
            thread,
            replace(
                said,
                ref=MessageRef(ref, said.ref.message),
                author=poster if said.author.name == _UNKNOWN else said.author,
                link=message.jump_url,
            ),
        )
