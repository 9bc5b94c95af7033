"""A guild in a simulated Discord, and the bot in it, on a ledger of its own.

The only module that knows the simulator: when it changes, this file does.
"""

from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import discord
import simcord

from bot.extraction.rules_extractor import RulesExtractor
from bot.ingest import Ingest
from bot.ingest.intake import Intake
from bot.meters import Meters
from bot.model import (
    Author,
    AuthorId,
    Channel,
    ChannelId,
    ChannelRef,
    CommunityId,
    Message,
    MessageId,
    MessageRef,
    Platform,
    Posted,
)
from bot.settings import DiscordSettings
from bot.store import open_store
from cogs.client import LooseEndsBot
from cogs.house import House
from cogs.values import channel_of
from tests.discord.double.judge import complaints

EXTENSIONS = (
    "cogs.answering.verbs",
    "cogs.answering.menus",
    "cogs.answering.importing",
    "cogs.answering.tags",
    "cogs.answering.buttons",
    "cogs.digests.buttons",
    "cogs.answering.tree",
)
NOW = datetime(2026, 5, 11, 18, 30, tzinfo=UTC)


@dataclass
class Clock:
    """Moved by hand."""

    now: datetime

    def __call__(self) -> datetime:
        return self.now


@dataclass
class World:
    """What a test arranges and asks: people, channels, what they posted."""

    env: simcord.Env
    house: House
    clock: Clock
    guild: simcord.GuildHandle
    posts: int = 0

    def member(self, name: str, **traits: Any) -> simcord.MemberActor:
        return self.guild.add_member(self.env.create_user(name), **traits)

    def keeper(self) -> simcord.MemberActor:
        """Somebody who may manage the server."""
        manage = discord.Permissions(manage_guild=True)
        return self.member("kim", roles=[self.guild.create_role("keeper", permissions=manage)])

    def channel(self, handle: simcord.ChannelHandle, **described: Any) -> Channel:
        """A channel as the ledger knows it."""
        ref = ChannelRef(
            Platform.DISCORD, CommunityId(str(self.guild.id)), ChannelId(str(handle.id))
        )
        return replace(Channel(ref, handle.name or ""), **described)

    async def posted(
        self,
        where: Channel | simcord.ChannelHandle,
        who: simcord.MemberActor,
        text: str,
        *,
        reply_to: Message | None = None,
    ) -> Message:
        """Somebody's post, already in the ledger. Each is a minute after the one before."""
        channel = where if isinstance(where, Channel) else self.channel(where)
        self.posts += 1
        id_ = str(discord.utils.time_snowflake(NOW - timedelta(days=9)) + self.posts)
        link = f"https://discord.com/channels/{self.guild.id}/{channel.ref.channel}/{id_}"
        message = Message(
            MessageRef(channel.ref, MessageId(id_)),
            Author(AuthorId(str(who.id)), who.name),
            NOW - timedelta(days=9) + timedelta(minutes=self.posts),
            text,
            reply_to=reply_to and reply_to.id,
            link=link,
        )
        await self.house.recorder.ingest([Posted(channel, message)])
        return message

    @property
    def bot(self) -> LooseEndsBot:
        """The bot itself, which may also do what a moderator does."""
        assert isinstance(self.env.bot, LooseEndsBot)
        return self.env.bot

    async def rule(
        self,
        where: simcord.ChannelHandle,
        whom: simcord.MemberActor | simcord.RoleHandle | None = None,
        **rights: bool | None,
    ) -> None:
        """Gives or takes rights in a channel: to a person, a role, or everybody."""
        allow, deny = discord.PermissionOverwrite(**rights).pair()
        is_person = isinstance(whom, simcord.MemberActor)
        await self._overwrite(
            where, whom.id if whom else self.guild.id, allow, deny, person=is_person
        )

    async def close(self, where: simcord.ChannelHandle) -> None:
        """Nobody sees the channel any more, but the bot and for whom it is opened."""
        view = discord.Permissions(view_channel=True)
        assert self.bot.user
        await self._overwrite(where, self.bot.user.id, view, discord.Permissions(), person=True)
        await self.rule(where, view_channel=False)

    async def open_to(
        self,
        where: simcord.ChannelHandle,
        whom: simcord.MemberActor | simcord.RoleHandle,
        **rights: bool | None,
    ) -> None:
        await self.rule(where, whom, **{"view_channel": True, **rights})

    async def _overwrite(
        self,
        where: simcord.ChannelHandle,
        target: int,
        allow: discord.Permissions,
        deny: discord.Permissions,
        *,
        person: bool,
    ) -> None:
        await self.bot.http.edit_channel_permissions(
            where.id, target, str(allow.value), str(deny.value), 1 if person else 0
        )
        await self.env.settle()

    async def edit(self, who: simcord.MemberActor, **traits: Any) -> None:
        """Changes a member, as a moderator would."""
        await self.bot.http.edit_member(self.guild.id, who.id, **traits)
        await self.env.settle()

    async def thread(
        self, under: simcord.ChannelHandle, name: str, kind: discord.ChannelType
    ) -> discord.Thread:
        channel = self.bot.get_channel(under.id)
        assert isinstance(channel, discord.TextChannel)
        thread = await channel.create_thread(name=name, type=kind)
        await self.env.settle()
        return thread

    def thread_channel(self, thread: discord.Thread) -> Channel:
        """A thread as the ledger knows it."""
        return channel_of(thread)

    def complaints(self) -> list[str]:
        """What Discord would not like about anything that the bot sent."""
        return [
            complaint
            for sent in self.env.http_requests
            for complaint in complaints(sent.method, sent.path, {}, sent.json)
        ]

    async def restart(self) -> None:
        """The bot ends and starts again; Discord and the ledger stay."""
        await self.env.restart_bot(bot(self.house))

    def later(self, **passed: float) -> None:
        self.clock.now += timedelta(**passed)


