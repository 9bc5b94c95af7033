"""Small scenes: people talk, change their minds, and the page follows."""

import sqlite3
from collections.abc import AsyncIterator
from datetime import timedelta
from pathlib import Path

import pytest

from bot.commands.marking import DISMISS, REOPEN, RESOLVE, SNOOZE, TAKE, UNDO
from bot.commands.questions import OPEN, WHY
from tests.scenario.stage import Stage, stage

KETTLE = "why does the big kettle switch itself off?"
ANSWER = "it needs descaling, the sensor overheats under the lime"


@pytest.fixture
async def room(tmp_path: Path) -> AsyncIterator[Stage]:
    async with stage(tmp_path) as scene:
        yield scene


async def test_a_question_that_nobody_answers_is_on_the_page(room: Stage) -> None:
    await room.hear(f"[18:02] <nele> {KETTLE}")

    page = await room.do(OPEN)

    assert KETTLE in page
    assert "nobody replied" in page
    assert "nele" in page


async def test_an_answer_takes_it_off_the_page_and_thanks_settle_it(room: Stage) -> None:
    await room.hear(f"""
        [18:02] <nele> {KETTLE}
        [18:05] <tomke> nele: {ANSWER}
    """)
    assert await room.states() == {KETTLE: "answered"}
    assert KETTLE not in await room.do(OPEN)

    await room.hear("[18:30] <nele> tomke: that was it, works again, thank you!")

    assert await room.states() == {KETTLE: "resolved"}


async def test_thanks_in_advance_settle_nothing(room: Stage) -> None:
    await room.hear(f"[18:02] <nele> {KETTLE} thanks in advance!")

    assert await room.states() == {KETTLE: "open"}


async def test_an_answer_that_fails_re_opens_its_question(room: Stage) -> None:
    await room.hear(f"""
        [18:02] <nele> {KETTLE}
        [18:05] <tomke> nele: {ANSWER}
        [18:50] <nele> tomke: tried that, still the same
    """)

    assert KETTLE in await room.do(OPEN)


async def test_a_deleted_answer_re_opens_its_question(room: Stage) -> None:
    await room.hear(f"""
        [18:02] <nele> {KETTLE}
        [18:05] <tomke> nele: {ANSWER}
    """)

    await room.delete(ANSWER)

    assert await room.states() == {KETTLE: "open"}


async def test_nothing_is_left_of_a_deleted_message(room: Stage, tmp_path: Path) -> None:
    name = "Rumpelstiltskin"
    await room.hear(f"""
        [18:02] <nele> {KETTLE}
        [18:05] <tomke> nele: it needs descaling, my name is {name}
        [18:07] <tomke> does {name} ring a bell with anybody?
    """)

    await room.delete("my name is")
    await room.delete("ring a bell")
    await room.hear("[18:09] <jo> good evening")  # the transcript is read again, too

    assert name not in "".join(await room.states())
    with sqlite3.connect(tmp_path / "ledger.db") as database:
        assert name not in "\n".join(database.iterdump())
    database.close()


async def test_an_edit_changes_the_question_and_keeps_its_number(room: Stage) -> None:
    await room.hear(f"[18:02] <nele> {KETTLE}")
    number = await room.number(KETTLE)
    better = "why does the small kettle switch itself off?"

    await room.edit("big kettle", better)

    assert await room.states() == {better: "open"}
    assert await room.number(better) == number


async def test_an_edit_that_asks_nothing_takes_the_question_away(room: Stage) -> None:
    await room.hear(f"[18:02] <nele> {KETTLE}")

    await room.edit("big kettle", "the big kettle is fine again.")

    assert await room.states() == {}


async def test_a_tick_by_the_asker_resolves(room: Stage) -> None:
    await room.hear(f"""
        [18:02] <nele> {KETTLE}
        [18:05] <tomke> nele: {ANSWER}
    """)

    await room.react(ANSWER, "✅", by="nele")
    assert await room.states() == {KETTLE: "resolved"}

    await room.react(ANSWER, "✅", by="nele", added=False)
    assert await room.states() == {KETTLE: "answered"}


