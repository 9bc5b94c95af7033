"""Which stretches of which channels have yet to be read, and in what order."""

from datetime import UTC, datetime, timedelta

from discord.utils import time_snowflake
from hypothesis import given
from hypothesis import strategies as st

from bot.model import Gap, MessageId
from cogs.history.plan import BEGINNING, UNSURE, Plan, lowered, opened
from cogs.values import channel_ref

NOW = datetime(2026, 5, 1, 12, tzinfo=UTC)
HEARD = NOW - timedelta(hours=1)
BEDS, SHED = channel_ref(1, 2), channel_ref(1, 3)
FIRST = Gap(BEDS, BEGINNING, BEGINNING)


def gap(before: int, after: str = "", channel: object = BEDS) -> Gap:
    assert channel in {BEDS, SHED}
    return Gap(BEDS if channel == BEDS else SHED, MessageId(after), MessageId(str(before)))


def test_channel_that_was_never_read_is_to_be_read_from_its_beginning() -> None:
    found = opened(BEDS, [], 5, HEARD, NOW)

    assert found is not None
    assert found.after == BEGINNING
    assert int(found.before) > time_snowflake(NOW)


def test_guild_that_was_never_heard_is_to_be_read_from_its_beginning() -> None:
    found = opened(BEDS, [FIRST], 5, None, NOW)

    assert found is not None
    assert found.after == BEGINNING


def test_what_was_posted_since_it_was_heard_is_to_be_read() -> None:
    later = time_snowflake(HEARD + timedelta(minutes=1))

    found = opened(BEDS, [FIRST], later, HEARD, NOW)

    assert found is not None
    assert int(found.after) == time_snowflake(HEARD - UNSURE)


def test_nothing_is_to_be_read_where_nothing_was_posted_since() -> None:
    assert opened(BEDS, [FIRST], time_snowflake(HEARD - UNSURE), HEARD, NOW) is None
    assert opened(BEDS, [FIRST], None, HEARD, NOW) is None


def test_gap_is_closed_when_its_start_is_reached_or_there_is_nothing_before() -> None:
    assert lowered(gap(90, "50"), 60) == gap(60, "50")
    assert lowered(gap(90, "50"), 50).is_closed
    assert lowered(gap(90, "50"), 40).is_closed
    assert lowered(gap(90), None).is_closed


def test_newest_channel_comes_first_then_each_in_turn() -> None:
    plan = Plan()
    plan.add([gap(90), gap(95, channel=SHED), gap(99, "91", SHED)])

    turns: list[Gap] = []
    while plan:
        taken = plan.take()
        turns.append(taken)
        plan.put_back(lowered(taken, None))

    assert turns == [gap(99, "91", SHED), gap(90), gap(95, channel=SHED)]


def test_dropped_channel_is_not_read() -> None:
    plan = Plan()
    plan.add([gap(90), gap(95, channel=SHED), gap(80, "70", SHED)])

    plan.drop(SHED)
    plan.put_back(gap(85, channel=SHED))

    assert len(plan) == 1
    assert plan.take() == gap(90)


def test_gap_that_is_noted_again_counts_once() -> None:
    plan = Plan()
    plan.add([gap(90)])
    plan.add([gap(95)])

    assert len(plan) == 1
    assert plan.take() == gap(95)


@given(st.lists(st.integers(1, 400), unique=True), st.integers(0, 399), st.integers(1, 9))
def test_every_message_of_a_gap_is_read_once(ids: list[int], after: int, size: int) -> None:
    plan = Plan()
    plan.add([gap(401, str(after) if after else "")])
    read: list[int] = []

    while plan:
        taken = plan.take()
        page = sorted((id_ for id_ in ids if id_ < int(taken.before)), reverse=True)[:size]
        read += [id_ for id_ in page if id_ > after]
        plan.put_back(lowered(taken, page[-1] if len(page) == size else None))

    assert read == sorted((id_ for id_ in ids if id_ > after), reverse=True)
