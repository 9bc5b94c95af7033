"""Posts digests on Discord: what the house asks of an edge for them (`bot.digests.outbox`)."""

from datetime import timedelta, tzinfo
from io import BytesIO
from typing import Final

import discord

from bot.digests.outbox import Audience, Parcel
from bot.digests.runner import key_of
from bot.model import ChannelId, MessageId, Platform
from bot.views import DigestView, View
from bot.views.moments import READERS_ZONE
from cogs.audience.showing import shown_to_all
from cogs.client import LooseEndsBot
from cogs.digests.page import Sign, buttons_of, sign_of
from cogs.digests.postable import check, open_channel, sending
from cogs.pages.escape import clipped
from cogs.pages.sheets import sheets
from cogs.values import channel_of, community_of

PICTURE: Final = "digest.png"
_EARLIER: Final = timedelta(minutes=5)
"""Clocks may differ by so much."""
_LOOKED_THROUGH: Final = 1_000
_ALT: Final = 1_024
_MOST: Final = 4_000
"""How long the words of one message may get: when it is mended, it may be longer than at first."""


class DiscordOutbox:
    """Posts in the channels of guilds. Implements `bot.digests.outbox.Outbox`."""

    def __init__(self, bot: LooseEndsBot) -> None:
        self._bot = bot

    @property
    def platform(self) -> Platform:
        return Platform.DISCORD

    @property
    def zone(self) -> tzinfo:
        return READERS_ZONE

    async def audience(self, to: ChannelId) -> Audience:
        channel = await open_channel(self._bot, to)
        guild = channel.guild
        known = await self._bot.house.ledger.channels(community_of(guild))
        map_ = self._bot.survey.map(guild, known)
        shown = shown_to_all(map_.places, map_.place(channel_of(channel)))
        within = frozenset(place.channel.ref for place in shown)
        return Audience(community_of(guild), f"#{channel.name}", within)

    def holds(self, view: DigestView) -> bool:
        return len(sheets(view)) == 1

    async def post(self, parcel: Parcel) -> MessageId:
        sign = Sign(key_of(parcel.occurrence), parcel.part)
        channel = await open_channel(self._bot, parcel.schedule.to)
        async with sending():
            # Whoever crashed may have posted it: Discord itself knows that for some minutes only.
            since = parcel.since - _EARLIER
            async for message in channel.history(limit=_LOOKED_THROUGH, after=since):
                if message.author == self._bot.user and sign_of(message) == sign:
                    return MessageId(str(message.id))
            posted = await channel.send(
                _rings(parcel),
                embed=_embed(parcel.view, has_picture=parcel.picture is not None),
                files=_files(parcel),
                view=buttons_of(parcel.view, sign),
                allowed_mentions=_allowed(parcel),
                nonce=sign.nonce,
            )
        return MessageId(str(posted.id))

    async def mend(
        self, to: ChannelId, message: MessageId, view: DigestView, *, is_deleted: bool
    ) -> MessageId:
        """Discord keeps no earlier words of a message, deleted or not."""
        channel = await open_channel(self._bot, to)
        async with sending():
            there = await channel.fetch_message(int(message))
            await there.edit(
                embed=_embed(view, has_picture=bool(there.attachments or there.embeds[0].image)),
                view=buttons_of(view, sign_of(there)),
            )
        return message

    async def tell(self, to: ChannelId, notice: View, key: str) -> None:
        channel = await open_channel(self._bot, to)
        async with sending():
            await channel.send(embed=discord.Embed(description=sheets(notice)[0]), nonce=key)


async def post_digests(bot: LooseEndsBot) -> None:
    """Posts what is due, until it is cancelled. Raises ConfigurationError where that could never
    be: at the start, when somebody looks.
    """
    digests = bot.house.digests
    if digests is None or not digests.on(Platform.DISCORD):
        return
    await bot.wait_until_ready()
    if Platform.DISCORD not in digests.outboxes:
        for schedule in digests.on(Platform.DISCORD):
            await check(bot, schedule)
    await digests.run(DiscordOutbox(bot))


def _embed(view: DigestView, *, has_picture: bool) -> discord.Embed:
    words = "\n".join(sheets(view))
    embed = discord.Embed(description=clipped(words, _MOST))
    if has_picture:
        embed.set_image(url=f"attachment://{PICTURE}")
    return embed


def _files(parcel: Parcel) -> list[discord.File]:
    if parcel.picture is None:
        return []
    alt = parcel.view.alt[:_ALT]
    return [discord.File(BytesIO(parcel.picture), PICTURE, description=alt)]


def _allowed(parcel: Parcel) -> discord.AllowedMentions:
    roles = [discord.Object(int(role)) for role in parcel.mention if role.isdecimal()]
    return discord.AllowedMentions(everyone=False, users=False, roles=roles or False)


def _rings(parcel: Parcel) -> str | None:
    """The words that ring for roles: only those that the settings name."""
    return " ".join(f"<@&{role}>" for role in parcel.mention if role.isdecimal()) or None
