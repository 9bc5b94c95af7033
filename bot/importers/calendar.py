"""Completes written moments: "12:18" becomes an instant, and the day goes on at midnight."""

from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from typing import Final

from bot.importers.moments import Written

JITTER: Final = timedelta(minutes=65)
"""A log may step back by this much (the hour of summer time) without meaning the next day."""
DAY: Final = timedelta(days=1)
INSTANT: Final = timedelta(microseconds=1)
"""What keeps messages of the same minute in their order."""


@dataclass(frozen=True, slots=True)
class Moment:
    """When a message was posted, and `key`: what of that was truly written, for its id."""

    at: datetime
    key: str


class Calendar:
    """The moments of one source, in order; remembers which day it is.

    `dated` is when the source was written. It completes what has no date ("12:18" is of that day,
    or of the day before where that would lie after it) or no year. Moments that run back a
    little, or not at all, are put an instant after the last one.
    """

    def __init__(self, dated: datetime) -> None:
        self._dated = dated.astimezone(UTC)
        self._day: date | None = None
        self._last: datetime | None = None
        self._stamp = ""

    def turn_to(self, written: Written) -> None:
        """A new day begins, as a line of its own says."""
        if written.day is not None:
            self._day = written.day if written.year_known else self._year_before(written.day)
            self._stamp = "%Y-%m-%d " if written.year_known else "%m-%d "

    def moment(self, written: Written | None) -> Moment:
        """When the next message was posted; `written` None: it does not say."""
        moment = self._complete(written or Written())
        if self._last is not None and self._last - JITTER < moment.at <= self._last:
            moment = Moment(self._last + INSTANT, moment.key)
        self._last = moment.at
        return moment

    def _complete(self, written: Written) -> Moment:
        if written.ago is not None:
            before = self._dated - written.ago
            clock = before.time() if written.clock is None else written.clock
            return Moment(datetime.combine(before.date(), clock, written.zone or UTC), "")
        self.turn_to(written)
        if written.clock is not None:
            return self._timed(written, written.clock)
        if written.day is not None and self._day is not None:
            at = datetime.combine(self._day, time(), UTC)
            return Moment(at, at.strftime(self._stamp).rstrip())
        return Moment(self._last or self._dated, "")

    def _timed(self, written: Written, clock: time) -> Moment:
        zone = written.zone or UTC
        at = datetime.combine(self._day or self._dated.date(), clock, zone).astimezone(UTC)
        if written.day is None:
            at += self._shift(at)
        self._day = at.astimezone(zone).date()
        return Moment(at, at.strftime(f"{self._stamp}%H:%M:%S"))

    def _shift(self, at: datetime) -> timedelta:
        """A bare time of day may be of yesterday (the first one), or of tomorrow."""
        if self._day is None:
            return -DAY if at > self._dated else timedelta()
        last = self._last
        past_midnight = last is not None and last.date() == at.date() and at <= last - JITTER
        return DAY if past_midnight else timedelta()

    def _year_before(self, day: date) -> date:
        """The latest such day that is not after the source was written."""
        year = self._dated.year
        while True:
            with suppress(ValueError):  # 29 February
                if (found := day.replace(year=year)) <= self._dated.date():
                    return found
            year -= 1
