"""What the ledger holds."""

from collections import Counter
from collections.abc import Iterator
from datetime import datetime

from bot.model import Coverage
from bot.views.moments import ago, day
from bot.views.values import Fact, StatusView
from bot.views.wording import count, say


def status_view(coverage: Coverage, *, now: datetime) -> StatusView:
    held = (
        count("count.communities", coverage.communities),
        count("count.channels", coverage.channels),
        count("count.messages", coverage.messages),
        count("count.questions", coverage.questions),
    )
    return StatusView(
        title=say("status.title"),
        facts=(
            Fact(say("status.held"), ", ".join(held)),
            Fact(say("status.read"), _read(coverage, now)),
            *_missing(coverage),
        ),
        coverage=coverage,
    )


def _missing(coverage: Coverage) -> Iterator[Fact]:
    """What the ledger does not hold, as far as that is known."""
    if coverage.unread:
        yield Fact(say("status.unread"), count("count.unread", coverage.unread))
    for sight, spots in sorted(Counter(spot.sight for spot in coverage.blind_spots).items()):
        yield Fact(say("status.unseen"), count(f"sight.{sight}", spots))
    if coverage.sealed:
        yield Fact(say("status.unseen"), count("count.sealed", coverage.sealed))


def _read(coverage: Coverage, now: datetime) -> str:
    first, last = coverage.read_from, coverage.read_up_to
    if first is None or last is None:
        return say("status.read_none")
    return say("status.read_words", since=day(first, now), until=day(last, now), ago=ago(last, now))
