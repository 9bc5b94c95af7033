from datetime import timedelta

import pytest

from bot.commands import duration
from bot.errors import WrongUse


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("30m", timedelta(minutes=30)),
        ("12h", timedelta(hours=12)),
        ("7d", timedelta(days=7)),
        ("2w", timedelta(weeks=2)),
        (" 3 days ", timedelta(days=3)),
        ("1 Hour", timedelta(hours=1)),
        ("90 min", timedelta(minutes=90)),
        ("1 week", timedelta(weeks=1)),
    ],
)
def test_a_stretch_of_time_is_read_as_people_type_it(typed: str, meant: timedelta) -> None:
    assert duration(typed) == meant


@pytest.mark.parametrize("typed", ["", "7", "d", "-3d", "0h", "3 months", "1.5d", "99999w", "٣d"])
def test_what_is_no_stretch_of_time_is_refused_with_examples(typed: str) -> None:
    with pytest.raises(WrongUse, match="30m, 12h, 7d or 2w"):
        duration(typed)
