"""Whether Discord shows us what was posted in a channel before."""

import discord

from cogs.values import GuildChannel


def shows_history(channel: GuildChannel) -> bool:
    """Asked of our rights: where one is missing, Discord answers with no messages.

    https://discord.com/developers/docs/resources/message#get-channel-messages
    """
    room = channel.parent if isinstance(channel, discord.Thread) else channel
    return room is not None and room.permissions_for(channel.guild.me).read_message_history
