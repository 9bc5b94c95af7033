"""What was posted while nobody listened: read page by page, newest first, channel by channel."""

import asyncio
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Final

import aiohttp
import discord

from bot import logs
from bot.errors import StoreError
from bot.model import Arrival, BlindSpot, Gap, Platform, Posted, Reaction, Sight
from cogs.files import read_files
from cogs.plan import BEGINNING, Plan, lowered
from cogs.roll import Roll
from cogs.values import GUILD_CHANNEL, GuildChannel, posted, reaction

if TYPE_CHECKING:
    from cogs.client import LooseEndsBot

PAGE: Final = 100
"""Messages that Discord gives at once."""
PAUSE: Final = 5.0
"""Seconds to wait after Discord or the ledger failed."""
PASSING: Final = (StoreError, discord.HTTPException, aiohttp.ClientError, OSError)
"""What may be better in a while."""
TICKS: Final = frozenset("✅☑✔")
"""Reactions that can settle a question: of these, history is asked who put them."""


@dataclass(frozen=True, slots=True)
class _Page:
    """What was read, and the oldest message of it; None where there is nothing before it."""

    arrivals: list[Arrival]
    oldest: int | None


class Backfill:
    """Reads the gaps of all guilds. One page at a time: live talk goes first."""

    def __init__(self, bot: "LooseEndsBot") -> None:
        self._bot = bot
        self._plan = Plan()
        self._roll = Roll(bot)
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
                logs.warn("backfill-waits", error=type(error).__name__, pause=PAUSE)
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
            logs.warn("history-unreadable", error=type(error).__name__)
            self._plan.drop(gap.channel)

    async def _read(self, gap: Gap) -> None:
        """Takes in one page; how far was read moves in the same transaction."""
        channel = await self._channel(gap)
        if channel is None or not self._bot.scope.has_channel(channel):
            self._plan.drop(gap.channel)
            return
        try:
            page = await self._page(channel, gap)
        except (discord.Forbidden, discord.NotFound):
            await self._blind(gap)
            return
        rest = lowered(gap, page.oldest)
        await self._bot.house.recorder.ingest(page.arrivals, notes=[rest])
        self._bot.house.meters.pages.inc()
        self._plan.put_back(rest)

    async def _channel(self, gap: Gap) -> GuildChannel | None:
        guild = self._bot.get_guild(int(gap.channel.community))
        found = guild and guild.get_channel_or_thread(int(gap.channel.channel))
        if isinstance(found, GUILD_CHANNEL):
            return found
        return None if guild is None else await self._bot.fetched(int(gap.channel.channel))

    async def _page(self, channel: GuildChannel, gap: Gap) -> _Page:
        """The newest messages of the gap."""
        if isinstance(channel, discord.ForumChannel):
            return _Page([], None)
        before = discord.Object(int(gap.before))
        found = [message async for message in channel.history(limit=PAGE, before=before)]
        floor = self._floor(gap)
        after = int(gap.after or 0)
        inside = [m for m in found if m.id > after and (floor is None or m.created_at >= floor)]
        arrivals: list[Arrival] = []
        for message in reversed(inside):
            arrivals += await self._arrivals(message, channel)
        is_last = len(found) < PAGE or len(inside) < len(found)
        return _Page(arrivals, None if is_last else found[-1].id)

    def _floor(self, gap: Gap) -> datetime | None:
        """The time before which nothing is read in a channel that is new to us."""
        if gap.after != BEGINNING:
            return None
        house = self._bot.house
        return house.clock() - timedelta(days=house.settings.history_days)

    async def _arrivals(self, message: discord.Message, channel: GuildChannel) -> list[Posted]:
        if not self._bot.scope.has(message):
            return []
        limit = self._bot.house.settings.attachment_kilobytes
        found = posted(message, channel, await _ticks(message))
        return [found, *await read_files(message, channel, limit)]

    async def _blind(self, gap: Gap) -> None:
        """What we may not read stays a gap, and is tried again when we begin to listen anew."""
        self._plan.drop(gap.channel)
        where = gap.channel
        spot = BlindSpot(Platform.DISCORD, where.community, Sight.HISTORY, where.channel)
        await self._bot.house.recorder.ingest([], notes=[spot])


async def _ticks(message: discord.Message) -> tuple[Reaction, ...]:
    found: list[Reaction] = []
    for given in message.reactions:
        emoji = given.emoji if isinstance(given.emoji, str) else given.emoji.name
        if emoji.rstrip("\N{VARIATION SELECTOR-16}") in TICKS:
            found += [reaction(emoji, user.id) async for user in given.users(limit=PAGE)]
    return tuple(found)
