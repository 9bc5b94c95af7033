"""The bot: one connection (or several, on many guilds), and what is plugged into it."""

import discord
from discord.ext import commands

from cogs import EXTENSIONS
from cogs.answering.tree import Tree
from cogs.audience.survey import Survey
from cogs.guard import guard
from cogs.hearing.attendance import Attendance
from cogs.hearing.renewal import renew
from cogs.hearing.scope import Scope
from cogs.history.backfill import Backfill
from cogs.house import House
from cogs.recent import Recent
from cogs.values import GUILD_CHANNEL, GuildChannel

GUILDS_WITHIN = 2.0
"""Seconds without word of another guild after which all are thought to have come."""
_THREADS_AT_HAND = 1_000
# Voice is not for us; nobody needs to be told at every start.
discord.VoiceClient.warn_nacl = discord.VoiceClient.warn_dave = False


class LooseEndsBot(commands.AutoShardedBot):
    """Listens to guilds and answers commands.

    `house` is what commands work with. Nothing that it says pings anybody, unless a call says
    otherwise; it keeps no messages, and members only where the setting asks for them.
    """

    def __init__(self, house: House, *, extensions: tuple[str, ...] = EXTENSIONS) -> None:
        super().__init__(
            command_prefix=commands.when_mentioned,
            tree_cls=Tree,
            help_command=None,
            intents=intents(house),
            allowed_mentions=discord.AllowedMentions.none(),
            max_messages=None,
            chunk_guilds_at_startup=False,
            member_cache_flags=_cached(house),
            guild_ready_timeout=GUILDS_WITHIN,
        )
        self.house = house
        self.attendance = Attendance(self)
        self.backfill = Backfill(self)
        self.waiting: set[discord.Interaction[LooseEndsBot]] = set()
        """What people asked, and have no answer to yet."""
        self._wanted = extensions
        self._at_hand: Recent[int, GuildChannel] = Recent(_THREADS_AT_HAND)
        self.survey = Survey()
        guard(self, house.meters, self._heed)
        house.meters.shards.set_function(self._shards_up)
        house.meters.latency.set_function(lambda: self.latency)

    async def setup_hook(self) -> None:
        """Loads the extensions, after the login and before the gateway opens."""
        for name in self._wanted:
            await self.load_extension(name)

    async def on_message(self, message: discord.Message) -> None:
        """Words that mention the bot are no commands: it answers to slash commands alone."""

    async def on_shard_ready(self, shard_id: int) -> None:
        self.attendance.look_round(shard_id)

    async def on_shard_disconnect(self, shard_id: int) -> None:
        self.attendance.suspend(shard_id)

    async def on_shard_resumed(self, shard_id: int) -> None:
        self.attendance.resume(shard_id)

    def _heed(self, event: str, told: object) -> None:
        self.survey.heed(event, told)
        renew(self, event, told)

    def _shards_up(self) -> int:
        return sum(not shard.is_closed() for shard in self.shards.values())

    @property
    def scope(self) -> Scope:
        """What is read. Known after the login."""
        return Scope(self.house.settings, self.user.id if self.user else 0)

    async def resolved(self, channel: object) -> GuildChannel | None:
        """A guild's channel or thread, also one of which only the id was told; None for others."""
        if isinstance(channel, GUILD_CHANNEL):
            return channel
        if isinstance(channel, discord.PartialMessageable) and channel.guild_id is not None:
            return await self.fetched(channel.id)
        return None

    async def fetched(self, channel_id: int) -> GuildChannel | None:
        """A channel that is not in memory, an archived thread; None where it is not there, or not
        for us.
        """
        if known := self._at_hand[channel_id]:
            return known
        try:
            found = await self.fetch_channel(channel_id)
        except (discord.NotFound, discord.Forbidden, discord.InvalidData):
            return None
        if not isinstance(found, GUILD_CHANNEL):
            return None
        self.keep(found)
        return found

    def keep(self, channel: GuildChannel) -> None:
        """Spares us to ask for the channel soon again."""
        self._at_hand[channel.id] = channel


def intents(house: House) -> discord.Intents:
    """What the bot asks to be told of: no more than it uses."""
    return discord.Intents(
        guilds=True,
        guild_messages=True,
        guild_reactions=True,
        message_content=house.settings.message_content,
        members=house.settings.members,
    )


def _cached(house: House) -> discord.MemberCacheFlags:
    kept = discord.MemberCacheFlags.none()
    kept.joined = house.settings.members
    return kept
