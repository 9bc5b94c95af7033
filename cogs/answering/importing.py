"""`/import`: an archive that somebody attaches. Discord offers it to those who manage the server,
and to whom they allow it in the settings of the server.

What the archive says of channels that are there is taken in as theirs, and read by those who read
them. All else hangs under the channel where it was imported, and is read by those who read that.
"""

from dataclasses import replace
from typing import Final

import discord
from discord import app_commands
from discord.app_commands import locale_str

from bot.errors import NotAllowed, WrongUse
from bot.importers import ReadOptions
from bot.ingest.handed import MOST, take_in
from bot.model import Channel, ChannelId, MessageRef, Posted
from bot.views import archive_notice
from cogs.answering.answer import promise
from cogs.answering.faults import tell, telling
from cogs.audience.viewing import Asked
from cogs.client import LooseEndsBot
from cogs.values import GUILD_CHANNEL, GuildChannel, channel_of, channel_ref

NAME: Final = "import"
HELP: Final = "Read an archive: a pasted page, a transcript, an export of Discord or Matrix."
FILE_HELP: Final = "The file: text, Markdown, JSON or JSON lines."


@app_commands.guild_only
@app_commands.default_permissions(manage_guild=True)
@app_commands.describe(file=locale_str(FILE_HELP))
@app_commands.rename(file=locale_str("file"))
async def import_archive(asked: Asked, file: discord.Attachment) -> None:
    async with telling(asked):
        await promise(asked)
        here = _place(asked)
        if file.size > MOST:
            raise WrongUse("That file is too large for me here. Use `looseends import` for it.")
        options = ReadOptions(dated=asked.created_at, name=file.filename)
        home = Homes(here, asked.client).home
        handed = await take_in(asked.client.house.recorder, await file.read(), options, home)
        await tell(asked, archive_notice(file.filename, **handed._asdict()))


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


async def setup(bot: LooseEndsBot) -> None:
    bot.tree.add_command(
        app_commands.Command(
            name=locale_str(NAME), description=locale_str(HELP), callback=import_archive
        )
    )
