"""Nothing is kept longer than it may be."""

import asyncio
from collections.abc import AsyncGenerator
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path

import pytest

from bot.ingest import Ingest
from bot.ingest.tidying import Terms, Tidying
from bot.model import (
    Channel,
    ChannelId,
    ChannelKind,
    Gap,
    Heard,
    Left,
    MessageId,
    Person,
    Traces,
    Wish,
    Wished,
)
from bot.store import Store
from tests.unit.store.garden import BEDS, MIRA, NOON, PLAIN, PUMP, Splitter, ledger, post

DAY = timedelta(days=1)
WEEK = Terms(grace=7 * DAY)
HERE = (BEDS.ref.platform, BEDS.ref.community)
GUILD = Left(*HERE, NOON)
ROOM = replace(GUILD, channel=BEDS.ref.channel)


@pytest.fixture
async def both(tmp_path: Path) -> AsyncGenerator[tuple[Store, Ingest]]:
    async with ledger(tmp_path / "ledger.db") as (store, _):
        yield store, Ingest(store, Splitter(), PLAIN, lingers=True)


async def messages(store: Store) -> int:
    return (await store.coverage()).messages


@pytest.mark.parametrize("left", [GUILD, ROOM])
async def test_place_that_was_left_is_forgotten_after_its_grace(
    both: tuple[Store, Ingest], left: Left
) -> None:
    store, ingest = both
    tidying = Tidying(store, ingest, WEEK)
    await ingest.ingest([post("0", "wet?"), left])
    await ingest.ingest([replace(left, at=NOON + 5 * DAY)])

    await tidying.tidy(NOON + 6 * DAY)
    assert await messages(store) == 1
    await tidying.tidy(NOON + 7 * DAY)

    assert await messages(store) == 0
    assert await store.people.partings() == []


@pytest.mark.parametrize(
    ("left", "back"),
    [
        (GUILD, Heard(*HERE, NOON + DAY)),
        (ROOM, Gap(BEDS.ref, MessageId(""), MessageId("9"))),
    ],
)
async def test_coming_back_in_time_keeps_all(
    both: tuple[Store, Ingest], left: Left, back: Heard | Gap
) -> None:
    store, ingest = both
    await ingest.ingest([post("0", "wet?"), left])

    await ingest.ingest([], notes=[back])
    await Tidying(store, ingest, WEEK).tidy(NOON + 9 * DAY)

    assert await messages(store) == 1


@pytest.mark.parametrize("left", [GUILD, ROOM])
async def test_talk_that_was_read_since_tells_that_we_are_back(
    both: tuple[Store, Ingest], left: Left
) -> None:
    store, ingest = both
    await ingest.ingest([post("0", "wet?"), left])

    await ingest.ingest([post("10", "dry?")])
    await Tidying(store, ingest, WEEK).tidy(NOON + 9 * DAY)

    assert await messages(store) == 2


async def test_hearing_of_another_channel_is_no_return(both: tuple[Store, Ingest]) -> None:
    store, ingest = both
    await ingest.ingest([post("0", "wet?"), ROOM])

    await ingest.ingest(
        [post("10", "dry?", where=PUMP)], notes=[Gap(PUMP.ref, MessageId(""), MessageId("9"))]
    )
    await Tidying(store, ingest, WEEK).tidy(NOON + 9 * DAY)

    assert [channel.name for channel in await store.channels()] == ["pump"]


async def test_without_grace_a_place_goes_at_once(tmp_path: Path) -> None:
    async with ledger(tmp_path / "ledger.db") as (store, ingest):
        await ingest.ingest([post("0", "wet?"), GUILD])

        assert await messages(store) == 0


async def test_old_posts_go_and_do_not_come_back(
    both: tuple[Store, Ingest], monkeypatch: pytest.MonkeyPatch
) -> None:
    store, ingest = both
    monkeypatch.setattr("bot.ingest.tidying._TOGETHER", 2)
    talk = [post(str(n), "wet?", minutes=n * 24 * 60) for n in range(7)]
    await ingest.ingest(talk)

    await Tidying(store, ingest, Terms(days=3)).tidy(NOON + 7 * DAY)
    await ingest.ingest(talk)

    thread = await store.thread(BEDS.ref.channel)
    assert [turn.message.id for turn in thread.turns] == ["4", "5", "6"]
    assert (await store.question(7)).message.id == "6"


async def test_other_channels_keep_what_is_old(both: tuple[Store, Ingest]) -> None:
    store, ingest = both
    await ingest.ingest([post("1", "wet?"), post("2", "dry?", where=PUMP)])

    await Tidying(store, ingest, Terms(0, {"id-beds": 3})).tidy(NOON + 7 * DAY)

    assert [c.ref for c in await store.channels() if await store.page(c.ref, None, 9)] == [PUMP.ref]


async def test_forgetting_ends_where_nothing_is_left_to_change(
    both: tuple[Store, Ingest], monkeypatch: pytest.MonkeyPatch
) -> None:
    store, ingest = both
    await ingest.ingest([post("1", "wet?")])
    her = Person(BEDS.ref.platform, MIRA.id, BEDS.ref.community)
    found = await store.people.traces(her, NOON + DAY, 9)

    async def the_same_again(*_asked: object) -> Traces:
        return found

    monkeypatch.setattr(type(store.people), "traces", the_same_again)
    async with asyncio.timeout(30):
        await ingest.forget(her, NOON + DAY)

    assert found.messages
    assert await messages(store) == 0


def place(parent: str | None = None) -> Channel:
    hangs_under = None if parent is None else ChannelId(parent)
    return replace(BEDS, kind=ChannelKind.THREAD, parent=hangs_under)


@pytest.mark.parametrize(
    ("terms", "channel", "end"),
    [
        (Terms(), place(), None),
        (Terms(days=30), place(), NOON - 30 * DAY),
        (Terms(30, {"id-beds": 7}), place(), NOON - 7 * DAY),
        (Terms(30, {"forum": 7}), place("forum"), NOON - 7 * DAY),
        (Terms(30, {"garden": 0}), place("forum"), None),
        (Terms(30, {"id-beds": 9, "forum": 7, "garden": 0}), place("forum"), NOON - 9 * DAY),
        (Terms(0, {"id-pump": 9}), place(), None),
    ],
)
def test_nearest_place_says_for_how_long(
    terms: Terms, channel: Channel, end: datetime | None
) -> None:
    assert terms.end(channel, NOON) == end


async def test_forgetting_that_was_broken_off_is_finished(
    both: tuple[Store, Ingest], monkeypatch: pytest.MonkeyPatch
) -> None:
    store, ingest = both
    await ingest.ingest([post("0", "wet?")])
    person = Person(BEDS.ref.platform, MIRA.id, BEDS.ref.community)
    with monkeypatch.context() as power_cut:
        power_cut.setattr("bot.ingest.ingest.Ingest.forget", _nothing)
        await ingest.ingest([Wished(person, Wish.FORGET, NOON)])
    assert await messages(store) == 1

    await Tidying(store, ingest, WEEK).tidy(NOON + DAY)

    assert await messages(store) == 0


async def _nothing(*_: object) -> None:
    """The power goes."""
