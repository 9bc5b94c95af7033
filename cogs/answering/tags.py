"""Tags on posts of forums that say how their questions stand. Only where the settings name them.

A post is looked at a while after something happened in it, however much happens meanwhile; titles
are never touched, and no tag that somebody else set.
"""

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from typing import Final, Protocol, TypeVar

import discord
from discord.ext import commands, tasks

from bot import logs
from bot.errors import LooseEndsError
from bot.model import UNRESOLVED, ChannelRef, Platform, QuestionQuery, State
from bot.settings import DiscordSettings
from cogs.client import LooseEndsBot
from cogs.values import channel_ref

PAUSE: Final = timedelta(seconds=30)
"""So long a post is left alone after something happened in it."""
_ROUND: Final = 5.0
"""Seconds between two looks at which posts are due."""
_MOST: Final = 5
"""Tags that a post may have."""
_SETTLED: Final = frozenset({State.ANSWERED, State.RESOLVED})
_WHY: Final = "how its questions stand"


class Named(Protocol):
    """A tag of a forum."""

    @property
    def name(self) -> str: ...


T = TypeVar("T", bound=Named)


def wanted(standing: Mapping[State, int], settings: DiscordSettings) -> str:
    """The name of the tag for a post whose questions stand so; "" for none."""
    asked = {state for state, count in standing.items() if count}
    if asked & UNRESOLVED:
        return settings.unanswered_tag
    return settings.answered_tag if asked & _SETTLED else ""


def retagged(
    applied: Sequence[T], available: Sequence[T], name: str, settings: DiscordSettings
) -> list[T] | None:
    """The tags of a post with the one of that name, and without the other of ours.

    None where nothing is to change: also where there is no room for it, or no such tag.
    """
    ours = {settings.answered_tag.casefold(), settings.unanswered_tag.casefold()}
    others = [tag for tag in applied if tag.name.casefold() not in ours]
    right = [tag for tag in available if tag.name.casefold() == name.casefold()][:1]
    tags = [*others, *right]
    same = {tag.name for tag in tags} == {tag.name for tag in applied}
    return None if same or len(tags) > _MOST or (name and not right) else tags


class Tags(commands.Cog):
    """Notes in which posts something happened, and looks at them when they are due."""

    def __init__(self, bot: LooseEndsBot) -> None:
        self._bot = bot
        self._due: dict[ChannelRef, datetime] = {}

    async def cog_load(self) -> None:
        self.look.start()

    async def cog_unload(self) -> None:
        self.look.cancel()

    @commands.Cog.listener()
    async def on_message(self, message: discord.Message) -> None:
        self._note(message.guild and message.guild.id, message.channel.id)

    @commands.Cog.listener()
    async def on_raw_message_edit(self, event: discord.RawMessageUpdateEvent) -> None:
        self._note(event.guild_id, event.channel_id)

    @commands.Cog.listener()
    async def on_raw_message_delete(self, event: discord.RawMessageDeleteEvent) -> None:
        self._note(event.guild_id, event.channel_id)

    @commands.Cog.listener()
    async def on_raw_reaction_add(self, event: discord.RawReactionActionEvent) -> None:
        self._note(event.guild_id, event.channel_id)

    @commands.Cog.listener()
    async def on_raw_reaction_remove(self, event: discord.RawReactionActionEvent) -> None:
        self._note(event.guild_id, event.channel_id)

    @commands.Cog.listener()
    async def on_marked(self, channel: ChannelRef) -> None:
        """Somebody gave a verdict on a question there."""
        if channel.platform is Platform.DISCORD and channel.channel.isdecimal():
            self._note(int(channel.community), int(channel.channel))

    def _note(self, guild_id: int | None, channel_id: int) -> None:
        guild = guild_id and self._bot.get_guild(guild_id)
        thread = guild and guild.get_thread(channel_id)
        if thread and isinstance(thread.parent, discord.ForumChannel):
            due = self._bot.house.clock() + PAUSE
            self._due.setdefault(channel_ref(thread.guild.id, thread.id), due)

    @tasks.loop(seconds=_ROUND)
    async def look(self) -> None:
        """Tags the posts that are due."""
        now = self._bot.house.clock()
        for channel in [channel for channel, due in self._due.items() if due <= now]:
            del self._due[channel]
            try:
                await self._tag(channel)
            except (discord.HTTPException, LooseEndsError) as error:
                logs.warn("post-not-tagged", error=type(error).__name__, channel=channel.channel)

    async def _tag(self, channel: ChannelRef) -> None:
        guild = self._bot.get_guild(int(channel.community))
        thread = guild and guild.get_thread(int(channel.channel))
        if not thread or not isinstance(thread.parent, discord.ForumChannel):
            return
        asked = QuestionQuery(
            states=frozenset(State), within=frozenset({channel}), snoozed=True, limit=1
        )
        standing = (await self._bot.house.ledger.questions(asked)).by_state
        settings, parent = self._bot.house.settings, thread.parent
        name = wanted(standing, settings)
        tags = retagged(thread.applied_tags, parent.available_tags, name, settings)
        if tags is not None and (tags or not parent.flags.require_tag):
            await thread.edit(applied_tags=tags, reason=_WHY)


async def setup(bot: LooseEndsBot) -> None:
    settings = bot.house.settings
    if settings.answered_tag or settings.unanswered_tag:
        await bot.add_cog(Tags(bot))
