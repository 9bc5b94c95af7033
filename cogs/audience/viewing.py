"""Who asks, and what that person may read now: an interaction -> the `Context` of a verb."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import TypeAlias

import discord

from bot.commands import Context
from bot.errors import NotAllowed
from bot.model import Arrival, AuthorId, CommunityId, Marked, Person, Platform
from bot.views.moments import READERS_ZONE
from cogs.audience.board import board_of
from cogs.audience.places import Map
from cogs.audience.rights import Audience, Reach
from cogs.audience.showing import shown_to_all
from cogs.client import LooseEndsBot
from cogs.values import GUILD_CHANNEL, channel_of

Asked: TypeAlias = discord.Interaction[LooseEndsBot]
"""Somebody used a command, a menu or a button of ours."""


@dataclass(frozen=True, slots=True)
class _Announcing:
    """Takes in marks, and lets the edge know where they were made."""

    bot: LooseEndsBot

    async def ingest(self, arrivals: Sequence[Arrival]) -> object:
        receipt = await self.bot.house.recorder.ingest(arrivals)
        for arrival in arrivals:
            if isinstance(arrival, Marked):
                self.bot.dispatch("marked", arrival.mark.message.channel)
        return receipt


async def context_of(asked: Asked, *, to_all: bool = False, thorough: bool = True) -> Context:
    """The context of whoever asked, as of now; `to_all`: narrowed to what may be shown to all in
    this channel. `thorough` as in `Audience.reach`.

    Raises NotAllowed outside of guilds, and where the member may not speak to all; StoreError.
    """
    member = asked.user
    if not isinstance(member, discord.Member):
        raise NotAllowed("I keep the ledgers of servers. Ask me in one of them.")
    house = asked.client.house
    community = CommunityId(str(member.guild.id))
    known = await house.ledger.channels(community)
    here, look_up = asked.channel_id or 0, asked.client.fetched
    audience = Audience(member, house.settings.settlers, here, look_up)
    map_ = asked.client.survey.map(member.guild, known)
    reach = await audience.reach(map_, thorough=thorough)
    if to_all:
        reach = _public(asked, map_, reach)
    return Context(
        viewer=AuthorId(str(member.id)),
        now=house.clock().replace(tzinfo=READERS_ZONE),
        ledger=house.ledger,
        recorder=_Announcing(asked.client),
        within=reach.within,
        settling=reach.settling,
        community=community,
        person=Person(Platform.DISCORD, AuthorId(str(member.id))),
        in_private=not to_all,
        caretaker=house.caretaker,
        board=board_of(asked.client, member.guild, audience),
    )


def _public(asked: Asked, map_: Map, reach: Reach) -> Reach:
    """What of it may be shown to all where it was asked for."""
    channel, allowed = asked.channel, asked.permissions
    in_thread = isinstance(channel, discord.Thread)
    if not (allowed.send_messages_in_threads if in_thread else allowed.send_messages):
        raise NotAllowed("You may not write here, so I show it to nobody else.")
    if not isinstance(channel, GUILD_CHANNEL):
        return Reach()
    shown = shown_to_all(reach.places, map_.place(channel_of(channel)))
    return replace(reach, places=tuple(shown), within=frozenset(p.channel.ref for p in shown))
