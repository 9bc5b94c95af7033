"""What came is kept until it is taken in: once, in order, with how far was heard."""

from dataclasses import replace
from pathlib import Path

from bot.ingest import Ingest
from bot.model import (
    AuthorId,
    ChannelId,
    ChannelRef,
    CommunityId,
    Gap,
    Left,
    Letter,
    MessageId,
    Platform,
    Relation,
)
from tests.unit.store.garden import NOON, ledger, post

FIRST = Letter(Platform.MATRIX, ChannelId("!beds"), MessageId("$1"), "event", "{}")
SECOND = replace(FIRST, event=MessageId("$2"))
LIKED = Relation(
    Platform.MATRIX, FIRST.channel, MessageId("$9"), FIRST.event, AuthorId("@mira:x"), "✅"
)
BEDS = ChannelRef(Platform.MATRIX, CommunityId("x"), FIRST.channel)


async def test_letters_wait_in_the_order_in_which_they_came(tmp_path: Path) -> None:
    async with ledger(tmp_path / "ledger.db") as (store, _):
        await store.desk.accept([SECOND, FIRST])
        await store.desk.accept([replace(FIRST, event=MessageId("$0"))])

        waiting = await store.desk.waiting(Platform.MATRIX)

    assert [letter.event for _, letter in waiting] == ["$2", "$1", "$0"]
    assert [row for row, _ in waiting] == sorted(row for row, _ in waiting)


async def test_letter_that_waits_is_kept_once(tmp_path: Path) -> None:
    async with ledger(tmp_path / "ledger.db") as (store, _):
        await store.desk.accept([FIRST, FIRST])
        await store.desk.accept([FIRST, SECOND])

        assert [each for _, each in await store.desk.waiting(Platform.MATRIX)] == [FIRST, SECOND]


async def test_letters_beyond_a_number_are_given_out_in_portions(tmp_path: Path) -> None:
    async with ledger(tmp_path / "ledger.db") as (store, _):
        await store.desk.accept([FIRST, SECOND])
        (row, _), *_ = await store.desk.waiting(Platform.MATRIX, most=1)

        assert [each for _, each in await store.desk.waiting(Platform.MATRIX, row)] == [SECOND]


async def test_answered_letter_is_kept_no_longer(tmp_path: Path) -> None:
    async with ledger(tmp_path / "ledger.db") as (store, _):
        await store.desk.accept([FIRST, SECOND])
        await store.desk.answered([FIRST])

        assert [each for _, each in await store.desk.waiting(Platform.MATRIX)] == [SECOND]


async def test_number_of_an_answered_letter_is_not_given_again(tmp_path: Path) -> None:
    async with ledger(tmp_path / "ledger.db") as (store, _):
        await store.desk.accept([FIRST])
        [(number, _letter)] = await store.desk.waiting(Platform.MATRIX)
        await store.desk.answered([FIRST])
        await store.desk.accept([SECOND])

        assert [each for _, each in await store.desk.waiting(Platform.MATRIX, number)] == [SECOND]


async def test_gaps_and_keepsakes_are_kept_with_the_letters(tmp_path: Path) -> None:
    gap = Gap(BEDS, MessageId("s1"), MessageId("t1"))
    async with ledger(tmp_path / "ledger.db") as (store, _):
        await store.desk.accept([FIRST], notes=[gap], keepsakes={"since": "s2"})

        assert await store.gaps(Platform.MATRIX) == [gap]
        assert await store.kept("since") == "s2"


async def test_what_a_reaction_was_about_is_found_by_its_own_id(tmp_path: Path) -> None:
    async with ledger(tmp_path / "ledger.db") as (store, _):
        await store.desk.accept([], [LIKED, LIKED])

        found = await store.desk.related(Platform.MATRIX, LIKED.channel, LIKED.event)
        assert found == LIKED
        assert await store.desk.related(Platform.MATRIX, LIKED.channel, FIRST.event) is None


async def test_leaving_a_room_takes_its_letters_and_gaps_and_not_those_of_others(
    tmp_path: Path,
) -> None:
    other = replace(FIRST, channel=ChannelId("!tools"))
    gap = Gap(BEDS, MessageId(""), MessageId("t1"))
    async with ledger(tmp_path / "ledger.db") as (store, ingest):
        await left(ingest, store_gap=gap)
        await store.desk.accept([FIRST, other], [LIKED], [gap])
        await ingest.ingest([Left(Platform.MATRIX, BEDS.community, NOON, BEDS.channel)])

        assert [each for _, each in await store.desk.waiting(Platform.MATRIX)] == [other]
        assert await store.desk.related(Platform.MATRIX, LIKED.channel, LIKED.event) is None
        assert await store.gaps(Platform.MATRIX) == []
        assert [channel.ref for channel in await store.channels()] == [
            post("1", "wet?").channel.ref
        ]


async def left(ingest: Ingest, store_gap: Gap) -> None:
    """Something is known of the room that will be left, and of another one."""
    here = post("1", "wet?")
    there = replace(
        here,
        channel=replace(here.channel, ref=store_gap.channel),
        message=replace(here.message, ref=replace(here.message.ref, channel=store_gap.channel)),
    )
    await ingest.ingest([here, there])
