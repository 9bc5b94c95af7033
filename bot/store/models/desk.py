"""Where the queue for a language model, and who pays for it, come to the store."""

from collections.abc import Callable, Collection, Mapping, Sequence
from datetime import date, datetime

from bot.model import (
    Act,
    Backlog,
    Channel,
    ChannelRef,
    CommunityId,
    Inquiry,
    Message,
    MessageRef,
    Place,
    Platform,
    Refinement,
    Spending,
    Waiting,
)
from bot.store.listening.desk import Access
from bot.store.models import backlog, dropping, older, spending
from bot.store.reading import reach


class ModelDesk:
    """`ports.RefiningLog` and `ports.Accounts`. Every method may raise `StoreError`."""

    def __init__(self, read: Access, write: Access) -> None:
        self._read, self._write = read, write

    async def next(self, after: int, most: int, context: int) -> Waiting | None:
        return await self._read(backlog.following, after, most, context)

    async def dismiss(self, messages: Collection[MessageRef]) -> None:
        await self._write(backlog.dismiss, messages)

    async def tried(self, messages: Collection[MessageRef]) -> None:
        await self._write(backlog.tried, messages)

    async def known(self, keys: Collection[str]) -> Mapping[str, Refinement]:
        return await self._read(backlog.known, keys)

    async def channels(self, community: CommunityId | None = None) -> list[Channel]:
        return await self._read(reach.channels, community)

    async def inquiries(self, channel: ChannelRef, most: int) -> list[Inquiry]:
        return await self._read(backlog.inquiries, channel, most)

    async def note_dropped(self, day: date, items: Mapping[str, int]) -> None:
        await self._write(dropping.note_dropped, day, items)

    async def backlog(self) -> Backlog:
        return await self._read(backlog.backlog)

    async def unasked(
        self, channel: ChannelRef, after: Place, most: int
    ) -> Sequence[tuple[Message, tuple[Act, ...]]]:
        return await self._read(older.unasked, channel, after, most)

    async def put_off(self, messages: Collection[MessageRef]) -> None:
        await self._write(older.put_off, messages)

    async def read_back_to(self) -> datetime | None:
        """When the oldest message was posted that a model read, or is to read."""
        return await self._read(older.read_back_to)

    async def let_go(self) -> None:
        """Nothing waits any longer: there is no model that it could wait for."""
        await self._write(backlog.let_go)

    async def spend(
        self,
        day: date,
        channel: ChannelRef,
        model: str,
        amount: Spending,
        allowed: Callable[[Spending, Spending], bool] = lambda _all, _its: True,
    ) -> bool:
        return await self._write(spending.spend, day, channel, model, amount, allowed)

    async def spent(
        self, since: date, community: tuple[Platform, CommunityId] | None = None
    ) -> Spending:
        return await self._read(spending.spent, since, community)
