"""Sees to it that nothing is kept longer than it may be."""

from collections.abc import AsyncIterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Final, Protocol

from bot.ingest.ingest import Ingest
from bot.model import Channel, ChannelRef, Deleted, Left, MessageRef, Parting
from bot.ports import MessageLog

_TOGETHER: Final = 500
"""Messages in one transaction."""


@dataclass(frozen=True, slots=True)
class Terms:
    """For how many days what was posted is kept (0: for ever), elsewhere `by_place`: by the id of a
    channel, of what it hangs under, or of its community. `grace` is how long what was read in a
    place is kept that we are out of.
    """

    days: int = 0
    by_place: Mapping[str, int] = field(default_factory=dict[str, int])
    grace: timedelta = timedelta()

    @property
    def is_limited(self) -> bool:
        return bool(self.days or any(self.by_place.values()))

    def end(self, channel: Channel, now: datetime) -> datetime | None:
        """What was posted before this moment is kept no longer; None where all of it is."""
        places = (channel.ref.channel, channel.parent, channel.ref.community)
        named = [self.by_place[place] for place in places if place and place in self.by_place]
        days = named[0] if named else self.days
        return now - timedelta(days=days) if days else None


class Shelf(Protocol):
    """Where something waits for its keys, or for what it is about. Every method may raise
    `StoreError`.
    """

    async def sealed_places(self) -> Sequence[ChannelRef]:
        """The channels of which something waits for its keys."""
        ...

    async def expire(self, channel: ChannelRef, end: datetime) -> None:
        """What was sent in a channel before then waits there no longer."""
        ...


class Log(MessageLog, Protocol):
    """What is tidied."""

    @property
    def desk(self) -> Shelf: ...

    async def channels(self) -> Sequence[Channel]:
        """The channels that are known."""
        ...


class Tidying:
    """Tidies a ledger. What is broken off is done the next time."""

    def __init__(self, log: Log, ingest: Ingest, terms: Terms) -> None:
        self._log, self._ingest, self._terms = log, ingest, terms

    async def tidy(self, now: datetime) -> None:
        """Forgets those whose forgetting was broken off, the places that we are out of for long
        enough, and what is too old. Raises StoreError.
        """
        for person, at in await self._log.people.being_forgotten():
            await self._ingest.forget(person, at)
        over = [p for p in await self._log.people.partings() if now - p.at >= self._terms.grace]
        if over:
            await self._ingest.leave([_left(parting, now) for parting in over])
        if self._terms.is_limited:
            await self._expire(now)
        await self._log.people.scrub()

    async def _expire(self, now: datetime) -> None:
        unread = {ref: Channel(ref, ref.channel) for ref in await self._log.desk.sealed_places()}
        known = {channel.ref: channel for channel in await self._log.channels()}
        for channel in {**unread, **known}.values():
            if (end := self._terms.end(channel, now)) is not None:
                async for old in self._older(channel, end):
                    await self._ingest.ingest([Deleted(ref, now) for ref in old])
                await self._log.desk.expire(channel.ref, end)

    async def _older(self, channel: Channel, end: datetime) -> AsyncIterator[list[MessageRef]]:
        """The messages from before that moment, in portions; each is to be deleted in between."""
        while True:
            page = await self._log.page(channel.ref, None, _TOGETHER)
            old = [MessageRef(channel.ref, id_) for at, id_ in page if at < end]
            if not old:
                return
            yield old


def _left(parting: Parting, now: datetime) -> Left:
    return Left(parting.platform, parting.community, now, parting.channel)
