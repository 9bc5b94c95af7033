"""What happens in the rooms of a real homeserver is in the ledger, and answered."""

from collections.abc import Callable
from pathlib import Path

import pytest

from bot.model import State
from tests.matrix.conftest import answer, answers, listening, settings_of, until
from tests.matrix.synapse import Synapse, User

ASKED = "would liming the lower beds in autumn still help before the frost?"

People = Callable[[str], User]


async def invited_into(person: User, bot: User, room: str) -> None:
    async def is_in() -> bool:
        return room in bot.rooms()

    await until(is_in)


@pytest.mark.parametrize("version", ["10", "11", "12"])
async def test_question_is_answered_edited_taken_back_and_settled(
    synapse: Synapse, people: People, tmp_path: Path, version: str
) -> None:
    mira, jon, bot = people("mira"), people("jon"), people("ends")
    async with listening(tmp_path / "l.db", settings_of(synapse, bot), bot) as ear:
        room = mira.create("allotment", bot.id, jon.id, version=version)
        jon.join(room)
        await invited_into(mira, bot, room)
        asked = mira.say(room, ASKED)
        await ear.until_state(room, ASKED, State.OPEN)

        listed = mira.say(room, "!ends open")
        shown = await answer(jon, room, listed)
        assert ASKED in shown["body"]
        assert shown["msgtype"] == "m.notice"
        assert shown["m.mentions"] == {}
        assert "<li>" in shown["formatted_body"]
        assert shown["m.relates_to"]["event_id"] == listed

        mira.edit(room, asked, "would it help to lime the beds now?")
        await ear.until_state(room, "would it help to lime the beds now?", State.OPEN)
        jon.edit(room, asked, "this is no question of hers")
        mark = mira.react(room, asked, "✅")
        await ear.until_state(room, "would it help to lime the beds now?", State.RESOLVED)
        mira.redact(room, mark)
        await ear.until_state(room, "would it help to lime the beds now?", State.OPEN)
        mira.redact(room, asked)
        await ear.until_posts(room)
        assert await ear.asked(room) == {}


async def test_history_is_read_once_invited_and_old_commands_are_not_answered(
    synapse: Synapse, people: People, tmp_path: Path
) -> None:
    mira, bot = people("mira"), people("ends")
    room = mira.create("allotment")
    texts = [f"bed {n} is dug over" for n in range(120)]
    for text in texts:
        mira.say(room, text)
    old = mira.say(room, "!ends status")
    async with listening(tmp_path / "l.db", settings_of(synapse, bot), bot) as ear:
        mira.call("POST", f"/rooms/{room}/invite", {"user_id": bot.id})
        await ear.until_posts(room, *texts)
        await ear.caught_up()
        new = mira.say(room, "!ends status")
        await answer(mira, room, new)

    assert await answers(mira, room, old) == []


async def test_strangers_invitation_is_declined(
    synapse: Synapse, people: People, tmp_path: Path
) -> None:
    mira, boss, bot = people("mira"), people("boss"), people("ends")
    admin = boss.create("admins", bot.id)
    bot.join(admin)
    settings = settings_of(synapse, bot, inviters=boss.id, admin_room=admin)
    async with listening(tmp_path / "l.db", settings, bot):
        room = mira.create("den", bot.id)

        async def told() -> bool:
            return any(mira.id in e["content"]["body"] for e in boss.heard(admin))

        await until(told)
        assert room not in bot.rooms()
