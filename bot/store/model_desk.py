"""Where the queue for a language model, and who pays for it, come to the store."""

from collections.abc import Callable, Collection, Mapping
from datetime import date

from bot.model import (
    Backlog,
    Channel,
    ChannelRef,
    CommunityId,
    Inquiry,
    MessageRef,
    Platform,
    Refinement,
    Spending,
    Waiting,
)
from bot.store import backlog, dropping, reach, spending
from bot.store.desk import Access


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
