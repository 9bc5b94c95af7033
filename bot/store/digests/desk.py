"""What digests ask of the store (`ports.DigestLog`), as they use it."""

from collections.abc import Collection, Sequence
from datetime import datetime

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
from bot.store.digests import digested, written
from bot.store.listening.desk import Access
from bot.store.reading import charting


class DigestDesk:
    """Implements `ports.DigestLog`."""

    def __init__(self, read: Access, write: Access) -> None:
        self._read, self._write = read, write

    async def runs(self, schedule: str, most: int = 50) -> list[Run]:
        return await self._read(digested.runs, schedule, most)

    async def begin(self, occurrence: Occurrence, outcome: Outcome, at: datetime) -> bool:
        return await self._write(written.begin, occurrence, outcome, at)

    async def claim(self, lease: Lease, edition: Edition, at: datetime) -> Edition | None:
        return await self._write(written.claim, lease, edition, at)

    async def renew(self, lease: Lease) -> bool:
        return await self._write(written.renew, lease)

    async def settle(self, lease: Lease, outcome: Outcome, at: datetime) -> None:
        await self._write(written.settle, lease, outcome, at)

    async def posted(self, posting: Posting, at: datetime, sources: Sources) -> None:
        await self._write(written.posted, posting, at, sources)

    async def postings(self, occurrence: Occurrence) -> list[Posting]:
        return await self._read(digested.postings, occurrence)

    async def edition(self, occurrence: Occurrence) -> Edition | None:
        return await self._read(digested.read_edition, occurrence)

    async def past(self, schedule: str) -> dict[int, Past]:
        return await self._read(digested.past, schedule)

    async def settled(self, schedule: str) -> list[int]:
        return await self._read(digested.settled, schedule)

    async def stale(self, platform: Platform) -> list[Stale]:
        return await self._read(digested.stale, platform)

    async def strike(
        self,
        posting: Posting,
        gone: Collection[int],
        at: datetime,
        sources: Sources | None = None,
    ) -> None:
        await self._write(written.strike, posting, gone, at, sources or Sources())

    async def counts(
        self,
        within: frozenset[ChannelRef] | None,
        since: datetime,
        weeks: int,
        ages: Sequence[datetime],
    ) -> Counts:
        return await self._read(charting.counts, within, since, weeks, ages)