async def test_a_tick_by_somebody_else_is_only_a_hint(room: Stage) -> None:
    await room.hear(f"""
        [18:02] <nele> {KETTLE}
        [18:05] <tomke> nele: {ANSWER}
    """)

    await room.react(ANSWER, "✅", by="pavo")

    assert await room.states() == {KETTLE: "answered"}


async def test_a_verdict_stands_until_it_is_undone(room: Stage) -> None:
    await room.hear(f"[18:02] <nele> {KETTLE}")
    number = await room.number(KETTLE)

    await room.do(DISMISS, number=number)
    assert await room.states() == {KETTLE: "dismissed"}

    await room.do(UNDO, number=number)
    assert await room.states() == {KETTLE: "open"}


async def test_a_verdict_outranks_what_the_replies_look_like(room: Stage) -> None:
    await room.hear(f"""
        [18:02] <nele> {KETTLE}
        [18:05] <tomke> nele: {ANSWER}
    """)
    number = await room.number(KETTLE)

    await room.do(REOPEN, number=number)
    assert KETTLE in await room.do(OPEN)

    room.clock.now += timedelta(minutes=5)
    await room.do(RESOLVE, number=number, by="tomke")
    assert await room.states() == {KETTLE: "resolved"}


async def test_a_snoozed_question_sleeps_and_comes_back(room: Stage) -> None:
    await room.hear(f"[18:02] <nele> {KETTLE}")
    await room.do(SNOOZE, number=await room.number(KETTLE), period=timedelta(days=1))

    assert KETTLE not in await room.do(OPEN)

    room.clock.now += timedelta(days=2)
    await room.hear("[18:40] <jo> good evening")
    assert KETTLE in await room.do(OPEN)


async def test_who_takes_a_question_is_named(room: Stage) -> None:
    await room.hear(f"[18:02] <nele> {KETTLE}")

    await room.do(TAKE, number=await room.number(KETTLE))

    assert "keeper" in await room.do(OPEN)


async def test_a_late_answer_counts_when_it_says_to_whom(room: Stage) -> None:
    await room.hear(f"[08:02] <nele> {KETTLE}")
    talk = (f"[09:{m:02}] <{'jo' if m % 2 else 'liv'}> soup number {m} was good" for m in range(30))
    await room.hear("\n".join(talk))

    await room.hear(f"[19:05] <tomke> nele: the big kettle switches off since {ANSWER}")

    assert await room.states() == {KETTLE: "answered"}


async def test_two_conversations_at_once_keep_their_answers_apart(room: Stage) -> None:
    brake = "which pads fit the old rim brake?"
    await room.hear(f"""
        [18:02] <nele> {KETTLE}
        [18:02] <pavo> {brake}
        [18:04] <wanda> pavo: the red ones, they fit every rim brake
        [18:05] <tomke> nele: {ANSWER}
    """)

    replies = {
        record.message.author.name: [
            record.replies[reply.message].author.name for reply in record.entry.standing.replies
        ]
        for record in await room.records()
    }

    assert replies == {"nele": ["tomke"], "pavo": ["wanda"]}


async def test_asking_back_makes_it_the_askers_turn(room: Stage) -> None:
    await room.hear(f"""
        [18:02] <nele> {KETTLE}
        [18:05] <tomke> nele: which kettle is it, the steel one?
    """)

    assert "waiting for nele" in await room.do(OPEN)


async def test_every_state_can_say_why(room: Stage) -> None:
    await room.hear(f"""
        [18:02] <nele> {KETTLE}
        [18:05] <tomke> nele: {ANSWER}
        [18:30] <jo> same here, mine does it every evening
    """)

    why = await room.do(WHY, number=await room.number(KETTLE))

    assert "tomke" in why
    assert ANSWER in " ".join(why.split())
    assert "Whose turn" in why
