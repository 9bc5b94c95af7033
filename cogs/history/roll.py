"""The roll of a guild: every channel and thread that is to be read, and what is missing of it."""

from collections import defaultdict
from collections.abc import AsyncIterator, Mapping, Sequence
from datetime import datetime
from typing import TYPE_CHECKING

import discord

from bot.model import (
    BlindSpot,
    ChannelId,
    ChannelRef,
    CoverageNote,
    Gap,
    Heard,
    Platform,
    Posted,
    Sight,
)
from cogs.hearing.absent import Absent
from cogs.hearing.introducing import introduce
from cogs.hearing.renaming import named_anew
from cogs.history.plan import UNSURE, opened
from cogs.history.shown import shows_history
from cogs.values import GUILD_CHANNEL, GuildChannel, channel_ref, community_of

if TYPE_CHECKING:
    from cogs.client import LooseEndsBot


class Roll:
    """Calls the roll when we begin to listen to a guild."""

    def __init__(self, bot: "LooseEndsBot") -> None:
        self._bot = bot
        self._absent = Absent(bot)

    async def call(self, guild: discord.Guild) -> list[Gap]:
        """The open gaps of the guild, old ones and those since it was last heard. They are noted,
        and that it is heard from now on, in one transaction. May take a while: Discord is asked for
        archived threads. A guild that was not told of us is told first. Raises StoreError and what
        Discord raises.
        """
        house, community = self._bot.house, community_of(guild)
        now = house.clock()
        known: dict[ChannelRef, list[Gap]] = defaultdict(list)
        for gap in await house.coverage.gaps(Platform.DISCORD):
            if gap.channel.community == community:
                known[gap.channel].append(gap)
        heard = (await house.coverage.heard_until(Platform.DISCORD)).get(community)
        await introduce(self._bot, guild, is_new=heard is None)
        gaps: list[Gap] = []
        notes: list[CoverageNote] = [Heard(Platform.DISCORD, community, now), self._sight(guild)]
        async for channel in self._channels(guild, known, heard):
            ref = channel_ref(guild.id, channel.id)
            notes.append(_history(channel))
            gap = opened(ref, known[ref], channel.last_message_id, heard, now)
            if gap is not None:
                known[ref] = [old for old in known[ref] if old.after != gap.after]
                gaps.append(gap)
        await house.intake.settled()
        gone = await self._absent.rooms(guild)
        renamed = await self._renamed(guild)
        if self._bot.get_guild(guild.id) is not guild:
            return []  # what is noted once we are out of it would outlive it
        await house.recorder.ingest([*gone, *renamed], notes=[*gaps, *notes])
        if not guild.unavailable:
            self._bot.attendance.attend(guild.id)
        return [*gaps, *(gap for mine in known.values() for gap in mine)]

    async def _channels(
        self,
        guild: discord.Guild,
        known: Mapping[ChannelRef, Sequence[Gap]],
        heard: datetime | None,
    ) -> AsyncIterator[GuildChannel]:
        """Each channel after its archived threads: it is known only when they are too."""
        for thread in guild.threads:
            if self._bot.scope.has_channel(thread):
                yield thread
        for channel in guild.channels:
            if isinstance(channel, GUILD_CHANNEL) and self._bot.scope.has_channel(channel):
                if not channel.permissions_for(guild.me).read_messages:
                    continue
                is_new = not known.get(channel_ref(guild.id, channel.id))
                since = None if is_new or heard is None else heard - UNSURE
                async for thread in _archived(channel, since):
                    self._bot.keep(thread)
                    yield thread
                yield channel

    async def _renamed(self, guild: discord.Guild) -> list[Posted]:
        """What names those channels anew that are called otherwise than the ledger has it."""
        known = await self._bot.house.ledger.channels(community_of(guild))
        names = {channel.ref.channel: channel.name for channel in known}
        there = (*guild.channels, *guild.threads)
        renamed = [c for c in there if names.get(ChannelId(str(c.id)), c.name) != c.name]
        found = [await named_anew(self._bot, c) for c in renamed if isinstance(c, GUILD_CHANNEL)]
        return [arrival for arrivals in found for arrival in arrivals]

    def _sight(self, guild: discord.Guild) -> BlindSpot:
        can_see = self._bot.house.settings.message_content
        return BlindSpot(Platform.DISCORD, community_of(guild), Sight.CONTENT, is_over=can_see)


async def _archived(channel: GuildChannel, since: datetime | None) -> AsyncIterator[discord.Thread]:
    """The threads of a channel that were archived since then; of all time, where that is None."""
    if not shows_history(channel):
        return
    if isinstance(channel, discord.TextChannel | discord.ForumChannel):
        async for thread in channel.archived_threads(limit=None):
            if since is not None and thread.archive_timestamp < since:
                break
            yield thread
    if isinstance(channel, discord.TextChannel):
        async for thread in _private(channel, since):
            yield thread


async def _private(
    channel: discord.TextChannel, since: datetime | None
) -> AsyncIterator[discord.Thread]:
    """The private ones. Who may not manage threads is told of those that they are in, the newest
    first: an old one may have been archived just now.
    """
    joined = not channel.permissions_for(channel.guild.me).manage_threads
    async for thread in channel.archived_threads(private=True, joined=joined, limit=None):
        if since is None or thread.archive_timestamp >= since:
            yield thread
        elif not joined:
            break


def _history(channel: GuildChannel) -> BlindSpot:
    ref, can_read = channel_ref(channel.guild.id, channel.id), shows_history(channel)
    return BlindSpot(Platform.DISCORD, ref.community, Sight.HISTORY, ref.channel, is_over=can_read)
