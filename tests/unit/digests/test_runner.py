"""What is due is posted once, whatever fails; and mended when it is not so any more."""

from collections.abc import AsyncGenerator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from bot.digests.outbox import NotThere, Unsent
from bot.digests.runner import LEASE, Digests, unfinished
from bot.extraction.rules_extractor import RulesExtractor
from bot.ingest import Ingest
from bot.model import (
    ChannelId,
    Deleted,
    Edited,
    Lease,
    Mark,
    Marked,
    MarkKind,
    Occurrence,
    Outcome,
    Person,
    Section,
    Wish,
    Wished,
)
from bot.store import Store, open_store
from tests.unit.digests.post_office import WEEKLY, Clock, Office, ask, digests
from tests.unit.store.garden import BEDS, JON, MIRA, NOON, PUMP, ledger, post, said

DAY = timedelta(days=1)
MORNING = NOON.replace(hour=9) + DAY


class Day:
    """A ledger, a clock, an office; the schedule is watched since noon."""

    def __init__(self, store: Store, ingest: Ingest) -> None:
        self.store, self.ingest = store, ingest
        self.clock, self.office = Clock(), Office()
        self.digests: Digests = digests(store, self.clock)

    async def look(self, **passed: float) -> None:
        self.clock.now += timedelta(**passed)
        await self.digests.look(self.office)

    async def asked(self, *numbers: int) -> None:
        for number in numbers:
            await ask(self.ingest, number, self.clock.now)

    async def outcomes(self) -> list[Outcome]:
        runs = await self.store.digests.runs(WEEKLY.name)
        return [run.outcome for run in reversed(runs)]


@pytest.fixture
async def day(tmp_path: Path) -> AsyncGenerator[Day]:
    async with ledger(tmp_path / "l.db") as (store, ingest):
        made = Day(store, ingest)
        await made.look()
        yield made


@pytest.fixture
async def marked(tmp_path: Path) -> AsyncGenerator[Day]:
    """The same by the rules, which heed marks."""
    async with open_store(f"sqlite+aiosqlite:///{tmp_path / 'l.db'}") as store:
        made = Day(store, Ingest(store, RulesExtractor()))
        await made.look()
        yield made


async def test_a_schedule_that_is_new_posts_nothing_of_the_past(day: Day) -> None:
    await day.asked(1)

    await day.look(minutes=1)

    assert day.office.posted == {}
    assert await day.outcomes() == [Outcome.BEGUN]


async def test_what_is_due_is_posted_in_as_many_messages_as_it_needs(day: Day) -> None:
    await day.asked(1, 2, 3, 4, 5)

    await day.look(hours=21)

    assert sorted(map(len, day.office.shown)) == [2, 3]
    assert sorted(sum(day.office.shown, ())) == [1, 2, 3, 4, 5]
    first, last = (views[0] for views in day.office.posted.values())
    assert (bool(first.title), bool(first.footer)) == (True, False)
    assert (bool(last.title), bool(last.footer)) == (False, True)
    assert await day.outcomes() == [Outcome.BEGUN, Outcome.POSTED]


async def test_nothing_new_is_no_post(day: Day) -> None:
    await day.asked(1)
    await day.look(hours=21)

    await day.look(days=1)

    assert len(day.office.posted) == 1
    assert await day.outcomes() == [Outcome.BEGUN, Outcome.POSTED, Outcome.SILENT]


async def test_what_was_listed_and_answered_is_thanked_for_once(day: Day) -> None:
    await day.asked(1)
    await day.look(hours=21)
    await day.ingest.ingest([post("2", "Very.", by=JON, reply_to="1", minutes=1300)])

    await day.look(days=1)
    await day.look(days=1)

    assert len(day.office.posted) == 2
    thanks = list(day.office.posted.values())[-1][0]
    assert [section.title for section in thanks.sections] == ["Answered since last time"]
    assert thanks.sections[0].facts == ("thanks to Jon",)


async def test_what_rested_is_back(marked: Day) -> None:
    day = marked
    await day.asked(1)
    await day.look(hours=21)
    rest = Mark(
        "rest",
        MarkKind.SNOOZED,
        said("1", "").ref,
        "How wet is bed 1?",
        JON.id,
        day.clock.now,
        until=day.clock.now + timedelta(hours=30),
    )
    await day.ingest.ingest([Marked(rest)])

    await day.look(days=1)
    await day.look(days=1)

    listed = list(day.office.posted.values())[-1][0].sections[0].entries
    assert [(entry.number, entry.section) for entry in listed] == [(1, Section.BACK)]


async def test_what_was_missed_is_made_up_for_by_one(day: Day) -> None:
    await day.asked(1)

    await day.look(days=5)
    await day.look(minutes=1)

    assert len(day.office.posted) == 1


