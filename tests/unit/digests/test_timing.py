"""When a digest is due: over years, zones, changes of clocks, and clocks that jump."""

from collections.abc import Sequence
from datetime import UTC, datetime, time, timedelta
from itertools import islice, pairwise
from zoneinfo import ZoneInfo

import pytest
from cronsim import CronSim
from hypothesis import given
from hypothesis import strategies as st

from bot.digests.schedule import Quiet, Schedule
from bot.digests.timing import due, is_timely, occurrences, upcoming
from bot.model import ChannelId, Platform

BERLIN = ZoneInfo("Europe/Berlin")
ZONES = st.sampled_from(
    [
        "UTC",
        "Europe/Berlin",
        "America/New_York",
        "Australia/Lord_Howe",  # clocks change by half an hour
        "Pacific/Apia",  # skipped a day in 2011
        "Asia/Kathmandu",
        "America/Sao_Paulo",  # changed at midnight
        "Africa/Casablanca",
    ]
)
CRONS = st.sampled_from(
    ["0 9 * * 1", "30 2 * * *", "0 0 * * *", "15 */6 * * *", "0 9 1 * *", "45 1,2,3 * * *"]
)
MOMENTS = st.datetimes(datetime(1995, 1, 1), datetime(2037, 1, 1)).map(  # noqa: DTZ001
    lambda at: at.replace(tzinfo=UTC)
)
HOURS = st.tuples(st.times(), st.times()).filter(lambda pair: pair[0] != pair[1])


def schedule(cron: str, zone: str = "UTC", quiet: Quiet | None = None) -> Schedule:
    return Schedule(
        "weekly",
        Platform.DISCORD,
        ChannelId("1"),
        cron,
        ZoneInfo(zone),
        quiet=quiet,
        grace=timedelta(hours=12),
    )


def at(year: int, month: int, day: int, hour: int, minute: int = 0, fold: int = 0) -> datetime:
    """A moment of Berlin, in UTC."""
    local = datetime(year, month, day, hour, minute, fold=fold, tzinfo=BERLIN)
    return local.astimezone(UTC)


def seen(asked: Schedule, begin: datetime, moments: Sequence[datetime]) -> list[datetime]:
    """What is posted by somebody who looks at the clock at these moments."""
    posted: list[datetime] = []
    for now in moments:
        known = [each for each in (begin, *posted) if each <= now]
        found = due(asked, max(known), now) if known else None
        if found is not None and found not in posted:
            posted.append(found)
    return posted


def test_it_is_due_from_its_minute_on() -> None:
    weekly = schedule("0 9 * * 1", "Europe/Berlin")
    monday = at(2026, 5, 11, 9)

    assert due(weekly, at(2026, 5, 8, 12), monday - timedelta(seconds=1)) is None
    assert due(weekly, at(2026, 5, 8, 12), monday) == monday
    assert due(weekly, monday, monday + timedelta(hours=1)) is None


def test_of_many_that_were_missed_one_is_made_up_for() -> None:
    daily = schedule("0 9 * * *")

    now = at(2026, 5, 11, 14)

    assert due(daily, now - timedelta(days=30), now) == datetime(2026, 5, 11, 9, tzinfo=UTC)


def test_what_is_too_late_is_let_go() -> None:
    weekly = schedule("0 9 * * 1")
    monday = datetime(2026, 5, 11, 9, tzinfo=UTC)

    assert due(weekly, monday - timedelta(days=1), monday + timedelta(hours=12)) == monday
    assert due(weekly, monday - timedelta(days=1), monday + timedelta(hours=13)) is None


def test_an_hour_that_is_skipped_is_made_up_for_when_the_clocks_go_on() -> None:
    nightly = schedule("30 2 * * *", "Europe/Berlin")

    found = list(islice(occurrences(nightly, at(2026, 3, 27, 12)), 3))

    assert found == [at(2026, 3, 28, 2, 30), at(2026, 3, 29, 3), at(2026, 3, 30, 2, 30)]


def test_an_hour_that_comes_twice_brings_one_digest() -> None:
    nightly = schedule("30 2 * * *", "Europe/Berlin")

    found = list(islice(occurrences(nightly, at(2026, 10, 24, 12)), 2))

    assert found == [at(2026, 10, 25, 2, 30), at(2026, 10, 26, 2, 30)]


