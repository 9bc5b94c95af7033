"""What Discord tells -> the nouns of the house. Pure.

Keys are Discord's own ids, in which its importer agrees: an export and the live talk are one.
"""

from datetime import datetime
from typing import Final, TypeAlias

import discord

from bot.model import (
    Author,
    AuthorId,
    Channel,
    ChannelId,
    ChannelKind,
    ChannelRef,
    CommunityId,
    Message,
    MessageId,
    MessageRef,
    Platform,
    Posted,
    Reaction,
)

GuildChannel: TypeAlias = (
    discord.TextChannel
    | discord.VoiceChannel
    | discord.StageChannel
    | discord.ForumChannel
    | discord.Thread
)
"""Where posts can be, or threads of them."""
GUILD_CHANNEL: Final = (
    discord.TextChannel,
    discord.VoiceChannel,
    discord.StageChannel,
    discord.ForumChannel,
    discord.Thread,
)


def channel_ref(guild_id: int, channel_id: int) -> ChannelRef:
    return ChannelRef(Platform.DISCORD, CommunityId(str(guild_id)), ChannelId(str(channel_id)))


def community_of(guild: discord.Guild) -> CommunityId:
    return CommunityId(str(guild.id))


def message_ref(guild_id: int, channel_id: int, message_id: int) -> MessageRef:
    return MessageRef(channel_ref(guild_id, channel_id), MessageId(str(message_id)))


def channel_of(channel: GuildChannel) -> Channel:
    """A channel or thread. Forum posts are threads of their forum."""
    is_thread = isinstance(channel, discord.Thread)
    return Channel(
        channel_ref(channel.guild.id, channel.id),
        name=channel.name,
        kind=ChannelKind.THREAD if is_thread else ChannelKind.ROOM,
        parent=ChannelId(str(channel.parent_id)) if is_thread else None,
        community_name=channel.guild.name,
        private=is_thread and channel.is_private(),
    )


def posted(
    message: discord.Message, channel: GuildChannel, reactions: tuple[Reaction, ...] = ()
) -> Posted:
    """A message as it stands now. Discord only counts its reactions: who put them is asked for."""
    return Posted(
        channel_of(channel),
        Message(
            ref=message_ref(channel.guild.id, channel.id, message.id),
            author=author_of(message.author),
            at=message.created_at,
            text=text_of(message),
            reply_to=_reply_to(message, channel),
            mentions=tuple(AuthorId(str(user.id)) for user in message.mentions),
            reactions=reactions,
            system=message.is_system(),
            edited_at=message.edited_at,
            link=message.jump_url,
        ),
    )


def author_of(user: discord.abc.User) -> Author:
    return Author(AuthorId(str(user.id)), user.display_name, user.bot)


def reaction(emoji: str, user_id: int, at: datetime | None = None) -> Reaction:
    """By the emoji's name: a Unicode emoji is its own name, as in exports."""
    return Reaction(emoji, AuthorId(str(user_id)), at)


def text_of(message: discord.Message) -> str:
    """What the author wrote, markup and all. What was passed on (a forward, a crosspost) are words
    of somebody else: they are given as a quote. A poll is its question and its answers.

    Attachments, stickers and embeds are not words, and are left out.
    """
    if message.flags.is_crossposted:
        return quoted(message.content)
    passed_on = [quoted(snapshot.content) for snapshot in message.message_snapshots]
    return "\n".join(part for part in (*passed_on, message.content, *_poll(message)) if part)


def quoted(text: str) -> str:
    return "\n".join(f"> {line}" for line in text.split("\n")) if text else ""


def _poll(message: discord.Message) -> list[str]:
    poll = message.poll
    return [] if poll is None else [poll.question, *(f"- {answer.text}" for answer in poll.answers)]


def _reply_to(message: discord.Message, channel: GuildChannel) -> MessageId | None:
    """What the reply button was used on, in this channel."""
    reference = message.reference
    is_reply = message.type is discord.MessageType.reply
    if reference is None or reference.message_id is None or not is_reply:
        return None
    here = reference.channel_id == channel.id
    return MessageId(str(reference.message_id)) if here else None
