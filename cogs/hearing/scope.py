"""Which channels and whose posts are read."""

from dataclasses import dataclass

import discord

from bot.settings import DiscordSettings
from cogs.values import GuildChannel


@dataclass(frozen=True, slots=True)
class Scope:
    """What the settings let the bot read; `me` is its own id."""

    settings: DiscordSettings
    me: int

    def has_channel(self, channel: GuildChannel) -> bool:
        """Whether the channel is to be read, by its own id or that of what it lies in."""
        ids = {str(id_) for id_ in _homes(channel)}
        wanted = not self.settings.read or bool(ids & self.settings.read)
        return wanted and not ids & self.settings.skip

    def has_author(self, author: discord.abc.User) -> bool:
        if author.id == self.me:
            return self.settings.own
        return self.settings.bots or not author.bot

    def can_see(self, message: discord.Message) -> bool:
        """Whether Discord shows us the words of the message. Without the intent only of those that
        mention us.
        """
        return self.settings.message_content or any(m.id == self.me for m in message.mentions)

    def has(self, message: discord.Message) -> bool:
        """Whether the message is to be read, in a channel that is."""
        is_talk = message.type is not discord.MessageType.thread_starter_message
        return is_talk and self.has_author(message.author) and self.can_see(message)


def _homes(channel: GuildChannel) -> list[int]:
    if isinstance(channel, discord.Thread):
        parent = channel.parent
        above = _homes(parent) if parent is not None else [channel.parent_id, channel.guild.id]
        return [channel.id, *above]
    category = [] if channel.category_id is None else [channel.category_id]
    return [channel.id, *category, channel.guild.id]
