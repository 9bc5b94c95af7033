"""How far each guild was listened to, and what follows when that was interrupted."""

import asyncio
from collections.abc import AsyncGenerator, Iterable
from contextlib import asynccontextmanager
from typing import TYPE_CHECKING, Final

import discord

from bot import logs
from bot.errors import StoreError
from bot.model import CommunityId, Heard, Platform

if TYPE_CHECKING:
    from cogs.client import LooseEndsBot

EVERY: Final = 15.0
"""Seconds between two notes of how far was heard: so much is read twice after a crash."""


class Attendance:
    """Guilds are expected when a connection begins anew; they are attended from when their gaps
    are noted down (by the backfill) until the connection breaks.
    """

    def __init__(self, bot: "LooseEndsBot") -> None:
        self._bot = bot
        self._expected: dict[int, discord.Guild] = {}
        self._is_expecting = asyncio.Event()
        self._awaited: set[int] = set()
        """Guilds that were expected, and are not attended yet."""
        self._attended: set[int] = set()
        self._missed: set[int] = set()
        self._noting = asyncio.Lock()

    async def arrive(self, guild: discord.Guild) -> None:
        """We came to the guild: what was there may be read, once the ledger has heard that we left,
        if we did.
        """
        async with self._noting:
            self.expect(guild)

    def expect(self, guild: discord.Guild) -> None:
        """Something stands in the guild that we did not hear, or may."""
        self._attended.discard(guild.id)
        self._awaited.add(guild.id)
        self._expected[guild.id] = guild
        self._is_expecting.set()

    def look_round(self, shard_id: int) -> None:
        """Expects the guilds of a connection that came without a word. discord.py (2.7) drops the
        word that comes in the moment in which it stops waiting for more guilds.
        """
        said = self._attended | self._awaited | self._missed
        there = {guild.id: guild for guild in self._bot.guilds if not guild.unavailable}
        for id_ in self._of(shard_id, there.keys() - said):
            self.expect(there[id_])

    def attend(self, guild_id: int) -> None:
        """What was not heard of the guild up to now is noted down."""
        self._awaited.discard(guild_id)
        self._attended.add(guild_id)

    def lose_sight(self, guild_id: int) -> None:
        """The guild is not there for a while: nothing of it is heard until it is expected again."""
        for guilds in (self._awaited, self._attended):
            guilds.discard(guild_id)

    def miss(self, guild_id: int) -> None:
        """Something that happened could not be kept: it is to be read later."""
        self._attended.discard(guild_id)
        self._missed.add(guild_id)

    @asynccontextmanager
    async def leaving(self, guild_id: int) -> AsyncGenerator[None]:
        """No note that the guild was heard is under way meanwhile, and nobody arrives."""
        for guilds in (self._awaited, self._attended, self._missed):
            guilds.discard(guild_id)
        async with self._noting:
            yield

    def suspend(self, shard_id: int) -> None:
        """The connection broke. Where it is resumed, what happened meanwhile is told again."""
        self._attended -= set(self._of(shard_id, self._attended))

    def resume(self, shard_id: int) -> None:
        there = {guild.id for guild in self._bot.guilds if not guild.unavailable}
        self._attended |= set(self._of(shard_id, there - self._missed - self._awaited))

    async def arrival(self) -> discord.Guild:
        """The next guild that is expected, as soon as there is one."""
        await self._is_expecting.wait()
        guild = self._expected.pop(next(iter(self._expected)))
        if not self._expected:
            self._is_expecting.clear()
        return guild

    @property
    def is_expecting(self) -> bool:
        return self._is_expecting.is_set()

    async def run(self) -> None:
        """Notes how far was heard, again and again, until it is cancelled."""
        while True:
            await asyncio.sleep(EVERY)
            await self.note()

    async def note(self) -> None:
        """Notes that all has been taken in that was heard so far."""
        async with self._noting:
            await self._note()
        if not self._bot.house.intake.is_full:
            self._catch_up()

    async def _note(self) -> None:
        house = self._bot.house
        attended, now = frozenset(self._attended), house.clock()
        await house.intake.settled()
        still = attended & self._attended
        notes = [Heard(Platform.DISCORD, CommunityId(str(id_)), now) for id_ in sorted(still)]
        try:
            await house.recorder.ingest([], notes=notes)
        except StoreError as error:
            logs.fault("attendance-not-noted", error)

    def _catch_up(self) -> None:
        missed, self._missed = self._missed, set()
        for guild_id in missed:
            if guild := self._bot.get_guild(guild_id):
                self.expect(guild)

    def _of(self, shard_id: int, guild_ids: Iterable[int]) -> list[int]:
        count = self._bot.shard_count or 1
        return [id_ for id_ in guild_ids if (id_ >> 22) % count == shard_id]
