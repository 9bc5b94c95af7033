"""Moments in words: how long ago, and on which day. Dates are shown in the zone of `now`.

Where that is the `READERS_ZONE`, moments stay stamps, which the client of whoever reads puts into
words: only it knows the zone.
"""

import re
from datetime import datetime, timedelta, tzinfo
from enum import StrEnum
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


class Precision(StrEnum):
    """How a stamp is to be read."""

    AGO = "ago"
    DAY = "day"
    MOMENT = "moment"


STAMP: Final = re.compile("\x02(ago|day|moment):(-?[0-9]+)\x03")
"""A stamp: its precision, and seconds since 1970. No text of strangers holds one, since views let
no control character through.
"""


class _ReadersZone(tzinfo):
    """Counts as UTC, and says that dates are not to be written out."""

    def utcoffset(self, dt: datetime | None) -> timedelta:
        return timedelta()

    def dst(self, dt: datetime | None) -> timedelta:
        return timedelta()

    def tzname(self, dt: datetime | None) -> str:
        return "reader"


READERS_ZONE: Final[tzinfo] = _ReadersZone()


def _stamp(at: datetime, precision: Precision) -> str:
    return f"\x02{precision}:{int(at.timestamp())}\x03"


def _is_readers(now: datetime) -> bool:
    return now.tzinfo is READERS_ZONE


def age(at: datetime, now: datetime) -> str:
    """How old something is: "3 h", "9 days"; "just now" below a minute and for the future."""
    passed = now - at
    for start, unit, words in _UNITS:
        if passed >= start:
            return count(words, passed // unit)
    return say("age.now")


def ago(at: datetime, now: datetime) -> str:
    """As a phrase: "9 days ago", "just now"."""
    if _is_readers(now):
        return _stamp(at, Precision.AGO)
    return say("age.now") if now - at < _MINUTE else say("age.ago", age=age(at, now))


def day(at: datetime, now: datetime) -> str:
    """The day: "3 May", with the year where it is not the present one."""
    if _is_readers(now):
        return _stamp(at, Precision.DAY)
    local = at.astimezone(now.tzinfo)
    key = "date.day" if local.year == now.year else "date.day_of_year"
    month = say("date.months").split()[local.month - 1]
    return say(key, day=local.day, month=month, year=local.year)


def lately(at: datetime, now: datetime) -> str:
    """As a phrase of today, "2 min ago", and as the day for what is older."""
    return ago(at, now) if now - at < _DAY else day(at, now)


def moment(at: datetime, now: datetime) -> str:
    """Day and time: "2 May 18:04"."""
    if _is_readers(now):
        return _stamp(at, Precision.MOMENT)
    local = at.astimezone(now.tzinfo)
    return say("date.moment", day=day(at, now), time=f"{local:%H:%M}")
