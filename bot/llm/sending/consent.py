"""`ports.Consent`: whose words may leave the machine. Nobody's, unless somebody said so."""

from collections.abc import Collection, Sequence
from typing import Final, Protocol

from bot.model import AuthorId, Channel, ChannelRef, Message, MessageRef
from bot.ports import RefiningLog

EVERYWHERE: Final = "*"


class Silent(Protocol):
    """Who does not want to be kept."""

    def last(self, channel: ChannelRef, author: AuthorId, /) -> bool:
        """Whether somebody does not, in a channel, now."""
        ...


class Silencing(Protocol):
    """Who knows that. May raise `StoreError`."""

    async def silences(self) -> Silent: ...


def is_opted_in(channel: Channel | None, names: Collection[str]) -> bool:
    """Whether a channel is named: by its own id, its parent's or its community's, or with all."""
    if channel is None:
        return False
    own = (channel.ref.channel, channel.parent, channel.ref.community, EVERYWHERE)
    return any(name in names for name in own)


class NamedChannels:
    """Consents to what is said in the channels that are named, by people who are not silent."""

    def __init__(self, names: Collection[str], log: RefiningLog, people: Silencing) -> None:
        self._names, self._log, self._people = names, log, people
        self._channels: dict[ChannelRef, Channel] = {}

    async def given(self, messages: Sequence[Message]) -> Collection[MessageRef]:
        silent = await self._people.silences()
        await self._describe({message.ref.channel for message in messages})
        return {
            message.ref
            for message in messages
            if is_opted_in(self._channels.get(message.ref.channel), self._names)
            and not silent.last(message.ref.channel, message.author.id)
        }

    async def _describe(self, channels: Collection[ChannelRef]) -> None:
        """Looks up the channels that are new here."""
        if not self._channels.keys() >= set(channels):
            self._channels = {channel.ref: channel for channel in await self._log.channels()}


class Everybody:
    """Consents to all: for texts that somebody hands in themselves, for a model to split."""

    async def given(self, messages: Sequence[Message]) -> Collection[MessageRef]:
        return {message.ref for message in messages}
