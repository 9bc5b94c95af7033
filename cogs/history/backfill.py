"""What was posted while nobody listened: read page by page, newest first, channel by channel."""

import asyncio
from typing import TYPE_CHECKING, Final

import aiohttp
import discord

from bot import logs
from bot.errors import StoreError
from bot.model import (
    BlindSpot,
    Gap,
    Platform,
    Sight,
)
from cogs.history.page import History, Page
from cogs.history.plan import Plan, lowered
from cogs.history.roll import Roll
from cogs.history.shown import shows_history
from cogs.values import GUILD_CHANNEL, GuildChannel

if TYPE_CHECKING:
    from cogs.client import LooseEndsBot

PAUSE: Final = 5.0
"""Seconds to wait after Discord or the ledger failed."""
PASSING: Final = (StoreError, discord.HTTPException, aiohttp.ClientError, OSError)
"""What may be better in a while."""


class Backfill:
    """Reads the gaps of all guilds. One page at a time: live talk goes first."""

    def __init__(self, bot: "LooseEndsBot") -> None:
        self._bot = bot
        self._plan = Plan()
        self._roll = Roll(bot)
        self._history = History(bot)
        bot.house.meters.gaps.set_function(lambda: len(self._plan))

    async def run(self) -> None:
        """Reads whatever has to be read, until it is cancelled."""
        while True:
            try:
                if self._bot.attendance.is_expecting or not self._plan:
                    await self._call(await self._bot.attendance.arrival())
                else:
                    await self._read_next()
            except PASSING as error:
                logs.fault("backfill-waits", error, pause=PAUSE)
                await asyncio.sleep(PAUSE)

    async def _call(self, guild: discord.Guild) -> None:
        """Notes down what has to be read of a guild; from then on it is attended."""
        try:
            self._plan.add(await self._roll.call(guild))
        except PASSING:
            self._bot.attendance.expect(guild)
            raise

    async def _read_next(self) -> None:
        gap = self._plan.take()
        try:
            await self._read(gap)
        except PASSING:
            raise
        except Exception as error:  # noqa: BLE001  (what one channel holds must not stop the others)
            logs.fault("history-unreadable", error)
            self._plan.drop(gap.channel)

    async def _read(self, gap: Gap) -> None:
        """Takes in one page; how far was read moves in the same transaction."""
        channel = await self._channel(gap)
        if channel is None or not self._bot.scope.has_channel(channel):
            self._plan.drop(gap.channel)
            return
        page = await self._page(channel, gap)
        if self._bot.get_guild(int(gap.channel.community)) is None:
            self._plan.drop(gap.channel)  # we left meanwhile: what is kept now would outlive it
        elif page is None:
            await self._blind(gap)
        else:
            rest = lowered(gap, page.oldest)
            await self._bot.house.recorder.ingest(page.arrivals, notes=[rest])
            self._bot.house.meters.pages.inc()
            self._plan.put_back(rest)

    async def _page(self, channel: GuildChannel, gap: Gap) -> Page | None:
        """None where we may not read the channel."""
        if not shows_history(channel):
            return None
        try:
            return await self._history.page(channel, gap)
        except (discord.Forbidden, discord.NotFound):
            return None

    async def _channel(self, gap: Gap) -> GuildChannel | None:
        guild = self._bot.get_guild(int(gap.channel.community))
        found = guild and guild.get_channel_or_thread(int(gap.channel.channel))
        if isinstance(found, GUILD_CHANNEL):
            return found
        return None if guild is None else await self._bot.fetched(int(gap.channel.channel))

    async def _blind(self, gap: Gap) -> None:
        """What we may not read stays a gap, and is tried again when we begin to listen anew."""
        self._plan.drop(gap.channel)
        where = gap.channel
        spot = BlindSpot(Platform.DISCORD, where.community, Sight.HISTORY, where.channel)
        await self._bot.house.recorder.ingest([], notes=[spot])
