"""One page of a channel's history, as arrivals."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Final

import discord

from bot.model import Arrival, Deleted, Gap, MessageId, MessageRef, Reaction
from cogs.hearing.files import read_files
from cogs.history.plan import BEGINNING
from cogs.values import GuildChannel, posted, reaction

if TYPE_CHECKING:
    from cogs.client import LooseEndsBot

PAGE: Final = 100
"""Messages that Discord gives at once."""
KNOWN: Final = 1_000
"""Messages of ours that are compared with them."""
SETTLED: Final = timedelta(minutes=1)
"""How old a message is that Discord shows for sure, if it is there."""
TICKS: Final = frozenset("✅☑✔")
"""Reactions that can settle a question: of these, history is asked who put them."""


@dataclass(frozen=True, slots=True)
class Page:
    """What was read, and the oldest message of it; None where there is nothing before it."""

    arrivals: list[Arrival]
    oldest: int | None


class History:
    """Reads pages."""

    def __init__(self, bot: "LooseEndsBot") -> None:
        self._bot = bot

    async def page(self, channel: GuildChannel, gap: Gap) -> Page:
        """The newest messages of the gap, with all that came in the same answer: what stands before
        the gap may have been edited or deleted meanwhile.
        """
        if isinstance(channel, discord.ForumChannel):
            return Page([], None)
        before = discord.Object(int(gap.before))
        found = [message async for message in channel.history(limit=PAGE, before=before)]
        floor, after = self._floor(gap), int(gap.after or 0)
        wanted = [message for message in found if floor is None or message.created_at >= floor]
        arrivals: list[Arrival] = [*await self._deleted(gap, found)]
        for message in reversed(wanted):
            arrivals += await self._arrivals(message, channel)
        is_last = len(wanted) < PAGE or found[-1].id <= after
        return Page(arrivals, None if is_last else found[-1].id)

    async def _deleted(self, gap: Gap, found: Sequence[discord.Message]) -> list[Deleted]:
        """What is known of the stretch that was read and is no longer there. Discord may be slow to
        show what was posted just now: of that nothing is said. Nor where nothing was found: the
        right to read may be missing.
        """
        if not found:
            return []
        now = self._bot.house.clock()
        is_whole = len(found) < PAGE
        oldest = 0 if is_whole else found[-1].id
        start = None if is_whole else (found[-1].created_at, MessageId(""))
        known = await self._bot.house.coverage.page(gap.channel, start, KNOWN)
        there = {MessageId(str(message.id)) for message in found}
        return [
            Deleted(MessageRef(gap.channel, id_), now)
            for at, id_ in known
            if id_ not in there and oldest < int(id_) < int(gap.before) and at < now - SETTLED
        ]

    def _floor(self, gap: Gap) -> datetime | None:
        """The time before which nothing is read in a channel that is new to us."""
        if gap.after != BEGINNING:
            return None
        house = self._bot.house
        return house.clock() - timedelta(days=house.settings.history_days)

    async def _arrivals(self, message: discord.Message, channel: GuildChannel) -> list[Arrival]:
        if not self._bot.scope.has(message):
            return []
        found = posted(message, channel, await _ticks(message))
        return [found, *await read_files(message, channel, self._bot.house)]


async def _ticks(message: discord.Message) -> tuple[Reaction, ...]:
    found: list[Reaction] = []
    for given in message.reactions:
        emoji = given.emoji if isinstance(given.emoji, str) else given.emoji.name
        if emoji.rstrip("\N{VARIATION SELECTOR-16}") in TICKS:
            found += [reaction(emoji, user.id) async for user in given.users(limit=PAGE)]
    return tuple(found)
