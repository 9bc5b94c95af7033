"""Letters whose keys are missing are set aside, counted, and letters again when their keys come."""

import json
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path

import pytest

from bot.ingest import Ingest
from bot.model import (
    AuthorId,
    ChannelId,
    ChannelRef,
    CommunityId,
    Left,
    Letter,
    MessageId,
    Person,
    Platform,
    Sealed,
    Wish,
    Wished,
)
from bot.store import Store
from tests.unit.store.garden import NOON, ledger

HOME = CommunityId("x")
FIRST = Letter(Platform.MATRIX, ChannelId("!beds"), MessageId("$1"), "event", "{}")
SECOND = replace(FIRST, event=MessageId("$2"))
ELSEWHERE = replace(FIRST, channel=ChannelId("!pump"))
BEDS = ChannelRef(Platform.MATRIX, HOME, FIRST.channel)


def sealed(letter: Letter, key: str = "k1") -> Sealed:
    return Sealed(letter, HOME, key)


async def waiting(store: Store) -> list[Letter]:
    return [letter for _, letter in await store.desk.waiting(Platform.MATRIX)]


async def test_sealed_letter_waits_again_when_its_key_comes(tmp_path: Path) -> None:
    async with ledger(tmp_path / "ledger.db") as (store, _):
        await store.desk.set_aside([sealed(FIRST), sealed(SECOND, "k2")])

        assert await waiting(store) == []
        assert await store.desk.take_up(Platform.MATRIX, ["k1", "k3"]) == 1
        assert [(each.channel, each.raw, each.kind) for each in await waiting(store)] == [
            (FIRST.channel, FIRST.raw, FIRST.kind)
        ]
        assert await store.desk.take_up(Platform.MATRIX, ["k1"]) == 0
        assert await store.desk.missing(Platform.MATRIX) == [(FIRST.channel, "k2")]


async def test_letter_that_is_read_again_as_history_may_still_be_answered(tmp_path: Path) -> None:
    async with ledger(tmp_path / "ledger.db") as (store, _):
        await store.desk.set_aside([sealed(FIRST)])
        await store.desk.set_aside([sealed(replace(FIRST, kind="past"))])
        await store.desk.take_up(Platform.MATRIX, ["k1"])

        assert [each.kind for each in await waiting(store)] == [FIRST.kind]


async def test_letter_that_is_let_go_takes_none_along_that_was_taken_up(tmp_path: Path) -> None:
    async with ledger(tmp_path / "ledger.db") as (store, _):
        await store.desk.accept([FIRST])
        await store.desk.set_aside([sealed(FIRST)])
        await store.desk.take_up(Platform.MATRIX, ["k1"])
        await store.desk.answered([FIRST])

        assert len(await waiting(store)) == 1


async def test_sealed_letters_are_counted_once_and_only_where_the_viewer_may_read(
    tmp_path: Path,
) -> None:
    async with ledger(tmp_path / "ledger.db") as (store, _):
        await store.desk.set_aside([sealed(FIRST), sealed(ELSEWHERE)])
        await store.desk.set_aside([sealed(FIRST, "")])

        assert (await store.missing()).sealed == 2
        assert (await store.missing(HOME, frozenset({BEDS}))).sealed == 1
        assert (await store.missing(CommunityId("y"), frozenset({BEDS}))).sealed == 0
        assert await store.desk.take_up(Platform.MATRIX, []) == 0


async def test_sealed_letter_whose_event_is_deleted_is_kept_no_longer(tmp_path: Path) -> None:
    async with ledger(tmp_path / "ledger.db") as (store, _):
        await store.desk.set_aside([sealed(FIRST), sealed(SECOND)])
        await store.desk.let_go(Platform.MATRIX, FIRST.channel, FIRST.event)

        assert await store.desk.take_up(Platform.MATRIX, ["k1"]) == 1
        # Nor does one that was taken up, and was locked all the same, come twice.
        [letter] = await waiting(store)
        await store.desk.set_aside([sealed(letter, "")])
        await store.desk.let_go(Platform.MATRIX, SECOND.channel, SECOND.event)
        assert (await store.missing()).sealed == 0


async def test_room_that_is_left_takes_its_sealed_letters_along(tmp_path: Path) -> None:
    async with ledger(tmp_path / "ledger.db") as (store, ingest):
        await store.desk.set_aside([sealed(FIRST), sealed(ELSEWHERE)])
        await leave(ingest)

        assert (await store.missing()).sealed == 1


async def leave(ingest: Ingest) -> None:
    await ingest.ingest([Left(Platform.MATRIX, HOME, NOON, FIRST.channel)])


MIRA, JON = AuthorId("@mira:example.org"), AuthorId("@jon:example.org")
DAY = timedelta(days=1)


def sent(by: AuthorId, at: datetime | None, id_: str) -> Letter:
    told = {"sender": by} if at is None else {"sender": by, "origin_server_ts": milliseconds(at)}
    return replace(FIRST, event=MessageId(id_), raw=json.dumps(told))


def milliseconds(at: datetime) -> int:
    return int(at.timestamp() * 1000)


async def events(store: Store) -> list[str]:
    """Those that are sealed, by their ids; they are so no longer."""
    await store.desk.take_up(Platform.MATRIX, ["k1"])
    return [letter.event.removeprefix("opened:") for letter in await waiting(store)]


async def test_sealed_letters_that_are_too_old_or_do_not_say_how_old_go(tmp_path: Path) -> None:
    old, new = sent(MIRA, NOON - DAY, "$old"), sent(MIRA, NOON, "$new")
    far = replace(FIRST, event=MessageId("$far"), raw=json.dumps({"origin_server_ts": 10**30}))
    odd = [replace(FIRST, event=MessageId(f"$odd{n}"), raw=raw) for n, raw in enumerate("{7")]
    async with ledger(tmp_path / "ledger.db") as (store, _):
        known = [old, new, far, *odd, FIRST, replace(old, channel=ELSEWHERE.channel)]
        await store.desk.set_aside([sealed(each) for each in known])
        await store.desk.expire(BEDS, NOON)

        assert sorted(await events(store)) == ["$new", "$old"]
        assert {letter.channel for letter in await waiting(store)} == {"!beds", "!pump"}


@pytest.mark.parametrize(
    ("wish", "kept"),
    [
        (Wish.OPT_OUT, ["$before", "$other"]),
        (Wish.FORGET, ["$after", "$other"]),
    ],
)
async def test_nothing_sealed_is_kept_of_people_who_are_not_kept(
    tmp_path: Path, wish: Wish, kept: list[str]
) -> None:
    her = Person(Platform.MATRIX, MIRA)
    come = [
        sent(MIRA, NOON - DAY, "$before"),
        sent(MIRA, NOON + DAY, "$after"),
        sent(MIRA, None, "$whenever"),
        sent(JON, NOON, "$other"),
    ]
    async with ledger(tmp_path / "ledger.db") as (store, ingest):
        await ingest.ingest([Wished(her, wish, NOON)])
        await store.desk.set_aside([sealed(each) for each in come])

        assert sorted(await events(store)) == sorted(kept)
