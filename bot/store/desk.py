"""Where an edge keeps what came until it is taken in: `letters`, as an edge uses them."""

from collections.abc import Callable, Mapping, Sequence
from typing import Concatenate, ParamSpec, Protocol, TypeVar

from sqlalchemy import Connection

from bot.model import ChannelId, CoverageNote, Letter, MessageId, Platform, Relation
from bot.store import letters

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