async def test_a_clock_that_was_ahead_costs_no_digest(tmp_path: Path) -> None:
    async with ledger(tmp_path / "l.db") as (store, ingest):
        day = Day(store, ingest)
        day.clock.now += timedelta(days=400)
        await day.look()
        day.clock.now = NOON

        await day.look()
        await day.asked(1)
        await day.look(hours=21)

        assert len(day.office.posted) == 1


async def test_somebody_who_is_slow_is_not_hurried(day: Day) -> None:
    await day.asked(1)
    day.office.trouble = Unsent
    await day.look(hours=21)
    other = digests(day.store, day.clock, me="b")
    day.office.trouble = None

    await other.look(day.office)

    assert await day.outcomes() == [Outcome.BEGUN, Outcome.POSTED]


async def test_what_cannot_be_sent_is_tried_until_it_is_too_late(day: Day) -> None:
    await day.asked(1)
    day.clock.now = MORNING
    reader = await day.digests.reader(WEEKLY, day.office)
    edition, _ = await day.digests.composer.edition(WEEKLY, reader, MORNING, day.office.holds)
    lease = Lease(Occurrence(WEEKLY.name, MORNING), "who crashed", MORNING + LEASE)
    await day.store.digests.claim(lease, edition, MORNING)

    await day.look(minutes=1)
    assert day.office.posted == {}
    await day.look(hours=13)

    assert day.office.posted == {}
    assert (await day.outcomes())[1] is Outcome.FAILED


async def test_a_channel_that_is_gone_ends_it(day: Day) -> None:
    await day.asked(1)
    day.office.trouble = NotThere

    await day.look(hours=21)

    assert await day.outcomes() == [Outcome.BEGUN, Outcome.FAILED]


async def test_who_wishes_for_a_digest_gets_one_also_without_news(day: Day) -> None:
    await day.store.digests.begin(
        Occurrence(WEEKLY.name, day.clock.now), Outcome.WISHED, day.clock.now
    )
    await day.store.digests.begin(
        Occurrence(WEEKLY.name, NOON + timedelta(minutes=1)), Outcome.WISHED, day.clock.now
    )

    await day.look(minutes=1)

    [views] = day.office.posted.values()
    assert views[0].sections == ()
    assert views[0].nothing


async def test_what_is_dismissed_or_deleted_leaves_what_was_posted(marked: Day) -> None:
    day = marked
    await day.asked(1, 2, 3)
    await day.look(hours=21)
    dismissal = Mark(
        "no", MarkKind.DISMISSED, said("2", "").ref, "How wet is bed 2?", MIRA.id, day.clock.now
    )

    await day.ingest.ingest([Marked(dismissal)])
    await day.look(minutes=1)
    assert day.office.shown == [(1, 3)]
    assert not day.office.deleted
    await day.ingest.ingest([Deleted(said("1", "").ref, day.clock.now)])
    await day.look(minutes=1)
    await day.look(minutes=1)

    [views] = day.office.posted.values()
    assert [view.numbers for view in views] == [(1, 2, 3), (1, 3), (3,)]
    assert day.office.deleted


async def test_what_somebody_asked_who_is_forgotten_is_taken_out(day: Day) -> None:
    await day.asked(1, 2)
    await day.ingest.ingest([post("3", "Who waters bed 3?", by=JON)])
    await day.look(hours=21)
    there = BEDS.ref
    mira = Person(there.platform, MIRA.id, there.community)

    await day.ingest.ingest([Wished(mira, Wish.FORGET, day.clock.now)])
    await day.look(minutes=1)

    assert day.office.shown == [(3,)]
    assert day.office.deleted


async def test_an_edit_shows_the_new_words(day: Day) -> None:
    await day.asked(1)
    await day.look(hours=21)
    edit = Edited(said("1", "").ref, "How dry is bed 1?", day.clock.now + timedelta(minutes=1))
    await day.ingest.ingest([edit])

    await day.look(minutes=2)
    await day.look(minutes=2)

    [views] = day.office.posted.values()
    assert [view.sections[0].entries[0].text for view in views] == [
        "How wet is bed 1?",
        "How dry is bed 1?",
    ]


async def test_a_message_that_is_gone_is_mended_no_more(day: Day) -> None:
    await day.asked(1)
    await day.look(hours=21)
    day.office.trouble = NotThere
    await day.ingest.ingest([Deleted(said("1", "").ref, day.clock.now)])

    await day.look(minutes=1)

    assert await day.store.digests.stale(WEEKLY.platform) == []


async def test_digests_of_a_schedule_that_is_no_more_are_mended_too(day: Day) -> None:
    await day.asked(1)
    await day.look(hours=21)
    day.digests = digests(day.store, day.clock, replace(WEEKLY, name="other"))
    await day.ingest.ingest([Deleted(said("1", "").ref, day.clock.now)])

    await day.look(minutes=1)

    assert day.office.shown == [()]


