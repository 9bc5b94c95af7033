"""Moments as people and programs write them: "12:18", "2 May 18:04", "03/05/24, 6:04 PM", "3h"."""

import re
import tomllib
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, date, time, timedelta, timezone
from functools import lru_cache
from importlib.resources import files
from typing import Any, Final

LONGEST: Final = 48
"""Characters of a written moment; anything longer is prose."""

_WORDS: Final[dict[str, Any]] = tomllib.loads(
    files("bot.importers").joinpath("moments.toml").read_text("utf-8")
)
_MONTHS: Final = {
    name: number for number, names in enumerate(_WORDS["months"], 1) for name in names.split()
}
_FILLING: Final = frozenset[str](_WORDS["filling"].split())
_DAYS_BACK: Final[dict[str, int]] = _WORDS["days_back"]

_MONTH: Final = r"(?P<name>[^\W\d_]{3,10})"
_CLOCK: Final = re.compile(
    r"(?<![\d:])(?P<h>\d{1,2}):(?P<m>\d{2})(?::(?P<s>\d{2}))?(?:[.,]\d{1,9})?(?![\d:])"
    r"(?:\s?(?P<half>[ap])\.?m\b\.?)?",
    re.IGNORECASE,
)
_NUMBERS: Final = re.compile(
    r"(?<!\d)(?P<a>\d{1,2})([-/.])(?P<b>\d{1,2})\2(?P<year>\d{4}|\d{2})(?!\d)"
)
_DATES: Final = (
    re.compile(r"(?<!\d)(?P<year>\d{4})([-/.])(?P<month>\d{1,2})\2(?P<day>\d{1,2})(?!\d)"),
    _NUMBERS,
    re.compile(
        rf"(?<!\d)(?P<day>\d{{1,2}})(?:st|nd|rd|th|\.)?\s(?:de\s)?{_MONTH}[.,]?"
        r"(?:\s(?:de\s)?(?P<year>\d{4})(?!\d))?"
    ),
    re.compile(
        rf"{_MONTH}\.?\s(?P<day>\d{{1,2}})(?:st|nd|rd|th)?(?![\d:])(?:,?\s(?P<year>\d{{4}}))?(?!\d)"
    ),
    re.compile(rf"{_MONTH}\.?\s(?P<year>\d{{4}})(?!\d)"),
)
_LATE_YEAR: Final = re.compile(r"(?<!\d)\d{4}$")
_ZONE: Final = re.compile(r"(?:(?P<zero>Z|UTC|GMT)|(?P<sign>[+-])(?P<h>\d{2}):?(?P<m>\d{2}))$")
_BETWEEN: Final = re.compile(r"[\s,·•|()\[\].]+")
_AGO: Final = re.compile(
    r"(?P<n>\d{1,3}|an?)\s?(?P<unit>s|sec|secs|seconds?|m|min|mins|minutes?|h|hr|hrs|hours?|d|days?"
    r"|w|wk|weeks?|mo|mos|months?|y|yr|yrs|years?)\.?(?:\sago)?",
    re.IGNORECASE,
)
_AGO_UNITS: Final = {
    "s": timedelta(seconds=1),
    "m": timedelta(minutes=1),
    "h": timedelta(hours=1),
    "d": timedelta(days=1),
    "w": timedelta(weeks=1),
    "mo": timedelta(days=30),
    "y": timedelta(days=365),
}
_OLDEST_YEAR: Final = 1970


@dataclass(frozen=True, slots=True)
class Written:
    """A moment as it was written: what it does not say is None.

    `day` lies in year 4 (a leap year) where none was written; then `year_known` is False.
    """

    day: date | None = None
    clock: time | None = None
    zone: timezone | None = None
    ago: timedelta | None = None
    year_known: bool = True


def parse_moment(text: str, *, day_first: bool = True) -> Written | None:
    """What `text` says of a moment; None where anything in it is no part of one.

    `day_first` reads 03/05/2024 as 3 May, else as March 5.
    """
    words = text.strip()
    return _parsed(words, day_first=day_first) if 0 < len(words) <= LONGEST else None


