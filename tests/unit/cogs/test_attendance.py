"""How far guilds were heard."""

import asyncio
from collections.abc import Sequence
from datetime import UTC, datetime
from types import SimpleNamespace
from typing import Any, cast

from bot.model import CoverageNote
from cogs.attendance import Attendance

GUILD = 7


class Recorder:
    """Takes its time to write."""

    def __init__(self) -> None:
        self.may_write = asyncio.Event()
        self.is_writing = asyncio.Event()
        self.notes: list[CoverageNote] = []

    async def ingest(self, _arrivals: object, *, notes: Sequence[CoverageNote]) -> None:
        self.is_writing.set()
        await self.may_write.wait()
        self.notes += notes


def bot(recorder: Recorder) -> Any:  # noqa: ANN401  (a client needs a gateway)
    async def settled() -> None: ...

    intake = SimpleNamespace(settled=settled, is_full=False)
    house = SimpleNamespace(
        recorder=recorder, intake=intake, clock=lambda: datetime(2026, 5, 3, tzinfo=UTC)
    )
    return cast("Any", SimpleNamespace(house=house, guilds=(), get_guild=lambda _id: None))


async def test_nothing_says_that_a_guild_was_heard_once_it_was_left() -> None:
    recorder = Recorder()
    attendance = Attendance(bot(recorder))
    attendance.attend(GUILD)

    noting = asyncio.ensure_future(attendance.note())
    await recorder.is_writing.wait()
    leaving = asyncio.ensure_future(left(attendance, recorder))
    await asyncio.sleep(0)
    assert not leaving.done()
    recorder.may_write.set()
    written_before = await leaving
    await noting
    await attendance.note()

    assert len(written_before) == 1
    assert recorder.notes == written_before


async def test_guild_that_invites_again_is_expected_only_when_the_ledger_knows_that_we_left() -> (
    None
):
    attendance = Attendance(bot(Recorder()))

    async with attendance.leaving(GUILD):
        arriving = asyncio.ensure_future(attendance.arrive(cast("Any", SimpleNamespace(id=GUILD))))
        await asyncio.sleep(0)
        assert not attendance.is_expecting
    await arriving

    assert attendance.is_expecting


async def left(attendance: Attendance, recorder: Recorder) -> list[CoverageNote]:
    """What was noted when we left."""
    async with attendance.leaving(GUILD):
        return list(recorder.notes)