async def test_only_what_all_at_the_destination_may_read_is_listed_at_the_moment_it_is_sent(
    day: Day,
) -> None:
    await day.asked(1)
    await ask(day.ingest, 2, day.clock.now, PUMP)
    day.office.within = frozenset({BEDS.ref})

    await day.look(hours=21)

    assert day.office.shown == [(1,)]


async def test_only_its_sources_are_listed(day: Day) -> None:
    day.digests = digests(
        day.store, day.clock, replace(WEEKLY, sources=frozenset({PUMP.ref.channel}))
    )
    await day.asked(1)
    await ask(day.ingest, 2, day.clock.now, PUMP)

    await day.look(hours=21)

    assert day.office.shown == [(2,)]


async def test_only_what_is_near_the_destination_is_listed_unless_sources_are_named(
    day: Day,
) -> None:
    day.office.near = frozenset({BEDS.ref})
    await day.asked(1)
    await ask(day.ingest, 2, day.clock.now, PUMP)
    await day.look(hours=21)

    named = replace(WEEKLY, name="of the pump", sources=frozenset({PUMP.ref.channel}))
    day.digests = digests(day.store, day.clock, named)
    await day.look()
    await day.look(days=7)

    assert day.office.shown == [(1,), (2,)]


async def test_the_admins_hear_of_silence_once_in_each_stretch_of_it(day: Day) -> None:
    silent = replace(WEEKLY, silence=timedelta(days=3), admins=ChannelId("admins"))
    day.digests = digests(day.store, day.clock, silent)

    for _ in range(7):
        await day.look(days=1)
        await day.look(minutes=1)

    assert len(day.office.notes) == 2
    assert all(key.startswith("admins:") for key in day.office.notes)


async def test_silence_that_nobody_can_be_told_of_is_let_be(day: Day) -> None:
    silent = replace(WEEKLY, silence=timedelta(days=1), admins=ChannelId("admins"))
    day.digests = digests(day.store, day.clock, silent)
    day.office.trouble = NotThere

    await day.look(days=2)
    await day.look(minutes=1)

    assert day.office.notes == {}


async def test_a_claim_that_is_anothers_meanwhile_is_left_to_them(day: Day) -> None:
    await day.asked(1)
    at = Occurrence(WEEKLY.name, MORNING)
    mine, theirs = (Lease(at, me, MORNING + LEASE) for me in "ab")
    reader = await day.digests.reader(WEEKLY, day.office)
    edition, _ = await day.digests.composer.edition(WEEKLY, reader, MORNING, day.office.holds)
    log = day.store.digests

    assert await log.claim(mine, edition, MORNING) == edition
    assert await log.claim(theirs, edition, MORNING) is None
    later = MORNING + LEASE + timedelta(seconds=1)
    assert await log.claim(replace(theirs, until=later + LEASE), edition, later) == edition
    assert not await log.renew(mine)
    await log.settle(mine, Outcome.FAILED, later)
    await log.settle(theirs, Outcome.POSTED, later)

    assert await day.outcomes() == [Outcome.BEGUN, Outcome.POSTED]
    assert unfinished(await log.runs(WEEKLY.name)) is None


async def test_words_of_a_reply_go_with_it(day: Day) -> None:
    await day.asked(1)
    await day.look(hours=21)
    await day.ingest.ingest([post("2", "Very.", by=JON, reply_to="1", minutes=1300)])
    await day.look(days=1)
    assert "Very." in str(day.office.posted)

    await day.ingest.ingest([Deleted(said("2", "").ref, day.clock.now)])
    await day.look(minutes=1)

    second = list(day.office.posted)[1]
    assert "Very." not in str(day.office.posted[second][-1])
    assert "Jon" not in str(day.office.posted[second][-1])
    assert day.office.deleted == {second}


async def test_the_name_of_who_made_a_mark_goes_with_it(marked: Day) -> None:
    await marked.asked(1)
    pledge = Mark(
        "on-it", MarkKind.TAKEN, said("1", "").ref, "How wet is bed 1?", JON.id, marked.clock.now
    )
    await marked.ingest.ingest([Marked(pledge)])
    await marked.look(hours=21)
    assert "is on it" in str(marked.office.posted)
    await marked.look(minutes=1)
    undone = replace(pledge, undone_at=marked.clock.now + timedelta(seconds=30))

    await marked.ingest.ingest([Marked(undone)])
    await marked.look(minutes=1)
    await marked.look(minutes=1)

    [views] = marked.office.posted.values()
    assert len(views) == 2
    assert "is on it" not in str(views[-1].sections[0].entries[0].notes)
