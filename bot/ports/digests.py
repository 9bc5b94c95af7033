"""What digests ask of the store."""

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime
from typing import Protocol

from bot.model import (
    ChannelRef,
    Counts,
    Edition,
    Lease,
    Occurrence,
    Outcome,
    Past,
    Platform,
    Posting,
    Run,
    Sources,
    Stale,
)


class DigestLog(Protocol):
    """When digests were due, what they listed, and where they were posted. Called by `digests`.

    Every method may raise `StoreError`.
    """

    async def runs(self, schedule: str, most: int = 50) -> Sequence[Run]:
        """The latest occurrences that are known of a schedule, those due last first."""
        ...

    async def begin(self, occurrence: Occurrence, outcome: Outcome, at: datetime) -> bool:
        """Notes an occurrence that nobody posts (yet). False where it is known already."""
        ...

    async def claim(self, lease: Lease, edition: Edition, at: datetime) -> Edition | None:
        """Claims an occurrence, and keeps what it lists; of one that was claimed before by somebody
        who is thought to be dead, what they listed. None where it is somebody else's.
        """
        ...

    async def renew(self, lease: Lease) -> bool:
        """Holds on to a claim for longer. False where it is somebody else's meanwhile."""
        ...

    async def settle(self, lease: Lease, outcome: Outcome, at: datetime) -> None:
        """Ends a claim, unless it is somebody else's meanwhile."""
        ...

    async def posted(self, posting: Posting, at: datetime, sources: Sources) -> None:
        """Notes a message, `at` when what it shows was made, and of what."""
        ...

    async def postings(self, occurrence: Occurrence) -> Sequence[Posting]:
        """The messages of an occurrence, in order."""
        ...

    async def edition(self, occurrence: Occurrence) -> Edition | None:
        """What an occurrence lists."""
        ...

    async def past(self, schedule: str) -> Mapping[int, Past]:
        """How often each question was listed as open in what the schedule posted."""
        ...

    async def settled(self, schedule: str) -> Sequence[int]:
        """The questions that were listed as open, have an answer now, and were not yet listed as
        answered.
        """
        ...

    async def stale(self, platform: Platform) -> Sequence[Stale]:
        """The messages that show a question which is deleted or dismissed since they were made, or
        words that were edited or deleted, or a mark that was taken back.
        """
        ...

    async def strike(
        self,
        posting: Posting,
        gone: Collection[int],
        at: datetime,
        sources: Sources | None = None,
    ) -> None:
        """A message was made anew, as in `posted`: without these questions."""
        ...

    async def counts(
        self,
        within: frozenset[ChannelRef] | None,
        since: datetime,
        weeks: int,
        ages: Sequence[datetime],
    ) -> Counts:
        """What was asked `within` these channels in the weeks since, and how it stands now; and of
        all that is open there, how many were asked before the first of the moments `ages`, between
        that and the next, and so on.
        """
        ...
