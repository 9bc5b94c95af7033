"""How far guilds were heard."""

import asyncio
from collections.abc import Sequence
from datetime import UTC, datetime
from types import SimpleNamespace
from typing import Any, cast

from bot.model import CoverageNote
from cogs.hearing.attendance import Attendance
from cogs.hearing.gateway import Gateway

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


def bot(recorder: Recorder, *guilds: object) -> Any:  # noqa: ANN401  (a client needs a gateway)
    async def settled() -> None: ...

    intake = SimpleNamespace(settled=settled, is_full=False)
    house = SimpleNamespace(
        recorder=recorder, intake=intake, clock=lambda: datetime(2026, 5, 3, tzinfo=UTC)
    )
    return cast(
        "Any",
        SimpleNamespace(house=house, guilds=guilds, shard_count=1, get_guild=lambda _id: None),
    )


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
        arriving = asyncio.ensure_future(attendance.arrive(guild(GUILD)))
        await asyncio.sleep(0)
        assert not attendance.is_expecting
    await arriving

    assert attendance.is_expecting


async def test_guild_that_came_without_a_word_is_expected_once() -> None:
    here, away, told = (guild(id_, unavailable=id_ == 2) for id_ in (1, 2, 3))
    attendance = Attendance(bot(Recorder(), here, away, told))
    attendance.expect(told)

    for _ in range(2):
        attendance.look_round(0)

    assert [await attendance.arrival(), await attendance.arrival()] == [told, here]
    assert not attendance.is_expecting


async def test_guild_that_is_expected_for_several_reasons_is_called_once_as_it_is_last() -> None:
    attendance = Attendance(bot(Recorder()))
    before, other, after = guild(1), guild(2), guild(1)
    for each in (before, other, after):
        attendance.expect(each)

    assert [await attendance.arrival(), await attendance.arrival()] == [after, other]
    assert not attendance.is_expecting
    waiting = asyncio.ensure_future(attendance.arrival())
    await asyncio.sleep(0)
    assert not waiting.done()
    attendance.expect(before)
    assert await waiting is before


async def test_guild_whose_roll_is_yet_to_be_called_is_not_heard_because_a_line_was_resumed() -> (
    None
):
    recorder, here = Recorder(), guild(GUILD)
    recorder.may_write.set()
    attendance = Attendance(bot(recorder, here))
    attendance.expect(here)

    attendance.suspend(0)
    attendance.resume(0)
    await attendance.note()
    assert recorder.notes == []

    attendance.attend(GUILD)
    attendance.suspend(0)
    attendance.resume(0)
    await attendance.note()
    assert len(recorder.notes) == 1


async def test_guild_that_is_not_there_for_a_while_is_not_heard_until_it_is_back() -> None:
    recorder, there = Recorder(), guild(GUILD)
    recorder.may_write.set()
    client = bot(recorder, there)
    client.attendance = Attendance(client)
    client.attendance.attend(GUILD)

    there.unavailable = True
    await Gateway(client).on_guild_unavailable(there)
    client.attendance.resume(0)
    await client.attendance.note()
    assert recorder.notes == []

    there.unavailable = False
    client.attendance.look_round(0)  # discord.py may have dropped the word that it is back
    assert await client.attendance.arrival() is there


def guild(id_: int, *, unavailable: bool = False) -> Any:  # noqa: ANN401  (as above)
    return SimpleNamespace(id=id_, unavailable=unavailable)


async def left(attendance: Attendance, recorder: Recorder) -> list[CoverageNote]:
    """What was noted when we left."""
    async with attendance.leaving(GUILD):
        return list(recorder.notes)
