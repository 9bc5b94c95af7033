"""What was claimed, and who says otherwise."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from bot.commands.reading import CLAIMS_IN
from tests.scenario.stage import ROOM, Stage, stage


@pytest.fixture
async def room(tmp_path: Path) -> AsyncIterator[Stage]:
    async with stage(tmp_path) as scene:
        yield scene


async def test_a_claim_stands_with_the_reply_that_contests_it(room: Stage) -> None:
    await room.hear("""
        [18:02] <nele> The big kettle switches itself off after four minutes.
        [18:04] <tomke> nele: No, the kettle runs for six minutes, I timed it.
        [18:05] <imke> nele: our kettle is blue, by the way
    """)

    page = await room.do(CLAIMS_IN, channel=ROOM)

    assert "1 contested" in page
    assert 'contested by tomke, 3 May 18:04: "nele: No, the kettle runs' in page
    assert "contested by imke" not in page


async def test_a_claim_is_contested_no_longer_when_the_reply_is_deleted(room: Stage) -> None:
    await room.hear("""
        [18:02] <nele> The big kettle switches itself off after four minutes.
        [18:04] <tomke> nele: No, the kettle runs for six minutes, I timed it.
    """)

    await room.delete("I timed it")

    assert "contested" not in await room.do(CLAIMS_IN, channel=ROOM)


async def test_nobody_contests_themselves(room: Stage) -> None:
    await room.hear("""
        [18:02] <nele> The big kettle switches itself off after four minutes.
        [18:04] <nele> No, the kettle runs for six minutes, I timed it.
    """)

    assert "contested" not in await room.do(CLAIMS_IN, channel=ROOM)
