"""Channels that are deleted, communities that are left."""

from collections.abc import AsyncGenerator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from bot.ingest import Ingest
from bot.model import (
    Arrival,
    Channel,
    ChannelId,
    ChannelKind,
    Cleared,
    Gap,
    Gone,
    Heard,
    Left,
    MessageId,
    Posted,
    QuestionQuery,
    Reacted,
    Reaction,
    State,
)
from bot.store import Store
from tests.unit.store.garden import BEDS, JON, NOON, ledger, post, said

LATER = NOON + timedelta(hours=1)
GONE = Gone(BEDS.ref, LATER)
LEFT = Left(BEDS.ref.platform, BEDS.ref.community, LATER)
LEFT_CHANNEL = replace(LEFT, channel=BEDS.ref.channel)
THREAD = Channel(
    replace(BEDS.ref, channel=ChannelId("thread")), "snails", ChannelKind.THREAD, BEDS.ref.channel
)


@pytest.fixture
async def both(tmp_path: Path) -> AsyncGenerator[tuple[Store, Ingest]]:
    async with ledger(tmp_path / "ledger.db") as (store, ingest):
        yield store, ingest


def in_thread(id_: str, text: str) -> Posted:
    message = post(id_, text).message
    return Posted(THREAD, replace(message, ref=replace(message.ref, channel=THREAD.ref)))


async def asked(store: Store) -> list[str]:
    page = await store.questions(QuestionQuery(states=frozenset(State), rhetorical=True))
    return sorted(record.entry.question.span.of(record.message.text) for record in page.records)


@pytest.mark.parametrize("departure", [GONE, LEFT, LEFT_CHANNEL])
async def test_departure_takes_all_that_was_posted_with_the_threads(
    both: tuple[Store, Ingest], departure: Arrival
) -> None:
    store, ingest = both
    await ingest.ingest([post("1", "wet?"), in_thread("2", "snails?")])

    receipt = await ingest.ingest([departure])

    coverage = await store.coverage()
    assert receipt.departed == 1
    assert await asked(store) == []
    assert (coverage.channels, coverage.messages) == (0, 0)


@pytest.mark.parametrize("order", [1, -1])
async def test_nothing_brings_a_gone_channel_or_its_threads_back(
    both: tuple[Store, Ingest], order: int
) -> None:
    store, ingest = both
    await ingest.ingest([in_thread("0", "slugs?")])
    await ingest.ingest([post("1", "wet?"), in_thread("2", "snails?"), GONE][::order])

    receipt = await ingest.ingest([post("3", "again?"), in_thread("4", "still?")])

    assert await asked(store) == []
    assert receipt.unchanged == 2


async def test_other_channels_stay_when_one_is_gone(both: tuple[Store, Ingest]) -> None:
    store, ingest = both
    other = replace(BEDS, ref=replace(BEDS.ref, channel=ChannelId("other")))
    message = said("1", "dry?")
    elsewhere = Posted(other, replace(message, ref=replace(message.ref, channel=other.ref)))

    await ingest.ingest([elsewhere, post("2", "wet?"), GONE])

    assert await asked(store) == ["dry?"]


async def test_community_that_was_left_can_be_read_again(both: tuple[Store, Ingest]) -> None:
    store, ingest = both
    await ingest.ingest([post("1", "wet?")])

    await ingest.ingest([post("2", "dry?"), LEFT, post("3", "cold?")])
    await ingest.ingest([post("1", "wet?")])

    assert await asked(store) == ["cold?", "wet?"]


async def test_leaving_forgets_what_was_noted_of_the_community(both: tuple[Store, Ingest]) -> None:
    store, ingest = both
    platform, community = LEFT.platform, LEFT.community
    notes = (
        Gap(BEDS.ref, MessageId(""), MessageId("9")),
        Heard(platform, community, NOON),
    )

    await ingest.ingest([], notes=notes)
    assert await store.gaps(platform) == [notes[0]]
    assert await store.heard_until(platform) == {community: NOON}
    await ingest.ingest([LEFT])

    assert await store.gaps(platform) == []
    assert await store.heard_until(platform) == {}


async def test_closed_gap_stays_only_where_it_reached_the_first_message(
    both: tuple[Store, Ingest],
) -> None:
    store, ingest = both
    first = Gap(BEDS.ref, MessageId(""), MessageId("5"))
    later = Gap(BEDS.ref, MessageId("7"), MessageId("9"))
    await ingest.ingest([], notes=[first, later])

    await ingest.ingest(
        [], notes=[replace(first, before=first.after), replace(later, before=later.after)]
    )

    assert await store.gaps(BEDS.ref.platform) == [replace(first, before=first.after)]


@pytest.mark.parametrize("emoji", ["✅", None])
async def test_cleared_reactions_are_gone(both: tuple[Store, Ingest], emoji: str | None) -> None:
    store, ingest = both
    tick = Reacted(said("1", "").ref, Reaction("✅", JON.id))
    await ingest.ingest([post("1", "wet?"), tick, Cleared(said("1", "").ref, emoji)])

    thread = await store.thread(BEDS.ref.channel)

    assert thread.turns[0].message.reactions == ()


@pytest.mark.parametrize("departure", [GONE, LEFT])
async def test_departure_without_a_usable_time_takes_nothing(
    both: tuple[Store, Ingest], departure: Gone | Left
) -> None:
    store, ingest = both

    receipt = await ingest.ingest(
        [post("1", "wet?"), replace(departure, at=LATER.replace(tzinfo=None))]
    )

    assert await asked(store) == ["wet?"]
    assert (receipt.departed, receipt.set_aside) == (0, ())
