"""Which occurrence is due. Pure: the clock is an argument, and may have jumped.

Cron is read as Debian's does where clocks change (cronsim): what was due in an hour that is skipped
is due when the clocks go on, and what is due in an hour that comes twice is due once. Every moment
here is in UTC, so an occurrence has one name, whatever the clocks say.
"""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Final

from cronsim import CronSim

from bot.digests.schedule import Schedule

_A_SECOND: Final = timedelta(seconds=1)
_A_DAY: Final = timedelta(days=1)


def due(schedule: Schedule, after: datetime, now: datetime) -> datetime | None:
    """The occurrence to be posted now: the last that was due, where it is later than `after` and
    not too late for it. Those before it are let go: one digest says it all.

    In quiet hours nothing is; what was due in them is late from their end on.
    """
    if schedule.quiet is not None and schedule.quiet.holds(now.astimezone(schedule.zone)):
        return None
    longest = schedule.grace + _A_SECOND + (_A_DAY if schedule.quiet else timedelta())
    found = None
    for at in occurrences(schedule, max(after, now - longest)):
        if at > now:
            break
        if is_timely(schedule, at, now):
            found = at
    return found


def is_timely(schedule: Schedule, at: datetime, now: datetime) -> bool:
    """Whether an occurrence is not too late to be posted now."""
    ready = schedule.quiet.over(at.astimezone(schedule.zone)) if schedule.quiet else at
    return now <= ready + schedule.grace


def upcoming(schedule: Schedule, now: datetime) -> datetime | None:
    """When the next digest will be posted, its quiet hours considered; None where never."""
    at = next(occurrences(schedule, now), None)
    if at is None or schedule.quiet is None:
        return at
    return schedule.quiet.over(at.astimezone(schedule.zone))


def occurrences(schedule: Schedule, after: datetime) -> Iterator[datetime]:
    """All that are later than a moment, in order, each once."""
    last = after.astimezone(UTC)
    # A fraction of a second is cut off by what reads cron, and where clocks go back it begins in
    # the first of two like hours: it starts early, and what was already is passed over.
    begin = (last - timedelta(hours=3)).astimezone(schedule.zone)
    for local in CronSim(schedule.cron, begin):
        at = local.astimezone(UTC)
        if at > last:
            yield at
            last = at
