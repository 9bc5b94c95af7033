"""When a digest is due, where it is posted, and what it is to list."""

from dataclasses import dataclass
from datetime import UTC, datetime, time, timedelta, tzinfo

from bot.model import ChannelId, Platform


@dataclass(frozen=True, slots=True)
class Quiet:
    """Hours of the day in which nothing is posted; they may go past midnight."""

    begin: time
    end: time

    def holds(self, at: datetime) -> bool:
        """Whether a moment, in its own zone, lies in them."""
        if self.begin < self.end:
            return self.begin <= at.time() < self.end
        return at.time() >= self.begin or at.time() < self.end

    def over(self, at: datetime) -> datetime:
        """The first moment, from this one on, that does not lie in them; in UTC."""
        if not self.holds(at):
            return at.astimezone(UTC)
        ends = at.replace(hour=self.end.hour, minute=self.end.minute, second=0, microsecond=0)
        if ends.time() <= at.time():
            ends += timedelta(days=1)
        # Of an end that comes twice the second counts; one that the clocks skip is as late as they
        # go on.
        return max(ends.replace(fold=fold).astimezone(UTC) for fold in (0, 1))


@dataclass(frozen=True, slots=True)
class Schedule:
    """When a digest is due, and what it lists. `name` is how its history is kept: it stays while
    everything else may change.
    """

    name: str
    platform: Platform
    to: ChannelId
    cron: str = "0 9 * * 1"
    zone: tzinfo = UTC
    sources: frozenset[str] = frozenset()
    quiet: Quiet | None = None
    cap: int = 15
    minimum_age: timedelta = timedelta(hours=12)
    mention: tuple[str, ...] = ()
    picture: bool = True
    grace: timedelta = timedelta(hours=12)
    silence: timedelta | None = None
    admins: ChannelId | None = None
