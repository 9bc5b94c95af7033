"""`/import`: an archive that somebody attaches. Discord offers it to those who manage the server,
and to whom they allow it in the settings of the server.

What the archive says of channels that are there is taken in as theirs, and read by those who read
them. All else hangs under the channel where it was imported, and is read by those who read that.
"""

import asyncio
from collections.abc import Iterator
from dataclasses import replace
from io import BytesIO
from itertools import islice
from typing import Final

import discord
from discord import app_commands
from discord.app_commands import locale_str

from bot.errors import NotAllowed, WrongUse
from bot.importers import TOLERANCE, ReadOptions, Tally, read
from bot.ingest import Receipt
from bot.model import Channel, ChannelId, MessageRef, Posted
from bot.views import NoticeKind, NoticeView
from cogs.answering.answer import promise
from cogs.answering.faults import tell, telling
from cogs.audience.viewing import Asked
from cogs.client import LooseEndsBot
from cogs.values import GUILD_CHANNEL, GuildChannel, channel_of, channel_ref

NAME: Final = "import"
HELP: Final = "Read an archive: a pasted page, a transcript, an export of Discord or Matrix."
FILE_HELP: Final = "The file: text, Markdown, JSON or JSON lines."
_MOST: Final = 25 * 1024 * 1024
"""Bytes of one file; `looseends import` reads larger ones."""
_TOGETHER: Final = 1_000
"""Messages in one transaction."""


@app_commands.guild_only
@app_commands.default_permissions(manage_guild=True)
@app_commands.describe(file=locale_str(FILE_HELP))
@app_commands.rename(file=locale_str("file"))
async def import_archive(asked: Asked, file: discord.Attachment) -> None:
    async with telling(asked):
        await promise(asked)
        here = _place(asked)
        if file.size > _MOST:
            raise WrongUse("That file is too large for me here. Use `looseends import` for it.")
        tally = Tally(tolerance=TOLERANCE)
        options = ReadOptions(dated=asked.created_at, name=file.filename)
        posts = _posts(await file.read(), options, tally, Homes(here, asked.client))
        receipt = await _take_in(asked.client, posts)
        await tell(asked, _report(file.filename, receipt, tally))


class Homes:
    """Where the talk of an archive belongs, imported in one channel of a guild."""

    def __init__(self, here: GuildChannel, bot: LooseEndsBot) -> None:
        self._here, self._guild, self._scope = here, here.guild, bot.scope

    def home(self, post: Posted) -> Posted | None:
        """The post in its own channel, where that is there; else in one that hangs under ours. None
        where its channel is not to be read.
        """
        own = self._own(post.channel)
        if own is not None:
            return post if self._scope.has_channel(own) else None
        above = channel_of(self._here)
        ref = channel_ref(self._guild.id, self._here.id)
        ref = replace(ref, channel=ChannelId(f"{self._here.id}:{post.channel.ref.channel}"))
        channel = replace(
            post.channel,
            ref=ref,
            parent=above.ref.channel,
            community_name=self._guild.name,
            private=above.private,
        )
        return Posted(channel, replace(post.message, ref=MessageRef(ref, post.message.id)))

    def _own(self, channel: Channel) -> GuildChannel | None:
        id_ = channel.ref.channel
        if not id_.isdecimal() or channel.ref != channel_ref(self._guild.id, int(id_)):
            return None
        found = self._guild.get_channel_or_thread(int(id_))
        return found if isinstance(found, GUILD_CHANNEL) else None


def _place(asked: Asked) -> GuildChannel:
    channel = asked.channel
    if not isinstance(channel, GUILD_CHANNEL):
        raise NotAllowed("Archives are read into the channels of a server. Use this in one.")
    if not asked.client.scope.has_channel(channel):
        raise NotAllowed("I do not read this channel.")
    return channel


def _posts(content: bytes, options: ReadOptions, tally: Tally, homes: Homes) -> Iterator[Posted]:
    for reading in read(BytesIO(content), options, tally=tally):
        if isinstance(reading.arrival, Posted) and (post := homes.home(reading.arrival)):
            yield post


async def _take_in(bot: LooseEndsBot, posts: Iterator[Posted]) -> Receipt:
    """Takes them in, so many at a time. What stands before a fault is kept."""
    receipt = Receipt()
    while batch := await asyncio.to_thread(lambda: list(islice(posts, _TOGETHER))):
        receipt += await bot.house.recorder.ingest(batch)
    return receipt


def _report(name: str, receipt: Receipt, tally: Tally) -> NoticeView:
    sentence = (
        f"Read {name}: {receipt.new:,} new messages, {receipt.unchanged:,} known ones, "
        f"{receipt.questions:,} new questions."
    )
    left_out = tally.bad + len(receipt.set_aside)
    remedy = f"{left_out:,} records could not be read and stayed out." if left_out else ""
    return NoticeView(NoticeKind.DONE, sentence, remedy)


async def setup(bot: LooseEndsBot) -> None:
    bot.tree.add_command(
        app_commands.Command(
            name=locale_str(NAME), description=locale_str(HELP), callback=import_archive
        )
    )
