"""Moments in words: how long ago, and on which day. Dates are shown in the zone of `now`."""

from datetime import datetime, timedelta
from typing import Final

from bot.views.wording import count, say

_MINUTE: Final = timedelta(minutes=1)
_HOUR: Final = timedelta(hours=1)
_DAY: Final = timedelta(days=1)
_MONTH: Final = 30.4375 * _DAY
_YEAR: Final = 365.25 * _DAY

_UNITS: Final = (
    (2 * _YEAR, _YEAR, "age.years"),
    (2 * _MONTH, _MONTH, "age.months"),
    (_DAY, _DAY, "age.days"),
    (_HOUR, _HOUR, "age.hours"),
    (_MINUTE, _MINUTE, "age.minutes"),
)
"""From which age on, in which unit, under which words: days up to two months, "23 days"."""


def age(at: datetime, now: datetime) -> str:
    """How old something is: "3 h", "9 days"; "just now" below a minute and for the future."""
    passed = now - at
    for start, unit, words in _UNITS:
        if passed >= start:
            return count(words, passed // unit)
    return say("age.now")


def ago(at: datetime, now: datetime) -> str:
    """As a phrase: "9 days ago", "just now"."""
    return say("age.now") if now - at < _MINUTE else say("age.ago", age=age(at, now))


def day(at: datetime, now: datetime) -> str:
    """The day: "3 May", with the year where it is not the present one."""
    local = at.astimezone(now.tzinfo)
    key = "date.day" if local.year == now.year else "date.day_of_year"
    month = say("date.months").split()[local.month - 1]
    return say(key, day=local.day, month=month, year=local.year)


def lately(at: datetime, now: datetime) -> str:
    """As a phrase of today, "2 min ago", and as the day for what is older."""
    return ago(at, now) if now - at < _DAY else day(at, now)


def moment(at: datetime, now: datetime) -> str:
    """Day and time: "2 May 18:04"."""
    local = at.astimezone(now.tzinfo)
    return say("date.moment", day=day(at, now), time=f"{local:%H:%M}")
