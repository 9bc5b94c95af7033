"""Threads that were deleted: none is to be taken for an archived one until the ledger knows."""

from typing import Final

import discord
from discord.ext import commands

from cogs.recent import Recent

_AT_HAND: Final = 20_000


class Departed(commands.Cog):
    """Remembers the last of them by their ids."""

    def __init__(self) -> None:
        self._ids: Recent[int, bool] = Recent(_AT_HAND)

    def __contains__(self, thread: object) -> bool:
        return isinstance(thread, int) and bool(self._ids[thread])

    @commands.Cog.listener()
    async def on_raw_thread_delete(self, event: discord.RawThreadDeleteEvent) -> None:
        self._ids[event.thread_id] = True
