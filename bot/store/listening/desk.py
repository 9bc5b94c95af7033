"""Where an edge keeps what came until it is taken in: `letters`, as an edge uses them."""

from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from typing import Concatenate, ParamSpec, Protocol, TypeVar

from sqlalchemy import Connection

from bot.model import (
    ChannelId,
    ChannelRef,
    CoverageNote,
    Letter,
    MessageId,
    Platform,
    Relation,
    Sealed,
)
from bot.store.listening import expiring, letters, sealed

_P = ParamSpec("_P")
_Result = TypeVar("_Result")


class Access(Protocol):
    """Lets work read a database, or write it in a transaction of its own."""

    async def __call__(
        self,
        work: Callable[Concatenate[Connection, _P], _Result],
        /,
        *args: _P.args,
        **kwargs: _P.kwargs,
    ) -> _Result: ...


class Desk:
    """What came and waits. Every method may raise `StoreError`."""

    def __init__(self, read: Access, write: Access) -> None:
        self._read, self._write = read, write

    async def accept(
        self,
        arrived: Sequence[Letter],
        relations: Sequence[Relation] = (),
        notes: Sequence[CoverageNote] = (),
        keepsakes: Mapping[str, str] | None = None,
    ) -> None:
        """Keeps all that came at once, in one transaction. A letter that waits is kept once."""
        await self._write(letters.accept, arrived, relations, notes, keepsakes or {})

    async def waiting(
        self, platform: Platform, after: int = 0, most: int = 500
    ) -> list[tuple[int, Letter]]:
        """The letters that have yet to be taken in, in the order in which they came, each with a
        number that grows; those with numbers above `after`.
        """
        return await self._read(letters.waiting, platform, after, most)

    async def answered(self, done: Sequence[Letter]) -> None:
        """They have been taken in, and are not kept any longer."""
        if done:
            await self._write(letters.answered, done)

    async def related(
        self, platform: Platform, channel: ChannelId, event: MessageId
    ) -> Relation | None:
        """What an event is about, where it is an edit or a reaction."""
        return await self._read(letters.related, platform, channel, event)

    async def set_aside(self, found: Sequence[Sealed]) -> None:
        """Keeps letters whose keys are missing until these come; none of who is not kept."""
        if found:
            await self._write(sealed.set_aside, found)

    async def missing(self, platform: Platform) -> list[tuple[ChannelId, str]]:
        """The keys that letters wait for, each with its channel."""
        return await self._read(sealed.missing, platform)

    async def take_up(self, platform: Platform, keys: Sequence[str]) -> int:
        """Lets the letters that these keys open wait to be taken in; returns how many."""
        return await self._write(sealed.take_up, platform, keys) if keys else 0

    async def let_go(self, platform: Platform, channel: ChannelId, event: MessageId) -> None:
        """Keeps a sealed letter no longer, since what is in it was deleted."""
        await self._write(sealed.let_go, platform, channel, event)

    async def sealed_places(self) -> list[ChannelRef]:
        """The channels of which letters wait for their keys."""
        return await self._read(sealed.places)

    async def expire(self, channel: ChannelRef, end: datetime) -> None:
        """Keeps nothing of a channel waiting any longer that was sent before then."""
        await self._write(expiring.expire, channel, end)
