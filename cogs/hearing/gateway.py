"""What happens in guilds -> Arrivals, into the intake."""

from datetime import datetime

import discord
from discord.ext import commands

from bot.importers.attached import files_of
from bot.model import Arrival, Cleared, Deleted, Gone, Left, Platform, Reacted
from cogs.client import LooseEndsBot
from cogs.hearing.absent import Expelled
from cogs.hearing.files import read_files
from cogs.hearing.renaming import Renaming
from cogs.hearing.scope import Scope
from cogs.values import (
    GUILD_CHANNEL,
    channel_ref,
    community_of,
    message_ref,
    posted,
    reaction,
)


class Gateway(commands.Cog):
    """Listens. Nothing here waits for the ledger: what the intake cannot hold is read later."""

    def __init__(self, bot: LooseEndsBot) -> None:
        self._bot = bot

    @commands.Cog.listener()
    async def on_message(self, message: discord.Message) -> None:
        await self._read(message)

    @commands.Cog.listener()
    async def on_raw_message_edit(self, edit: discord.RawMessageUpdateEvent) -> None:
        """Previews, pins and threads are news of a message too, but no edits of its words."""
        if edit.message.edited_at is not None:
            await self._read(edit.message)

    @commands.Cog.listener()
    async def on_raw_message_delete(self, deleted: discord.RawMessageDeleteEvent) -> None:
        await self._delete(deleted.guild_id, deleted.channel_id, {deleted.message_id})

    @commands.Cog.listener()
    async def on_raw_bulk_message_delete(self, deleted: discord.RawBulkMessageDeleteEvent) -> None:
        await self._delete(deleted.guild_id, deleted.channel_id, deleted.message_ids)

    @commands.Cog.listener()
    async def on_raw_reaction_add(self, event: discord.RawReactionActionEvent) -> None:
        await self._react(event, added=True)

    @commands.Cog.listener()
    async def on_raw_reaction_remove(self, event: discord.RawReactionActionEvent) -> None:
        await self._react(event, added=False)

    @commands.Cog.listener()
    async def on_raw_reaction_clear(self, event: discord.RawReactionClearEvent) -> None:
        await self._clear(event, None)

    @commands.Cog.listener()
    async def on_raw_reaction_clear_emoji(self, event: discord.RawReactionClearEmojiEvent) -> None:
        await self._clear(event, event.emoji.name)

    @commands.Cog.listener()
    async def on_guild_channel_delete(self, channel: discord.abc.GuildChannel) -> None:
        await self._offer(
            channel.guild.id, Gone(channel_ref(channel.guild.id, channel.id), self._now)
        )

    @commands.Cog.listener()
    async def on_raw_thread_delete(self, deleted: discord.RawThreadDeleteEvent) -> None:
        gone = Gone(channel_ref(deleted.guild_id, deleted.thread_id), self._now)
        await self._offer(deleted.guild_id, gone)

    @commands.Cog.listener()
    async def on_guild_available(self, guild: discord.Guild) -> None:
        """Comes for every guild after each connection that resumes no earlier one."""
        self._bot.attendance.expect(guild)

    @commands.Cog.listener()
    async def on_guild_unavailable(self, guild: discord.Guild) -> None:
        self._bot.attendance.lose_sight(guild.id)

    @commands.Cog.listener()
    async def on_guild_join(self, guild: discord.Guild) -> None:
        await self._bot.attendance.arrive(guild)

    @commands.Cog.listener()
    async def on_guild_remove(self, guild: discord.Guild) -> None:
        async with self._bot.attendance.leaving(guild.id):
            await self._offer(guild.id, Left(Platform.DISCORD, community_of(guild), self._now))

    async def _read(self, message: discord.Message) -> None:
        channel = await self._bot.resolved(message.channel)
        if channel is None or not self._scope.has_channel(channel):
            return
        if self._scope.has(message):
            await self._offer(channel.guild.id, posted(message, channel))
            files = await read_files(message, channel, self._bot.house)
            await self._offer(channel.guild.id, *files)

    async def _delete(self, guild_id: int | None, channel_id: int, ids: set[int]) -> None:
        if guild_id is None or not self._may_read(guild_id, channel_id):
            return
        now = self._now
        refs = [message_ref(guild_id, channel_id, id_) for id_ in sorted(ids)]
        await self._offer(guild_id, *(Deleted(ref, now) for ref in refs))
        if self._bot.house.settings.attachment_kilobytes:
            await self._offer(guild_id, *(Gone(files_of(ref), now) for ref in refs))

    async def _react(self, event: discord.RawReactionActionEvent, *, added: bool) -> None:
        if event.guild_id is None or not self._may_read(event.guild_id, event.channel_id):
            return
        ref = message_ref(event.guild_id, event.channel_id, event.message_id)
        given = reaction(event.emoji.name, event.user_id, self._now if added else None)
        await self._offer(event.guild_id, Reacted(ref, given, added))

    async def _clear(
        self,
        event: discord.RawReactionClearEvent | discord.RawReactionClearEmojiEvent,
        emoji: str | None,
    ) -> None:
        if event.guild_id is not None and self._may_read(event.guild_id, event.channel_id):
            ref = message_ref(event.guild_id, event.channel_id, event.message_id)
            await self._offer(event.guild_id, Cleared(ref, emoji))

    async def _offer(self, guild_id: int, *arrivals: Arrival) -> None:
        if arrivals and not await self._bot.house.intake.offer(*arrivals):
            self._bot.attendance.miss(guild_id)

    def _may_read(self, guild_id: int, channel_id: int) -> bool:
        """False where the channel is known and not to be read."""
        guild = self._bot.get_guild(guild_id)
        channel = guild and guild.get_channel_or_thread(channel_id)
        return not isinstance(channel, GUILD_CHANNEL) or self._scope.has_channel(channel)

    @property
    def _scope(self) -> Scope:
        return self._bot.scope

    @property
    def _now(self) -> datetime:
        return self._bot.house.clock()


async def setup(bot: LooseEndsBot) -> None:
    await bot.add_cog(Gateway(bot))
    await bot.add_cog(Expelled(bot))
    await bot.add_cog(Renaming(bot))