@lru_cache(maxsize=4096)
def _parsed(rest: str, *, day_first: bool) -> Written | None:
    if match := _AGO.fullmatch(rest):
        return Written(ago=_ago(match))
    try:
        clock, rest = _take_clock(rest)
        (day, year_known), rest = _take_day(rest, day_first=day_first)
        zone, rest = _take_zone(rest) if clock else (None, rest)
    except ValueError:  # the 31st of April, half past 25
        return None
    words = [word for word in _BETWEEN.split(rest.lower()) if word and word not in _FILLING]
    back = _DAYS_BACK.get(words[0]) if len(words) == 1 else None
    if (words and back is None) or (day, clock, back) == (None, None, None):
        return None
    return Written(day, clock, zone, None if back is None else timedelta(days=back), year_known)


def day_comes_first(moments: Iterable[str]) -> bool:
    """Whether 03/05/2024 means 3 May among these moments, as far as they tell.

    A number above 12 decides; else a twelve-hour clock beside slashes speaks for America.
    """
    american = False
    for moment in moments:
        numbers, clock = _NUMBERS.search(moment[:LONGEST]), _CLOCK.search(moment[:LONGEST])
        if numbers is None:
            continue
        if max(int(numbers["a"]), int(numbers["b"])) > 12:
            return int(numbers["a"]) > 12
        american |= numbers[2] == "/" and clock is not None and clock["half"] is not None
    return not american


def _ago(match: re.Match[str]) -> timedelta:
    unit = match["unit"].lower()
    number = int(match["n"]) if match["n"].isdecimal() else 1
    return number * _AGO_UNITS["mo" if unit.startswith("mo") else unit[0]]


def _cut(text: str, match: re.Match[str]) -> str:
    return f"{text[: match.start()]} {text[match.end() :]}".strip()


def _take_clock(text: str) -> tuple[time | None, str]:
    match = _CLOCK.search(text)
    if match is None:
        return None, text
    hour = int(match["h"])
    if match["half"]:
        hour = hour % 12 + (12 if match["half"].lower() == "p" else 0)
    return time(hour, int(match["m"]), int(match["s"] or 0)), _cut(text, match)


def _take_day(text: str, *, day_first: bool) -> tuple[tuple[date | None, bool], str]:
    for shape in _DATES:
        match = shape.search(text)
        if match is None:
            continue
        parts = match.groupdict()
        if "a" in parts:
            parts["day"], parts["month"] = parts["a"], parts["b"]
            if not day_first:
                parts["day"], parts["month"] = parts["b"], parts["a"]
        month = _month(parts)
        if month is None:
            continue
        rest = _cut(text, match)
        late = _LATE_YEAR.search(rest)  # "Fri May 03 12:18:01 2024", the clock already cut
        if parts["year"] is None and late is not None:
            parts["year"], rest = late[0], rest[: late.start()]
        return (_day(parts["year"], month, parts.get("day")), parts["year"] is not None), rest
    return (None, True), text


def _month(parts: dict[str, str | None]) -> int | None:
    name = parts.get("name")
    return _MONTHS.get(name.lower()) if name else int(parts["month"] or 0)


def _day(year: str | None, month: int, day: str | None) -> date:
    number = 4 if year is None else int(year) + (2000 if len(year) == 2 else 0)
    if year is not None and number < _OLDEST_YEAR:
        message = "No chat is that old."
        raise ValueError(message)
    return date(number, month, int(day or 1))


def _take_zone(text: str) -> tuple[timezone | None, str]:
    match = _ZONE.search(text)
    if match is None:
        return None, text
    if match["zero"]:
        return UTC, _cut(text, match)
    offset = timedelta(hours=int(match["h"]), minutes=int(match["m"]))
    return timezone(offset if match["sign"] == "+" else -offset), _cut(text, match)
