from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from bot.views.moments import READERS_ZONE, STAMP, age, ago, day, lately, moment
from bot.views.text import shown

NOW = datetime(2026, 1, 3, 0, 30, tzinfo=UTC)


@pytest.mark.parametrize(
    ("passed", "words"),
    [
        (timedelta(seconds=-5), "just now"),
        (timedelta(seconds=59), "just now"),
        (timedelta(minutes=1), "1 min"),
        (timedelta(minutes=59), "59 min"),
        (timedelta(hours=1), "1 h"),
        (timedelta(hours=23, minutes=59), "23 h"),
        (timedelta(days=1), "1 day"),
        (timedelta(days=23), "23 days"),
        (timedelta(days=60), "60 days"),
        (timedelta(days=70), "2 months"),
        (timedelta(days=729), "23 months"),
        (timedelta(days=800), "2 years"),
    ],
)
def test_age_is_human(passed: timedelta, words: str) -> None:
    assert age(NOW - passed, NOW) == words


def test_ago_makes_a_phrase_of_the_age() -> None:
    assert ago(NOW - timedelta(hours=3), NOW) == "3 h ago"
    assert ago(NOW, NOW) == "just now"


def test_day_names_the_year_only_where_it_is_another() -> None:
    assert day(NOW, NOW) == "3 Jan"
    assert day(NOW - timedelta(days=9), NOW) == "25 Dec 2025"


def test_lately_is_an_age_today_and_a_day_before() -> None:
    assert lately(NOW - timedelta(hours=23), NOW) == "23 h ago"
    assert lately(NOW - timedelta(days=1), NOW) == "2 Jan"


def test_moment_is_shown_in_the_zone_of_now() -> None:
    reader = NOW.astimezone(ZoneInfo("America/New_York"))
    assert moment(NOW, reader) == "2 Jan 19:30"


@pytest.mark.parametrize(
    ("words", "precision"), [(ago, "ago"), (day, "day"), (moment, "moment"), (lately, "ago")]
)
def test_moments_stay_stamps_in_the_zone_of_whoever_reads(
    words: Callable[[datetime, datetime], str], precision: str
) -> None:
    said = STAMP.fullmatch(words(NOW - timedelta(hours=2), NOW.replace(tzinfo=READERS_ZONE)))

    assert said
    assert (said[1], int(said[2])) == (precision, int(NOW.timestamp()) - 7200)


def test_the_readers_zone_counts_as_utc() -> None:
    now = NOW.replace(tzinfo=READERS_ZONE)

    assert now.astimezone(UTC) == NOW
    assert now - NOW == timedelta()
    assert (now.dst(), now.tzname()) == (timedelta(), "reader")


def test_no_text_of_strangers_can_bear_a_stamp() -> None:
    assert not STAMP.search(shown("\x02ago:1\x03"))