@pytest.mark.parametrize(
    ("hour", "expected"), [(21, None), (23, (12, 7)), (3, (11, 7)), (7, None), (12, None)]
)
def test_quiet_hours_go_past_midnight(hour: int, expected: tuple[int, int] | None) -> None:
    quiet = Quiet(time(22), time(7))
    now = datetime(2026, 5, 11, hour, tzinfo=BERLIN)

    assert quiet.holds(now) is (expected is not None)
    day, until = expected or (11, hour)
    assert quiet.over(now) == at(2026, 5, day, until)


def test_what_is_due_in_quiet_hours_is_posted_at_their_end() -> None:
    nightly = schedule("0 23 * * *", quiet=Quiet(time(22), time(12)))
    asked = datetime(2026, 5, 10, 23, tzinfo=UTC)

    before = asked - timedelta(hours=2)

    assert due(nightly, before, asked + timedelta(hours=1)) is None
    assert due(nightly, before, asked + timedelta(hours=13)) == asked
    assert due(nightly, before, asked + timedelta(hours=22)) == asked
    assert upcoming(nightly, before) == asked + timedelta(hours=13)


def test_a_schedule_of_no_day_is_never_due() -> None:
    assert upcoming(schedule("0 9 29 2 1#5"), datetime(2071, 1, 1, tzinfo=UTC)) is not None


@given(CRONS, ZONES, MOMENTS)
def test_occurrences_are_those_of_cron_each_once_and_in_order(
    cron: str, zone: str, after: datetime
) -> None:
    found = list(islice(occurrences(schedule(cron, zone), after), 12))

    assert all(earlier < later for earlier, later in pairwise([after, *found]))
    begin = (after - timedelta(days=2)).astimezone(ZoneInfo(zone))
    plain = {at.astimezone(UTC) for at in islice(CronSim(cron, begin), 40)}
    assert {moment for moment in plain if after < moment <= found[-1]} <= set(found)


@given(
    CRONS,
    ZONES,
    MOMENTS,
    st.lists(st.integers(-3 * 24 * 60, 9 * 24 * 60), min_size=1, max_size=30),
)
def test_no_clock_however_it_jumps_brings_an_occurrence_twice_or_one_too_late(
    cron: str, zone: str, begin: datetime, jumps: list[int]
) -> None:
    asked, now = schedule(cron, zone), begin
    moments: list[datetime] = []
    for minutes in jumps:
        now += timedelta(minutes=minutes)
        moments.append(now)

    posted = seen(asked, begin, moments)

    assert len(posted) == len(set(posted))
    assert all(any(is_timely(asked, at, now) and at <= now for now in moments) for at in posted)


@given(CRONS, ZONES, MOMENTS, st.integers(5, 60))
def test_who_looks_often_misses_none(cron: str, zone: str, begin: datetime, step: int) -> None:
    asked = schedule(cron, zone)
    moments = [begin + timedelta(minutes=step * n) for n in range(24 * 60 // step)]

    posted = seen(asked, begin, moments)

    every = occurrences(asked, begin)
    expected = [at for at in islice(every, 100) if at <= moments[-1]]
    within = timedelta(minutes=step)
    # Two that are nearer to each other than two looks are one.
    spaced = [a for a, b in pairwise([*expected, begin + timedelta(days=9)]) if b - a > within]
    assert set(spaced) <= set(posted) <= set(expected)


@given(HOURS, ZONES, MOMENTS)
def test_the_end_of_quiet_hours_is_not_quiet_and_the_first_such_moment_of_a_day(
    hours: tuple[time, time], zone: str, moment: datetime
) -> None:
    begin, end = (each.replace(second=0, microsecond=0) for each in hours)
    if begin == end:
        return
    quiet, local = Quiet(begin, end), moment.astimezone(ZoneInfo(zone))

    over = quiet.over(local)

    assert over >= moment
    assert over - moment <= timedelta(hours=26)
    assert not quiet.holds(over.astimezone(ZoneInfo(zone)))


@given(CRONS, ZONES, MOMENTS, HOURS)
def test_nothing_is_due_in_quiet_hours(
    cron: str, zone: str, now: datetime, hours: tuple[time, time]
) -> None:
    quiet = Quiet(*hours)

    found = due(schedule(cron, zone, quiet), now - timedelta(days=9), now)

    assert found is None or not quiet.holds(now.astimezone(ZoneInfo(zone)))
