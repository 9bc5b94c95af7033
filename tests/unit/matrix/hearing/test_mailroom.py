"""Letters are let go when they are done with, and not before."""

import asyncio
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, cast

import pytest

from bot.errors import StoreError
from bot.model import (
    ChannelId,
    ChannelRef,
    CommunityId,
    Deleted,
    Letter,
    MessageId,
    MessageRef,
    Platform,
)
from bot.settings import MatrixSettings
from bot.store import open_store
from matrix.hearing import mailroom
from matrix.hearing.clerk import Reading
from matrix.hearing.mailroom import Mailroom
from matrix.house import Desk
from matrix.wire import Refused, Unreachable
from tests.matrix.conftest import Ear, until

NOON = datetime(2026, 5, 11, 12, tzinfo=UTC)
FIRST = Letter(Platform.MATRIX, ChannelId("!beds"), MessageId("$1"), "event", "{}")
SECOND, OTHER = replace(FIRST, event=MessageId("$2")), replace(FIRST, channel=ChannelId("!pump"))


class Reader:
    """A clerk that fails as it is told, and notes what it read."""

    def __init__(self, faults: dict[Letter, list[Exception]], slow: str = "") -> None:
        self.faults, self.slow = faults, slow
        self.seen: list[Letter] = []
        self.go_on = asyncio.Event()
        self.tried = 0

    async def read(self, letter: Letter) -> Reading:
        self.tried += 1
        if letter.channel == self.slow:
            await self.go_on.wait()
        waiting = self.faults.get(letter, [])
        if waiting:
            raise waiting.pop(0)
        self.seen.append(letter)
        return Reading()


async def handed_out(
    tmp_path: Path, reader: Reader, *letters: Letter, left: int = 0, tried: int = 0
) -> None:
    """Returns when no more than so many letters wait, and it was tried so often to read one."""
    async with open_store(f"sqlite+aiosqlite:///{tmp_path / 'l.db'}") as store:
        ear = Ear(store, MatrixSettings(), "@ends:example.org")
        await store.desk.accept(letters)
        async with asyncio.TaskGroup() as tasks:
            work = tasks.create_task(Mailroom(ear.house, reader).run())

            async def done() -> bool:
                waiting = await store.desk.waiting(Platform.MATRIX)
                return len(waiting) <= left and reader.tried >= tried

            await until(done)
            waiting = [letter for _, letter in await store.desk.waiting(Platform.MATRIX)]
            work.cancel()
    assert len(waiting) == left


async def test_letters_of_a_room_are_read_in_order(tmp_path: Path) -> None:
    reader = Reader({})
    await handed_out(tmp_path, reader, FIRST, SECOND)

    assert reader.seen == [FIRST, SECOND]


@pytest.mark.parametrize("fault", [Unreachable(), Refused(429, "M_LIMIT_EXCEEDED", 0.01)])
async def test_what_passes_is_waited_out(tmp_path: Path, fault: Exception) -> None:
    reader = Reader({FIRST: [fault] * 5})
    await handed_out(tmp_path, reader, FIRST, SECOND)

    assert reader.seen == [FIRST, SECOND]


async def test_letter_that_always_fails_is_set_aside_and_those_behind_it_are_read(
    tmp_path: Path,
) -> None:
    reader = Reader({FIRST: [ValueError()] * 99})
    await handed_out(tmp_path, reader, FIRST, SECOND)

    assert reader.seen == [SECOND]


async def test_nothing_is_let_go_while_we_are_signed_out(tmp_path: Path) -> None:
    reader = Reader({FIRST: [Refused(401, "M_UNKNOWN_TOKEN") for _ in range(99)]})
    await handed_out(tmp_path, reader, FIRST, SECOND, left=2, tried=5)

    assert reader.seen == []


async def test_slow_room_keeps_no_other_waiting(tmp_path: Path) -> None:
    reader = Reader({}, slow="!beds")
    await handed_out(tmp_path, reader, FIRST, OTHER, left=1)

    assert reader.seen == [OTHER]


async def test_letters_that_cannot_be_read_for_a_while_are_read_then(tmp_path: Path) -> None:
    reader = Reader({})
    async with open_store(f"sqlite+aiosqlite:///{tmp_path / 'l.db'}") as store:
        ear = Ear(store, MatrixSettings(), "@ends:example.org")
        await store.desk.accept([FIRST])
        desk = Stuck(store.desk)
        work = asyncio.ensure_future(Mailroom(replace(ear.house, desk=desk), reader).run())

        async def done() -> bool:
            return not await store.desk.waiting(Platform.MATRIX)

        await until(done)
        work.cancel()
    assert reader.seen == [FIRST]
    assert desk.faults == 0


class Stuck:
    """A desk whose letters cannot be read at first."""

    def __init__(self, desk: Desk) -> None:
        self._desk, self.faults = desk, 2

    def __getattr__(self, name: str) -> Any:
        return getattr(self._desk, name)

    async def waiting(self, *asked: Any) -> Any:
        if self.faults:
            self.faults -= 1
            raise StoreError("The disk is full.")
        return await self._desk.waiting(*asked)


async def test_no_more_letters_are_fetched_than_there_is_room_for(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("_AT_HAND", "_PORTION"):
        monkeypatch.setattr(mailroom, name, 2)
    reader = Reader({}, slow="!beds")
    rows = [replace(FIRST, event=MessageId(f"${n}")) for n in range(3)]
    async with open_store(f"sqlite+aiosqlite:///{tmp_path / 'l.db'}") as store:
        ear = Ear(store, MatrixSettings(), "@ends:example.org")
        await store.desk.accept([*rows, OTHER])
        office = Mailroom(ear.house, reader)
        work = asyncio.ensure_future(office.run())

        async def is_full() -> bool:
            return sum(map(len, office._lines.values())) >= 2

        await until(is_full)
        assert reader.seen == []  # it waits behind those of the slow room
        reader.go_on.set()

        async def done() -> bool:
            return not await store.desk.waiting(Platform.MATRIX)

        await until(done)
        work.cancel()
    assert reader.seen == [*rows, OTHER]


async def test_letter_waits_until_there_is_room_for_what_it_changes(tmp_path: Path) -> None:
    async with open_store(f"sqlite+aiosqlite:///{tmp_path / 'l.db'}") as store:
        ear = Ear(store, MatrixSettings(), "@ends:example.org")
        await store.desk.accept([FIRST])
        intake = Full()
        house = replace(ear.house, intake=cast("Any", intake))
        work = asyncio.ensure_future(Mailroom(house, Teller()).run())

        async def done() -> bool:
            return not await store.desk.waiting(Platform.MATRIX)

        await until(done)
        work.cancel()
    assert intake.offered == 3


class Full:
    """An intake that has no room twice."""

    offered = 0

    async def offer(self, *_arrivals: object) -> bool:
        self.offered += 1
        return self.offered == 3

    async def settled(self) -> None:
        """At once."""


class Teller:
    """A clerk to whom each letter is a message that was deleted."""

    async def read(self, letter: Letter) -> Reading:
        ref = ChannelRef(letter.platform, CommunityId("example.org"), letter.channel)
        return Reading((Deleted(MessageRef(ref, letter.event), NOON),))
