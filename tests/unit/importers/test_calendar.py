from datetime import UTC, date, datetime

from bot.importers.calendar import INSTANT, Calendar
from bot.importers.moments import Written, parse_moment

DATED = datetime(2026, 6, 1, 20, 0, tzinfo=UTC)


def written(text: str) -> Written:
    found = parse_moment(text)
    assert found is not None
    return found


def times(*texts: str, dated: datetime = DATED) -> list[datetime]:
    calendar = Calendar(dated)
    return [calendar.moment(written(text)).at for text in texts]


def utc(day: int, hour: int = 0, minute: int = 0, *, month: int = 6, year: int = 2026) -> datetime:
    return datetime(year, month, day, hour, minute, tzinfo=UTC)


def test_calendar_takes_bare_times_for_those_of_the_day_the_file_was_written() -> None:
    assert times("12:18", "12:20") == [utc(1, 12, 18), utc(1, 12, 20)]


def test_calendar_puts_the_first_time_a_day_earlier_when_it_would_lie_in_the_future() -> None:
    assert times("22:10") == [utc(31, 22, 10, month=5)]


def test_calendar_goes_on_at_midnight() -> None:
    assert times("23:59", "00:01", "00:05") == [
        utc(31, 23, 59, month=5),
        utc(1, 0, 1),
        utc(1, 0, 5),
    ]


def test_calendar_keeps_the_order_of_lines_that_run_back_a_little() -> None:
    assert times("12:18", "12:17", "12:18") == [
        utc(1, 12, 18),
        utc(1, 12, 18) + INSTANT,
        utc(1, 12, 18) + 2 * INSTANT,
    ]


def test_calendar_believes_dates_that_run_back() -> None:
    assert times("2026-05-03 15:00", "2026-05-03 12:00") == [
        utc(3, 15, month=5),
        utc(3, 12, month=5),
    ]


def test_calendar_does_not_skip_a_day_after_a_line_that_began_it() -> None:
    calendar = Calendar(DATED)
    calendar.turn_to(written("2026-05-02"))
    before = calendar.moment(written("23:50")).at
    calendar.turn_to(written("2026-05-03"))

    assert before == utc(2, 23, 50, month=5)
    assert calendar.moment(written("00:10")).at == utc(3, 0, 10, month=5)


def test_calendar_fills_in_the_year_that_is_not_after_the_file() -> None:
    assert times("2 May 18:04", "24 December 18:04") == [
        utc(2, 18, 4, month=5),
        utc(24, 18, 4, month=12, year=2025),
    ]


def test_calendar_finds_the_last_leap_year_for_the_29th_of_february() -> None:
    assert times("29 Feb 12:00") == [utc(29, 12, month=2, year=2024)]


def test_calendar_goes_back_as_far_as_a_leap_year_is() -> None:
    dated = datetime(1904, 1, 1, tzinfo=UTC)  # 1900 had no 29 February

    assert times("29 Feb", dated=dated) == [datetime(1896, 2, 29, tzinfo=UTC)]


def test_calendar_counts_back_from_when_the_file_was_written() -> None:
    assert times("3h", "2 days ago", "Yesterday at 6:04 PM") == [
        utc(1, 17),
        utc(30, 20, month=5),
        utc(31, 18, 4, month=5),
    ]


def test_calendar_turns_offsets_into_utc() -> None:
    assert times("2026-05-03 00:10 +02:00") == [utc(2, 22, 10, month=5)]


def test_calendar_lets_what_has_no_time_follow_on_what_was_before() -> None:
    calendar = Calendar(DATED)

    assert calendar.moment(None).at == DATED
    assert calendar.moment(None).at == DATED + INSTANT


def test_key_of_a_moment_does_not_depend_on_when_the_file_was_written() -> None:
    later = DATED.replace(month=9)
    for text in ("12:18", "2 May 18:04", "2026-05-03 12:18", "3h", "2026-05-03"):
        keys = {Calendar(dated).moment(written(text)).key for dated in (DATED, later)}

        assert len(keys) == 1


def test_key_of_a_moment_bears_the_day_where_it_was_written() -> None:
    calendar = Calendar(DATED)
    undated = calendar.moment(written("12:18")).key
    calendar.turn_to(Written(day=date(2026, 5, 3)))

    assert undated == "12:18:00"
    assert calendar.moment(written("12:18")).key == "2026-05-03 12:18:00"
