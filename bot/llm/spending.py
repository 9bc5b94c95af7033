"""`ports.Purse`: what may be spent in a day, in all and by each community.

What a call may take at most is booked before it is made, and set right after: who is killed in
between has spent too much in the books, never too little.
"""

from collections import defaultdict
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Final

from bot.clock import Clock
from bot.errors import OverBudget
from bot.model import ChannelRef, CommunityId, Platform, Spending, Usage
from bot.ports import Accounts

MILLION: Final = 1_000_000


@dataclass(frozen=True, slots=True)
class Prices:
    """Of a million tokens `sent`, and of a million `written`; None where they are not known."""

    sent: Decimal | None = None
    written: Decimal | None = None

    def of(self, usage: Usage) -> Decimal | None:
        """What so many tokens cost. Unknown is unknown, not nothing."""
        if self.sent is None or self.written is None:
            return None
        return (self.sent * usage.sent + self.written * usage.written) / MILLION


@dataclass(frozen=True, slots=True)
class Limit:
    """Of a day; 0 is no limit."""

    tokens: int = 0
    money: Decimal = Decimal(0)

    def allows(self, spent: Spending) -> bool:
        """Money whose sum is not known is within no limit of money."""
        if self.tokens and spent.usage.tokens > self.tokens:
            return False
        return not self.money or (spent.money is not None and spent.money <= self.money)


@dataclass(frozen=True, slots=True)
class Budget:
    """What may be spent in a day (UTC) in `all`, and of that by `each` community."""

    all: Limit = Limit()
    each: Limit = Limit()
    prices: Prices = Prices()


class Slate:
    """`ports.Accounts` without a database: what was spent since this was made."""

    def __init__(self) -> None:
        self._spent: dict[tuple[date, Platform, CommunityId], Spending] = {}

    async def spend(
        self,
        day: date,
        channel: ChannelRef,
        model: str,
        amount: Spending,
        allowed: Callable[[Spending, Spending], bool] = lambda _all, _its: True,
    ) -> bool:
        here = (day, channel.platform, channel.community)
        its = self._spent.get(here, Spending())
        everybody = [spent for key, spent in self._spent.items() if key[0] == day]
        if not allowed(sum(everybody, Spending()), its):
            return False
        self._spent[here] = its + amount
        return True

    async def spent(
        self, since: date, community: tuple[Platform, CommunityId] | None = None
    ) -> Spending:
        found = (
            spent
            for (day, *there), spent in self._spent.items()
            if day >= since and community in {None, tuple(there)}
        )
        return sum(found, Spending())


class DayPurse:
    """Pays from the budget of the day. Refuses a call that may go beyond it; trims none."""

    def __init__(self, accounts: Accounts, budget: Budget, model: str, now: Clock) -> None:
        self._accounts, self._budget, self._model, self._now = accounts, budget, model, now
        self._asked: dict[tuple[ChannelRef, Usage], list[date]] = defaultdict(list)

    async def ask(self, channel: ChannelRef, most: Usage) -> None:
        today = self._now().date()
        call = Spending(1, most, 0, self._budget.prices.of(most))

        def allowed(everybody: Spending, its: Spending) -> bool:
            budget = self._budget
            return budget.all.allows(everybody + call) and budget.each.allows(its + call)

        if not await self._accounts.spend(today, channel, self._model, call, allowed):
            raise OverBudget("What may be spent on the language model today is spent.")
        self._asked[channel, most].append(today)

    async def pay(self, channel: ChannelRef, most: Usage, used: Usage) -> None:
        """On the day on which it was asked for."""
        days = self._asked[channel, most]
        day = days.pop() if days else self._now().date()
        if not days:
            del self._asked[channel, most]
        back = Usage(used.sent - most.sent, used.written - most.written)
        change = Spending(0, back, 0, self._budget.prices.of(back))
        await self._accounts.spend(day, channel, self._model, change)

    async def read(self, channel: ChannelRef, messages: int) -> None:
        """Counts the messages that were read for what was paid."""
        known = Spending(messages=messages)
        await self._accounts.spend(self._now().date(), channel, self._model, known)
