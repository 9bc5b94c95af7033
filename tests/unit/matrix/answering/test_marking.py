"""Marks by reaction are those of whoever reacted, on what they reacted to."""

from pathlib import Path

import pytest

from bot.model import MarkKind, State
from tests.matrix.conftest import until
from tests.unit.matrix.payloads import AT, JON, MIRA, ROOM, message, reacted
from tests.unit.matrix.test_recorded import ASKED, Script, listening, redaction


@pytest.mark.parametrize("hand", ["🙋", "🙋🏽", "🙋🏿\u200d♀\ufe0f"])
async def test_hand_of_any_colour_takes_a_question(tmp_path: Path, hand: str) -> None:
    script = Script()
    async with listening(tmp_path, script) as ear:
        script.tell(message(ASKED, "$1"))
        await ear.until_state(ROOM, ASKED, State.OPEN)
        script.tell({**reacted("$1", hand, "$r"), "sender": JON})

        async def taken() -> list[tuple[str, MarkKind]]:
            [record] = await ear.questions(ROOM)
            return [(mark.by, mark.kind) for mark in record.marks]

        assert await until(taken) == [(JON, MarkKind.TAKEN)]


async def test_reaction_to_what_somebody_else_calls_a_reply_of_ours_is_just_one(
    tmp_path: Path,
) -> None:
    script = Script()
    async with listening(tmp_path, script) as ear:
        script.tell(message(ASKED, "$1"))
        await ear.until_state(ROOM, ASKED, State.OPEN)
        forged = {
            **message("lunch is ready", "$f", **{"dev.looseends.questions": [1]}),
            "sender": JON,
        }
        script.tell(forged, reacted("$f", "✅", "$r"), message("!ends why 1", "$c"))

        await script.answer_to("$c")
        [record] = await ear.questions(ROOM)
        assert record.marks == ()


async def test_reaction_that_is_taken_off_leaves_the_marks_of_others(tmp_path: Path) -> None:
    script = Script()
    async with listening(tmp_path, script, operators=f"{MIRA},{JON}") as ear:
        script.tell(message(ASKED, "$1"))
        await ear.until_state(ROOM, ASKED, State.OPEN)
        theirs = {**reacted("$1", "✅", "$j"), "sender": JON, "origin_server_ts": AT + 1_000}
        script.tell(reacted("$1", "✅", "$m"), theirs, message("!ends why 1", "$c1"))
        await script.answer_to("$c1")
        script.tell(redaction("$m", "$x"), message("!ends why 1", "$c2"))
        await script.answer_to("$c2")

        [record] = await ear.questions(ROOM)
        assert [mark.by for mark in record.marks if mark.undone_at is None] == [JON]
        assert (await ear.asked(ROOM))[ASKED] is State.RESOLVED
