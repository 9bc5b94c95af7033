"""Without keys nothing is said in encrypted rooms: no answer, no hello, no note, no digest."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from pydantic import SecretStr

from bot.digests.schedule import Schedule
from bot.model import ChannelId, Occurrence, Outcome, Platform, Sight
from bot.settings import MatrixSettings
from bot.store import open_store
from matrix import edge
from tests.matrix.conftest import Ear, until
from tests.unit.matrix.encryption.keyserver import SEALED
from tests.unit.matrix.payloads import JON, ME, MIRA, ROOM, member, message, state
from tests.unit.matrix.test_recorded import NOW, Script

OPEN, ADMINS = "!open:example.org", "!admins:example.org"
LEVELS = state("m.room.power_levels", {"users": {ME: 100}})
"""We may describe our commands everywhere."""
ENCRYPTION = state("m.room.encryption", SEALED)
WEEKLY = Schedule("weekly", Platform.MATRIX, ChannelId(ROOM), admins=ChannelId(ADMINS))


class Mixed(Script):
    """All rooms of this homeserver are encrypted, but for one."""

    async def get_list(self, *path: str) -> list[Any]:
        plain = [*await super().get_list(*path), LEVELS]
        return plain if path[1] == OPEN else [*plain, ENCRYPTION]


def invitation(by: str) -> dict[str, Any]:
    invited = {**member(ME, "invite"), "sender": by}
    return {"invite": {ROOM: {"invite_state": {"events": [invited]}}}}


@asynccontextmanager
async def listening(tmp_path: Path, script: Script) -> AsyncIterator[Ear]:
    """The edge without keys, with an admin room, and a digest that somebody wished for."""
    given = {"token": SecretStr("t"), "operators": MIRA, "admin_room": ADMINS}
    async with open_store(f"sqlite+aiosqlite:///{tmp_path / 'l.db'}") as store:
        ear = Ear(store, MatrixSettings.model_validate(given), ME, schedules=(WEEKLY,))
        await store.digests.begin(Occurrence("weekly", NOW), Outcome.WISHED, NOW)
        house = replace(ear.house, clock=lambda: NOW)
        work = (ear.intake.run(), edge._connected(house, script))
        tasks = [asyncio.ensure_future(each) for each in work]
        try:
            yield ear
        finally:
            for task in tasks:
                task.cancel()
            await asyncio.gather(*tasks, return_exceptions=True)


async def test_nothing_is_said_in_encrypted_rooms_and_that_is_told_once_for_each(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    script = Mixed()
    async with listening(tmp_path, script) as ear:
        script.tell(ENCRYPTION)
        script.tell(message("the pump drips", "$o"), room=OPEN)
        script.tell(message("!ends help", "$1"), message("!ends open", "$2"))
        script.tell(**invitation(MIRA))
        script.tell(**invitation(JON))
        script.tell(message("!ends help", "$3"), room=OPEN)
        await script.answer_to("$3")
        script.tell(message("the beds are dry", "$4"))

        async def all_done() -> bool:
            runs = await ear.store.digests.runs("weekly")
            waiting = await ear.store.desk.waiting(Platform.MATRIX)
            return runs[0].outcome is Outcome.FAILED and not waiting

        await until(all_done)
        assert {said["room"] for said in script.said} == {OPEN}
        # Two commands, a hello, a note, a digest.
        assert ear.count("withheld_total") == 5
        [spot] = (await ear.store.missing()).blind_spots
        assert (spot.channel, spot.sight) == (ROOM, Sight.ENCRYPTED)
    told = capsys.readouterr().out
    assert told.count("room-encrypted") == 2  # that room, and that of the admins
    assert told.count("digest-withheld") == 2
    assert "reply-refused" not in told
