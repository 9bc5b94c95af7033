"""What was missed is taken in as what is heard: nothing that was known before stays as it was."""

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any, cast

from bot.errors import StoreError
from bot.ingest import Ingest
from bot.model import Arrival, Gap, MessageId, State
from bot.settings import MatrixSettings
from bot.store import open_store
from tests.matrix.conftest import Ear, until
from tests.unit.matrix.payloads import AT, ME, ROOM, edit, message, reacted
from tests.unit.matrix.test_doors import REF, Server, read_through
from tests.unit.matrix.test_recorded import ASKED, Script, listening, redaction

OTHER = "who has the key of the tool shed?"


async def hear(ear: Ear, script: Script) -> None:
    """A question that somebody takes, another one, and a remark."""
    script.tell(message(ASKED, "$1"), message(OTHER, "$2"), message("the pump drips", "$3"))
    script.tell(reacted("$1", "🙋", "$r"))
    await ear.until_posts(ROOM, ASKED, OTHER, "the pump drips")
    await ear.caught_up()

    async def is_taken() -> bool:
        return bool([each for each in await ear.questions(ROOM) if each.marks])

    await until(is_taken)


def miss(script: Script, *events: Any) -> None:
    """A sync that leaves these out, and the page of history that they stand on."""
    script.pages = [{"chunk": list(reversed(events)), "end": "s9"}]
    script.count += 1
    timeline = {"events": [message("rain at last", "$9")], "limited": True, "prev_batch": "t9"}
    told = {"next_batch": f"s{script.count}", "rooms": {"join": {ROOM: {"timeline": timeline}}}}
    script.syncs.put_nowait(told)


async def test_edits_and_deletions_that_were_missed_change_what_was_read_before(
    tmp_path: Path,
) -> None:
    script, wetter = Script(), "would liming the wetter beds help?"
    async with listening(tmp_path, script) as ear:
        await hear(ear, script)
        changed = {**edit("$1", wetter, "$4"), "origin_server_ts": AT + 1_000}
        script.events["$1"] = {
            **message(ASKED, "$1"),
            "unsigned": {"m.relations": {"m.replace": changed}},
        }
        miss(script, message("first", "$0"), changed, redaction("$2", "$5"), redaction("$3", "$6"))

        await ear.until_posts(ROOM, wetter, "first", "rain at last")
        assert list(await ear.asked(ROOM)) == [wetter]


async def test_commands_and_marks_that_were_missed_count_once(tmp_path: Path) -> None:
    script = Script()
    async with listening(tmp_path, script) as ear:
        await hear(ear, script)
        miss(script, message("!ends help", "$c"), redaction("$r", "$x"), reacted("$2", "✅", "$y"))

        assert "!ends open" in await script.answer_to("$c")
        await ear.until_state(ROOM, OTHER, State.RESOLVED)

        async def is_free() -> bool:
            found = [each for each in await ear.questions(ROOM) if each.number == 1]
            return all(mark.undone_at for each in found for mark in each.marks)

        await until(is_free)
        await ear.caught_up()
        assert [each["txn"] for each in script.said] == ["$c.0"]


async def test_what_was_said_before_we_came_is_answered_to_nobody(tmp_path: Path) -> None:
    script = Script()
    script.pages = [{"chunk": [message("!ends help", "$c"), message(ASKED, "$1")]}]
    async with listening(tmp_path, script) as ear:
        await ear.until_posts(ROOM, ASKED)
        await ear.caught_up()
        assert script.said == []


class Fragile:
    """Takes in nothing that was said, the first time."""

    def __init__(self, recorder: Ingest) -> None:
        self._recorder, self.failed = recorder, 0

    async def ingest(self, arrivals: Sequence[Arrival], **more: Any) -> Any:
        if arrivals and not self.failed:
            self.failed += 1
            raise StoreError("The disk is full.")
        return await self._recorder.ingest(arrivals, **more)


async def test_page_that_could_not_be_taken_in_is_read_again(tmp_path: Path) -> None:
    server, page = Server(), {"chunk": [message("the pump drips", "$1")]}
    server.pages = [page, page]
    async with open_store(f"sqlite+aiosqlite:///{tmp_path / 'l.db'}") as store:
        ear = Ear(store, MatrixSettings(history_days=36_500), ME)
        recorder = Fragile(ear.ingest)
        ear.house = replace(ear.house, recorder=cast("Ingest", recorder))
        await read_through(ear, server, store, Gap(REF, MessageId(""), MessageId("t1")))

        assert await ear.texts(ROOM) == ["the pump drips"]
    assert recorder.failed == 1
