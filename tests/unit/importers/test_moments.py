from datetime import UTC, date, time, timedelta, timezone

import pytest

from bot.importers.moments import Written, day_comes_first, parse_moment


@pytest.mark.parametrize(
    ("text", "written"),
    [
        ("12:18", Written(clock=time(12, 18))),
        ("12:18:01", Written(clock=time(12, 18, 1))),
        ("6:04 PM", Written(clock=time(18, 4))),
        ("6:04\u202fpm", Written(clock=time(18, 4))),
        ("12:10 a.m.", Written(clock=time(0, 10))),
        ("2024-05-03", Written(day=date(2024, 5, 3))),
        ("2024-05-03T12:18:01Z", Written(date(2024, 5, 3), time(12, 18, 1), UTC)),
        (
            "2024-05-03 12:18:01.123 +02:00",
            Written(date(2024, 5, 3), time(12, 18, 1), timezone(timedelta(hours=2))),
        ),
        (
            "2024-05-03 12:18 -0530",
            Written(date(2024, 5, 3), time(12, 18), timezone(-timedelta(hours=5, minutes=30))),
        ),
        ("03/05/2024, 12:18", Written(date(2024, 5, 3), time(12, 18))),
        ("3.5.24 12:18", Written(date(2024, 5, 3), time(12, 18))),
        ("12 May 2024", Written(day=date(2024, 5, 12))),
        ("12th May, 2024 at 18:04", Written(date(2024, 5, 12), time(18, 4))),
        ("May 3, 2024 6:04 pm", Written(date(2024, 5, 3), time(18, 4))),
        ("Fri May 03, 2024 12:18 pm", Written(date(2024, 5, 3), time(12, 18))),
        ("Fri May 03 12:18:01 2024", Written(date(2024, 5, 3), time(12, 18, 1))),
        ("Freitag, 3. Mai 2024", Written(day=date(2024, 5, 3))),
        ("3 de mayo de 2024", Written(day=date(2024, 5, 3))),
        ("Jan 2023", Written(day=date(2023, 1, 1))),
        ("2 May 18:04", Written(date(4, 5, 2), time(18, 4), year_known=False)),
        ("Feb 29", Written(day=date(4, 2, 29), year_known=False)),
        ("3h", Written(ago=timedelta(hours=3))),
        ("5 days ago", Written(ago=timedelta(days=5))),
        ("2y", Written(ago=timedelta(days=730))),
        ("3mo", Written(ago=timedelta(days=90))),
        ("an hour ago", Written(ago=timedelta(hours=1))),
        ("Today at 12:18", Written(clock=time(12, 18), ago=timedelta())),
        ("Yesterday at 6:04 PM", Written(clock=time(18, 4), ago=timedelta(days=1))),
    ],
)
def test_moment_is_read_as_people_write_it(text: str, written: Written) -> None:
    assert parse_moment(text) == written


@pytest.mark.parametrize(
    "text",
    [
        "",
        "mira",
        "3 marvels",
        "chapter 12:18",
        "25:00",
        "12:71",
        "31/04/2024",
        "12 Mayor 2024",
        "0050-01-01",
        "Sunday",
        "12:18 " + "and so on " * 10,
    ],
)
def test_moment_is_none_where_the_text_says_anything_else(text: str) -> None:
    assert parse_moment(text) is None


def test_moment_puts_the_month_first_when_told_so() -> None:
    assert parse_moment("03/05/2024", day_first=False) == Written(day=date(2024, 3, 5))


@pytest.mark.parametrize(
    ("moments", "day_first"),
    [
        (["03/05/2024, 12:18"], True),
        (["03/05/2024, 12:18", "25/05/2024, 9:00"], True),
        (["03/05/2024, 12:18", "05/25/2024, 9:00"], False),
        (["3/5/24, 6:04 PM"], False),
        (["3/5/24, 6:04 PM", "25/5/24, 6:04 PM"], True),
        (["12:18", "2024-05-03"], True),
    ],
)
def test_day_comes_first_unless_the_moments_say_otherwise(
    moments: list[str], day_first: bool
) -> None:
    assert day_comes_first(moments) is day_first
