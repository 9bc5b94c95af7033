"""What may be spent in a day: refused when it is spent, never trimmed, unknown where unknown."""

from dataclasses import replace
from datetime import timedelta
from decimal import Decimal
from pathlib import Path

import pytest

from bot.errors import OverBudget
from bot.llm.spending import Budget, DayPurse, Limit, Prices, Slate
from bot.model import CommunityId, Spending, Usage
from bot.store import open_store
from tests.unit.llm.double import CHANNEL, NOON, Watch

ELSEWHERE = replace(CHANNEL, community=CommunityId("meadow"))
CALL = Usage(80, 20)
PRICES = Prices(Decimal(1_000), Decimal(10_000))
"""Of which the call costs 0.28."""


def purse(budget: Budget, slate: Slate | None = None, clock: Watch | None = None) -> DayPurse:
    return DayPurse(slate or Slate(), budget, "tiny", clock or Watch())


async def spend(purse: DayPurse, most: Usage = CALL, used: Usage = CALL) -> None:
    await purse.ask(CHANNEL, most)
    await purse.pay(CHANNEL, most, used)


async def test_call_that_goes_beyond_the_tokens_of_the_day_is_refused_whole() -> None:
    slate = Slate()
    ours = purse(Budget(all=Limit(tokens=250)), slate)
    await spend(ours)
    await spend(ours)

    with pytest.raises(OverBudget):
        await ours.ask(CHANNEL, CALL)

    assert (await slate.spent(NOON.date())).usage.tokens == 200


async def test_what_is_set_aside_counts_until_it_is_paid() -> None:
    ours = purse(Budget(all=Limit(tokens=150)))
    await ours.ask(CHANNEL, CALL)
    with pytest.raises(OverBudget):
        await ours.ask(CHANNEL, CALL)

    await ours.pay(CHANNEL, CALL, Usage(10, 5))

    await ours.ask(CHANNEL, CALL)


async def test_each_community_has_its_share() -> None:
    ours = purse(Budget(each=Limit(tokens=100)))
    await spend(ours)

    with pytest.raises(OverBudget):
        await ours.ask(CHANNEL, CALL)
    await ours.ask(ELSEWHERE, CALL)


async def test_money_is_a_limit_of_its_own() -> None:
    ours = purse(Budget(all=Limit(money=Decimal("0.5")), prices=PRICES))
    await spend(ours)

    with pytest.raises(OverBudget):
        await ours.ask(CHANNEL, CALL)


async def test_unknown_price_is_within_no_limit_of_money() -> None:
    ours = purse(Budget(all=Limit(money=Decimal(1_000))))

    with pytest.raises(OverBudget):
        await ours.ask(CHANNEL, CALL)


async def test_unknown_price_stays_unknown() -> None:
    slate = Slate()
    await spend(purse(Budget(prices=Prices(Decimal(1), None)), slate))

    assert (await slate.spent(NOON.date())).money is None


async def test_new_day_has_a_new_budget() -> None:
    clock = Watch()
    ours = purse(Budget(all=Limit(tokens=100)), clock=clock)
    await spend(ours)
    clock.pass_by(days=1)

    await spend(ours)


async def test_call_over_midnight_is_paid_on_the_day_on_which_it_was_asked_for() -> None:
    slate, clock = Slate(), Watch()
    ours = purse(Budget(), slate, clock)
    await ours.ask(CHANNEL, CALL)
    clock.pass_by(days=1)

    await ours.pay(CHANNEL, CALL, Usage(1, 1))

    assert await slate.spent(clock().date()) == Spending()
    assert (await slate.spent(NOON.date())).usage == Usage(1, 1)


async def test_what_was_never_asked_for_is_paid_today() -> None:
    slate = Slate()

    await purse(Budget(), slate).pay(CHANNEL, Usage(), CALL)

    assert (await slate.spent(NOON.date())).usage == CALL


async def test_cost_of_a_thousand_messages_is_told() -> None:
    slate = Slate()
    ours = purse(Budget(prices=PRICES), slate)
    await spend(ours)
    await ours.read(CHANNEL, 4)

    assert (await slate.spent(NOON.date())).by_thousand == (25_000, Decimal(70))
    assert Spending().by_thousand == (None, None)
    assert Spending(1, CALL, 4, None).by_thousand == (25_000, None)


async def test_what_was_spent_is_told_by_community() -> None:
    slate = Slate()
    ours = purse(Budget(), slate)
    await spend(ours)
    await ours.ask(ELSEWHERE, CALL)

    here = (CHANNEL.platform, CHANNEL.community)
    assert (await slate.spent(NOON.date(), here)).calls == 1
    assert (await slate.spent(NOON.date())).calls == 2
    assert (await slate.spent(NOON.date() + timedelta(days=1))).calls == 0


async def test_what_was_spent_survives_a_restart_and_a_kill_in_the_middle_of_a_call(
    tmp_path: Path,
) -> None:
    url, budget = f"sqlite+aiosqlite:///{tmp_path}/a.db", Budget(all=Limit(tokens=150))
    async with open_store(url) as store:
        await DayPurse(store.model_desk, budget, "tiny", Watch()).ask(CHANNEL, CALL)

    async with open_store(url) as store:
        again = DayPurse(store.model_desk, budget, "tiny", Watch())

        with pytest.raises(OverBudget):
            await again.ask(CHANNEL, CALL)