SOIL = (
    "The report says pH 5.1 in the lower beds. Would liming in autumn still help before the frost?"
)
PUMP = "Which adapter did you use for the pump?"


class Talk:
    """Mira asks about the soil (#1), Dov about the pump (#2); Jon answers Dov."""

    def __init__(self, world: World) -> None:
        self.world = world
        self.beds = world.guild.create_text_channel("beds")
        self.shed = self.beds
        self.mira, self.jon, self.dov = (world.member(name) for name in ("mira", "jon", "dov"))

    async def start(self) -> "Talk":
        self.soil = await self.world.posted(self.beds, self.mira, SOIL)
        self.pump = await self.world.posted(self.beds, self.dov, PUMP)
        self.adapter = await self.world.posted(
            self.beds, self.jon, "The 3/4 inch adapter fits the pump.", reply_to=self.pump
        )
        return self


def said(result: simcord.InteractionResult) -> str:
    """What somebody was answered: the text of the embed."""
    assert result.acknowledged
    assert result.response is not None
    [embed] = result.response.embeds
    return embed.description or ""


def message(result: simcord.InteractionResult) -> discord.Message:
    """The message that somebody was answered with."""
    assert result.response is not None
    return result.response.message


def buttons(result: simcord.InteractionResult | discord.Message) -> dict[str, str]:
    """The buttons and choices under an answer that can be used: label and `custom_id`."""
    shown = result.response if isinstance(result, simcord.InteractionResult) else result
    assert shown is not None
    message = shown.message if isinstance(shown, simcord.ResponseMessage) else shown
    return {
        getattr(part, "label", None) or "choice": part.custom_id or ""
        for row in message.components
        if isinstance(row, discord.ActionRow)
        for part in row.children
        if isinstance(part, discord.Button | discord.SelectMenu) and not part.disabled
    }


@asynccontextmanager
async def opened(folder: Path, settings: DiscordSettings) -> AsyncGenerator[tuple[House, Clock]]:
    """A house with an empty ledger, and its clock."""
    clock = Clock(NOW)
    url = f"sqlite+aiosqlite:///{folder / 'ledger.db'}"
    async with open_store(url, clock=clock) as store:
        ingest = Ingest(store, RulesExtractor())
        meters = Meters()
        intake = Intake(ingest, meters)
        yield House(settings, store, ingest, intake, store, store, meters, clock), clock


def bot(house: House) -> LooseEndsBot:
    """The bot with all that answers, and none of what reads: tests write the ledger themselves."""
    made = LooseEndsBot(house, extensions=EXTENSIONS)
    made.shard_count = 1  # the simulator wants to know beforehand
    return made
