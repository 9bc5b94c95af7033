"""Letters are let go when they are done with, and not before."""

import asyncio
from contextlib import suppress
from dataclasses import replace
from pathlib import Path

import pytest

from bot.model import ChannelId, Letter, MessageId, Platform
from bot.settings import MatrixSettings
from bot.store import open_store
from matrix.clerk import Reading
from matrix.mailroom import Mailroom
from matrix.wire import Refused, Unreachable
from tests.matrix.conftest import Ear, until

FIRST = Letter(Platform.MATRIX, ChannelId("!beds"), MessageId("$1"), "event", "{}")
SECOND, OTHER = replace(FIRST, event=MessageId("$2")), replace(FIRST, channel=ChannelId("!pump"))


class Reader:
    """A clerk that fails as it is told, and notes what it read."""

    def __init__(self, faults: dict[Letter, list[Exception]], slow: str = "") -> None:
        self.faults, self.slow = faults, slow
        self.seen: list[Letter] = []

    async def read(self, letter: Letter) -> Reading:
        if letter.channel == self.slow:
            await asyncio.Event().wait()
        waiting = self.faults.get(letter, [])
        if waiting:
            raise waiting.pop(0)
        self.seen.append(letter)
        return Reading()


async def handed_out(tmp_path: Path, reader: Reader, *letters: Letter, left: int = 0) -> None:
    """Returns when no more than so many letters wait."""
    async with open_store(f"sqlite+aiosqlite:///{tmp_path / 'l.db'}") as store:
        ear = Ear(store, MatrixSettings(), "@ends:example.org")
        await store.desk.accept(letters)
        async with asyncio.TaskGroup() as tasks:
            work = tasks.create_task(Mailroom(ear.house, reader).run())

            async def done() -> bool:
                return len(await store.desk.waiting(Platform.MATRIX)) <= left

            with suppress(TimeoutError):
                await asyncio.wait_for(until(done), 3)
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
    await handed_out(tmp_path, reader, FIRST, SECOND, left=2)

    assert reader.seen == []


async def test_slow_room_keeps_no_other_waiting(tmp_path: Path) -> None:
    reader = Reader({}, slow="!beds")
    await handed_out(tmp_path, reader, FIRST, OTHER, left=1)

    assert reader.seen == [OTHER]
