"""Where everything stands in each guild, known until Discord tells that something changed.

A large server has tens of thousands of threads, and each answer looks at all of them. Only places
are remembered: who may enter a room is asked anew each time. `heed` is called in the same breath in
which discord.py notes a change (`guard`), so that nothing is answered by what was a moment ago.
"""

from collections.abc import Sequence
from typing import Any, Final, cast

import discord

from bot.model import Channel, Platform
from cogs.audience.places import Map
from cogs.recent import Recent

_GUILDS: Final = 200
"""Guilds of which it is remembered."""
_DEPARTED: Final = 20_000
"""Threads that were deleted lately: of these the ledger may not have heard yet."""
_TALK: Final = (
    "MESSAGE_",
    "INTERACTION_",
    "TYPING_",
    "PRESENCE_",
    "VOICE_",
    "GUILD_MEMBER",
)
"""Events, by the beginnings of their names, after which everything stands where it stood."""


class Survey:
    """The maps of guilds."""

    def __init__(self) -> None:
        self.departed: Recent[int, bool] = Recent(_DEPARTED)
        self._maps: Recent[int, tuple[Sequence[Channel], Map]] = Recent(_GUILDS)

    def heed(self, event: str, told: object) -> None:
        """Forgets what may not be so any more after this event, which was told like this."""
        if event.startswith(_TALK):
            return
        said = cast("dict[str, Any]", told) if isinstance(told, dict) else {}
        where = said.get("guild_id") or said.get("id")
        if where is None:
            self._maps.clear()
            return
        self._maps.forget(int(where))
        if event == "THREAD_DELETE":
            self.departed[int(said["id"])] = True

    def map(self, guild: discord.Guild, channels: Sequence[Channel]) -> Map:
        """The guild as it is now, with these channels of the ledger. Communities of several
        platforms may bear the same id.
        """
        seen = self._maps[guild.id]
        if seen is not None and seen[1].guild is guild and seen[0] == channels:
            return seen[1]
        ours = {c.ref.channel: c for c in channels if c.ref.platform is Platform.DISCORD}
        drawn = Map(guild, ours, self.departed)
        self._maps[guild.id] = (channels, drawn)
        return drawn
