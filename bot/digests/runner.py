"""Posts what is due, once; and mends what was posted."""

import asyncio
import hashlib
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from typing import Final

from bot import logs
from bot.clock import Clock
from bot.digests.composing import Composer, Reader
from bot.digests.outbox import Audience, NotThere, Outbox, Parcel, Unsent
from bot.digests.picture import picture
from bot.digests.schedule import Schedule
from bot.digests.timing import due, is_timely
from bot.errors import StoreError
from bot.model import CommunityId, Edition, Lease, Occurrence, Outcome, Platform, Posting, Run
from bot.views import silence_notice

LEASE: Final = timedelta(minutes=2)
"""After so long somebody who claimed a digest and says nothing is thought to be dead."""
PERIOD: Final = 20.0
"""Seconds between two looks at the clock: it may be set anew at any time."""
_KNOWN: Final = 1_000
_NOWHERE: Final = CommunityId("")
_UNFINISHED: Final = frozenset({Outcome.CLAIMED, Outcome.WISHED})
_NEWS: Final = frozenset({Outcome.BEGUN, Outcome.POSTED})


@dataclass(frozen=True)
class Digests:
    """The digests of all schedules. `me` tells those who run at the same time apart."""

    schedules: tuple[Schedule, ...]
    composer: Composer
    clock: Clock
    me: str
    outboxes: dict[Platform, Outbox] = field(default_factory=dict[Platform, Outbox])

    def on(self, platform: Platform) -> tuple[Schedule, ...]:
        return tuple(each for each in self.schedules if each.platform is platform)

    async def run(self, outbox: Outbox) -> None:
        """Posts by this outbox what is due, until it is cancelled."""
        self.outboxes[outbox.platform] = outbox
        while True:
            await self.look(outbox)
            await asyncio.sleep(PERIOD)

    async def look(self, outbox: Outbox) -> None:
        """Looks at the clock once. What fails is tried again at the next look."""
        for schedule in self.on(outbox.platform):
            try:
                await self._serve(schedule, outbox)
            except (Unsent, NotThere, StoreError) as error:
                logs.warn("digest-waits", digest=schedule.name, error=type(error).__name__)
        try:
            await self._mend(outbox)
        except (Unsent, StoreError) as error:
            logs.warn("digests-not-mended", error=type(error).__name__)

    async def reader(self, schedule: Schedule, outbox: Outbox) -> Reader:
        audience = await outbox.audience(schedule.to)
        return _reader(audience, outbox)

    async def _serve(self, schedule: Schedule, outbox: Outbox) -> None:
        now = self.clock()
        log = self.composer.log
        runs = await log.runs(schedule.name)
        past = [run for run in runs if run.occurrence.due <= now]
        if not past and unfinished(runs) is None:  # also where a clock was ahead
            await log.begin(Occurrence(schedule.name, now), Outcome.BEGUN, now)
            return
        if (run := unfinished(runs)) is not None:
            await self._finish(schedule, run, outbox, now)
        elif (at := due(schedule, past[0].occurrence.due, now)) is not None:
            await self._make(schedule, Occurrence(schedule.name, at), outbox, now)
        elif past[0].outcome is Outcome.SILENT:
            await self._tell_of_silence(schedule, outbox, now)

    async def _finish(self, schedule: Schedule, run: Run, outbox: Outbox, now: datetime) -> None:
        """Goes on with what somebody wished for, or claimed and perhaps left half done."""
        if run.outcome is Outcome.WISHED:
            await self._make(schedule, run.occurrence, outbox, now, is_wished=True)
            return
        lease = self._lease(run.occurrence, now)
        edition = await self.composer.log.claim(lease, Edition(schedule.platform, _NOWHERE), now)
        if edition is None:
            return
        if is_timely(schedule, run.occurrence.due, now):
            await self._post(schedule, lease, edition, outbox)
        else:
            await self.composer.log.settle(lease, Outcome.FAILED, now)

    async def _make(
        self,
        schedule: Schedule,
        occurrence: Occurrence,
        outbox: Outbox,
        now: datetime,
        *,
        is_wished: bool = False,
    ) -> None:
        log = self.composer.log
        reader = await self.reader(schedule, outbox)
        edition, choice = await self.composer.edition(schedule, reader, now, outbox.holds)
        if not choice.is_news and not is_wished:
            await log.begin(occurrence, Outcome.SILENT, now)
            return
        lease = self._lease(occurrence, now)
        claimed = await log.claim(lease, edition, now)
        if claimed is not None:
            await self._post(schedule, lease, claimed, outbox)

    async def _post(
        self, schedule: Schedule, lease: Lease, edition: Edition, outbox: Outbox
    ) -> None:
        """Posts what is left of a digest that is ours, message by message."""
        log, occurrence = self.composer.log, lease.occurrence
        there = {posting.part for posting in await log.postings(occurrence)}
        try:
            for part in range(max(1, edition.parts)):
                if part in there:
                    continue
                now = self.clock()
                if not await log.renew(replace(lease, until=now + LEASE)):
                    return
                parcel = await self._parcel(schedule, occurrence, edition, part, outbox)
                message = await outbox.post(parcel)
                posting = Posting(occurrence, part, schedule.to, message)
                await log.posted(posting, now, parcel.view.sources)
        except NotThere:
            logs.warn("digest-refused", digest=schedule.name)
            await log.settle(lease, Outcome.FAILED, self.clock())
            return
        await log.settle(lease, Outcome.POSTED, self.clock())
        logs.note("digest-posted", digest=schedule.name, listed=len(edition.listings))

    async def _parcel(
        self,
        schedule: Schedule,
        occurrence: Occurrence,
        edition: Edition,
        part: int,
        outbox: Outbox,
    ) -> Parcel:
        reader = await self.reader(schedule, outbox)
        view = await self.composer.part(schedule, reader, edition, part, self.clock())
        return Parcel(
            schedule,
            occurrence,
            part,
            view,
            since=occurrence.due,
            picture=await picture(view.counts),
            mention=schedule.mention if part == 0 else (),
        )

    async def _tell_of_silence(self, schedule: Schedule, outbox: Outbox, now: datetime) -> None:
        """Tells the admins, once in each such stretch of time, that there was nothing to post."""
        log = self.composer.log
        runs = await log.runs(schedule.name, _KNOWN)
        begun = next((r.at for r in runs if r.outcome in _NEWS and r.at <= now), None)
        if schedule.silence is None or begun is None or now - begun < schedule.silence:
            return
        windows = (now - begun) // schedule.silence
        occurrence = Occurrence(f"{schedule.name} (silence)", begun + windows * schedule.silence)
        lease = self._lease(occurrence, now)
        if await log.claim(lease, Edition(schedule.platform, _NOWHERE), now) is None:
            return
        logs.warn("digest-silent", digest=schedule.name, days=(now - begun).days)
        if schedule.admins is not None:
            reader = await self.reader(schedule, outbox)
            notice = silence_notice(reader.place, (now - begun).days, None, now)
            try:
                await outbox.tell(schedule.admins, notice, key_of(occurrence))
            except NotThere:
                logs.warn("admins-not-told", digest=schedule.name)
        await log.settle(lease, Outcome.POSTED, now)

    async def _mend(self, outbox: Outbox) -> None:
        """Takes out of what was posted what is deleted or dismissed; shows edited words anew."""
        log = self.composer.log
        for stale in await log.stale(outbox.platform):
            posting = stale.posting
            edition = await log.edition(posting.occurrence)
            if edition is None:
                continue
            now = self.clock()
            schedule = self._named(posting, outbox.platform)
            listed = {each.number for each in edition.listings if each.part == posting.part}
            try:
                reader = _reader(await outbox.audience(posting.channel), outbox)
                view = await self.composer.part(schedule, reader, edition, posting.part, now)
                gone = listed - set(view.numbers)
                message = await outbox.mend(
                    posting.channel, posting.message, view, is_deleted=stale.is_deleted
                )
            except NotThere:
                await log.strike(posting, listed, now)
            else:
                await log.strike(replace(posting, message=message), gone, now, view.sources)

    def _named(self, posting: Posting, platform: Platform) -> Schedule:
        """The schedule of a message; where it is not set up any more, one that is like any."""
        name = posting.occurrence.schedule
        found = next((each for each in self.schedules if each.name == name), None)
        return found or Schedule(name, platform, posting.channel, picture=False)

    def _lease(self, occurrence: Occurrence, now: datetime) -> Lease:
        return Lease(occurrence, self.me, now + LEASE)


def unfinished(runs: Sequence[Run]) -> Run | None:
    """The occurrence that somebody wishes for, or has begun to post: the oldest first."""
    return next((run for run in reversed(runs) if run.outcome in _UNFINISHED), None)


def key_of(occurrence: Occurrence) -> str:
    """An occurrence in few characters, the same for everybody."""
    said = f"{occurrence.schedule}\0{occurrence.due.isoformat()}"
    return hashlib.blake2b(said.encode("utf-8", "replace"), digest_size=9).hexdigest()


def _reader(audience: Audience, outbox: Outbox) -> Reader:
    there = (audience.community, audience.name, audience.within)
    return Reader(*there, zone=outbox.zone, near=audience.near)
