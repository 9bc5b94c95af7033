"""On a real homeserver: people take along what is theirs, and have it forgotten."""

from collections.abc import Callable
from pathlib import Path

from bot.model import State
from tests.matrix.conftest import answer, answers, listening, settings_of, until, until_in
from tests.matrix.synapse import Synapse, User
from tests.matrix.test_rooms import ASKED

People = Callable[[str], User]


async def test_person_takes_their_words_along_and_has_them_forgotten(
    synapse: Synapse, people: People, tmp_path: Path
) -> None:
    mira, jon, bot = people("mira"), people("jon"), people("ends")
    async with listening(tmp_path / "l.db", settings_of(synapse, bot), bot) as ear:
        room = mira.create("allotment", bot.id)
        await until_in(bot, room)
        asked = mira.say(room, ASKED)
        await ear.until_state(room, ASKED, State.OPEN)

        wanted = mira.say(room, "!ends privacy export")

        async def has_files() -> bool:
            said = await answers(mira, room, wanted)
            files = [each["body"] for each in said if each["msgtype"] == "m.file"]
            return files == ["looseends.json", "looseends.md"]

        await until(has_files)

        mira.call("POST", f"/rooms/{room}/invite", {"user_id": jon.id})
        jon.join(room)
        among_others = mira.say(room, "!ends privacy export")
        assert "only the two of us" in (await answer(mira, room, among_others))["body"]
        gone = mira.say(room, "!ends privacy forget yes")
        assert "Forgotten" in (await answer(mira, room, gone))["body"]
        await ear.until_posts(room)

        mira.edit(room, asked, "would it help to lime the beds now?")
        mira.say(room, "who has a spare hose?")
        await ear.until_posts(room, "who has a spare hose?")
