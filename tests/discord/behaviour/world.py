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

EXTENSIONS = ("cogs.verbs", "cogs.menus", "cogs.buttons", "cogs.tree")
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

    async def restart(self) -> None:
        """The bot ends and starts again; Discord and the ledger stay."""
        await self.env.restart_bot(bot(self.house))

    def later(self, **passed: float) -> None:
        self.clock.now += timedelta(**passed)


def said(result: simcord.InteractionResult) -> str:
    """What somebody was answered: the text of the embed."""
    assert result.acknowledged
    assert result.response is not None
    [embed] = result.response.embeds
    return embed.description or ""


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
