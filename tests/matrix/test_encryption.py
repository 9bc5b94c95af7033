"""Encrypted rooms are read and answered as others are."""

from collections.abc import Callable
from pathlib import Path

import pytest

from bot.model import State
from matrix.house import Keyring
from tests.matrix.conftest import listening, settings_of, until
from tests.matrix.encrypting import ENCRYPTION, encrypting
from tests.matrix.synapse import Synapse, User

People = Callable[[str], User]
ASKED = "would liming the lower beds in autumn still help before the frost?"
pytestmark = pytest.mark.filterwarnings("ignore:The (sender_key|device_id) field in Megolm")


def keyring(folder: Path) -> Keyring:
    return Keyring(folder / "l.keys", folder / "l.recovery")


async def test_question_asked_encrypted_is_answered_encrypted(
    synapse: Synapse, people: People, tmp_path: Path
) -> None:
    mira, bot = people("mira"), people("ends")
    room = mira.create("allotment", initial_state=[ENCRYPTION])
    async with (
        listening(tmp_path / "l.db", settings_of(synapse, bot), bot, keyring(tmp_path)) as ear,
        encrypting(mira) as sealer,
    ):
        mira.call("POST", f"/rooms/{room}/invite", {"user_id": bot.id})

        async def is_in() -> bool:
            return room in bot.rooms()

        await until(is_in)
        await sealer.say(room, ASKED)
        await ear.until_state(room, ASKED, State.OPEN)
        listed = await sealer.say(room, "!ends open")

        async def answered():
            return await sealer.answer(room, listed)

        shown = await until(answered)
        assert ASKED in shown["content"]["body"]
        assert shown["type"] == "m.room.encrypted"
