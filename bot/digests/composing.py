"""Reads the ledger, and makes what a digest shows of it."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta, tzinfo
from typing import Final

from bot.digests.choosing import Choice, Stock, chosen, times_asked
from bot.digests.schedule import Schedule
from bot.digests.timing import upcoming
from bot.errors import NotFound, WrongUse
from bot.model import (
    ChannelRef,
    CommunityId,
    Counts,
    Edition,
    Listing,
    Order,
    Outcome,
    QuestionQuery,
    Record,
    Run,
    Section,
    State,
)
from bot.ports import DigestLog, Ledger
from bot.views import About, DigestView, digest_view, pages

WEEKS: Final = 8
AGES: Final = tuple(timedelta(days=days) for days in (91, 28, 7, 1))
_LOOKED_AT: Final = 200
"""How many questions of each order are looked at to find those most in need."""
_FIRST: Final = timedelta(days=7)
"""What a first digest calls new."""
_GONE: Final = frozenset({State.DISMISSED})


@dataclass(frozen=True, slots=True)
class Reader:
    """Who will read it: where it stands, what may be shown there (None: everything), in whose zone
    moments are written (None: the schedule's), and what of it is listed where no sources are named
    (None: all).
    """

    community: CommunityId | None = None
    place: str = ""
    within: frozenset[ChannelRef] | None = None
    zone: tzinfo | None = None
    near: frozenset[ChannelRef] | None = None


@dataclass(frozen=True, slots=True)
class Composer:
    """Makes digests. Every method may raise `StoreError`."""

    ledger: Ledger
    log: DigestLog

    async def choice(self, schedule: Schedule, reader: Reader, now: datetime) -> Choice:
        """What a digest would list now."""
        runs = await self.log.runs(schedule.name)
        within = await self.narrowed(schedule, reader)
        asked = QuestionQuery(
            community=reader.community,
            asked_before=now - schedule.minimum_age,
            limit=_LOOKED_AT,
            within=within,
        )
        orders = (Order.MOST_ASKED, Order.OLDEST, Order.NEWEST)
        listed = [await self.ledger.questions(replace(asked, order=order)) for order in orders]
        settled = await self.log.settled(schedule.name)
        stock = Stock(
            unresolved=[record for page in listed for record in page.records],
            total=listed[0].total,
            answered=await self._records(settled, replace(reader, within=within)),
            past=await self.log.past(schedule.name),
            since=since(runs, now) - schedule.minimum_age,
            now=now,
        )
        return chosen(stock, schedule.cap)

    async def whole(self, schedule: Schedule, reader: Reader, now: datetime) -> DigestView:
        """The digest as it would be now, on one page."""
        choice = await self.choice(schedule, reader, now)
        return digest_view(choice.sections, await self._about(schedule, reader, now, choice))

    async def edition(
        self,
        schedule: Schedule,
        reader: Reader,
        now: datetime,
        holds: Callable[[DigestView], bool],
    ) -> tuple[Edition, Choice]:
        """What a digest lists, message by message."""
        choice = await self.choice(schedule, reader, now)
        about = await self._about(schedule, reader, now, choice)
        parts = pages(digest_view(choice.sections, about), holds)
        listings = tuple(
            Listing(entry.number, entry.section, part)
            for part, page in enumerate(parts)
            for section in page.sections
            for entry in section.entries
        )
        community = reader.community or CommunityId("")
        return Edition(schedule.platform, community, listings, more=choice.more), choice

    async def part(
        self, schedule: Schedule, reader: Reader, edition: Edition, part: int, now: datetime
    ) -> DigestView:
        """One message of a digest, as of now: without what is gone, or not to be shown there."""
        within = await self.narrowed(schedule, reader)
        listed = [listing for listing in edition.listings if listing.part == part]
        numbers = [listing.number for listing in listed]
        known = {
            record.number: record
            for record in await self._records(numbers, replace(reader, within=within))
        }
        sections: dict[Section, list[Record]] = {}
        for listing in listed:
            if listing.number in known:
                sections.setdefault(listing.section, []).append(known[listing.number])
        choice = Choice(tuple((s, tuple(found)) for s, found in sections.items()), edition.more)
        about = await self._about(schedule, reader, now, choice)
        every = [listing.section for listing in edition.listings]
        about = replace(about, listed={section: every.count(section) for section in every})
        return digest_view(
            choice.sections,
            about,
            is_first=part == 0,
            is_last=part >= edition.parts - 1,
        )

    async def narrowed(self, schedule: Schedule, reader: Reader) -> frozenset[ChannelRef] | None:
        """What may be shown, of what the schedule asks for. A source brings its threads along."""
        if not schedule.sources:
            return reader.within if reader.near is None else reader.near
        known = await self.ledger.channels(reader.community)
        wanted = frozenset(
            channel.ref
            for channel in known
            if {channel.ref.channel, channel.parent} & schedule.sources
        )
        return wanted if reader.within is None else wanted & reader.within

    async def counts(self, within: frozenset[ChannelRef] | None, now: datetime) -> Counts:
        begin = now - timedelta(weeks=WEEKS)
        return await self.log.counts(within, begin, WEEKS, [now - age for age in AGES])

    async def _about(
        self, schedule: Schedule, reader: Reader, now: datetime, choice: Choice
    ) -> About:
        within = await self.narrowed(schedule, reader)
        records = [record for _, found in choice.sections for record in found]
        return About(
            now=now.astimezone(reader.zone or schedule.zone),
            place=reader.place,
            listed={section: len(found) for section, found in choice.sections},
            more=choice.more,
            past=await self.log.past(schedule.name),
            asked={record.number: times_asked(record) for record in records},
            coverage=await self.ledger.coverage(reader.community, within),
            upcoming=upcoming(schedule, now) if schedule.name else None,
            zone="" if reader.zone else str(schedule.zone),
            counts=await self.counts(within, now) if schedule.picture else None,
        )

    async def _records(self, numbers: Iterable[int], reader: Reader) -> Sequence[Record]:
        """Those of the questions that are there still, and may be shown."""
        found: list[Record] = []
        for number in numbers:
            try:
                record = await self.ledger.question(number, reader.community)
            except (NotFound, WrongUse):
                continue
            is_shown = reader.within is None or record.channel.ref in reader.within
            if is_shown and record.entry.standing.state not in _GONE:
                found.append(record)
        return found


def since(runs: Sequence[Run], now: datetime) -> datetime:
    """When the last digest was made: what was asked later is new."""
    made = [run.at for run in runs if run.outcome in {Outcome.POSTED, Outcome.SILENT}]
    return min(max(made), now) if made else now - _FIRST
