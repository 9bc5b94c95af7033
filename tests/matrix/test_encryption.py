"""Encrypted rooms are read and answered as others are."""

import signal
import stat
import sys
from collections.abc import Awaitable, Callable
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from bot.digests import runner
from bot.digests.schedule import Schedule
from bot.errors import ConfigurationError
from bot.model import ChannelId, Platform, State
from bot.store import open_store
from matrix import edge
from matrix.house import Keyring
from tests.matrix.conftest import Ear, listening, settings_of, until, until_in
from tests.matrix.synapse import Synapse, User
from tests.matrix.test_faults import program

if sys.version_info >= (3, 13):
    reason = "libolm has no wheels for this Python: NOTHING of end-to-end encryption is tested"
    pytest.skip(reason, allow_module_level=True)

from mautrix.types import TrustState

from tests.matrix.encrypting import ENCRYPTION, Sealer, encrypting
from tests.unit.matrix.encryption.dated import DATED

People = Callable[[str], User]
ASKED = "would liming the lower beds in autumn still help before the frost?"
AT_ONCE = timedelta()
TALK = f"[2026-03-01 10:00] Mira: {ASKED}\n".encode()
LATE = "who has the key of the tool shed?"
pytestmark = DATED


def keyring(folder: Path) -> Keyring:
    return Keyring(folder / "l.keys", folder / "l.recovery")


def mode(file: Path) -> int:
    return stat.S_IMODE(file.stat().st_mode)


async def room_of(person: User, bot: User, *others: User) -> str:
    """An encrypted room where the bot and all others are."""
    room = person.create("allotment", *(each.id for each in others), initial_state=[ENCRYPTION])
    for each in others:
        each.join(room)
    person.call("POST", f"/rooms/{room}/invite", {"user_id": bot.id})

    async def is_in() -> bool:
        return room in bot.rooms()

    await until(is_in)
    return room


def reply(sealer: Sealer, room: str, to: str) -> Awaitable[dict[str, Any]]:
    """The answer to a message, opened, as soon as it is there."""

    async def answer() -> dict[str, Any] | None:
        return await sealer.answer(room, to)

    return until(answer)


async def test_question_asked_encrypted_is_answered_encrypted(
    synapse: Synapse, people: People, tmp_path: Path
) -> None:
    mira, bot = people("mira"), people("ends")
    files = keyring(tmp_path)
    async with (
        listening(tmp_path / "l.db", settings_of(synapse, bot), bot, files) as ear,
        encrypting(mira) as sealer,
    ):
        room = await room_of(mira, bot)
        asked = await sealer.say(room, ASKED)
        await ear.until_state(room, ASKED, State.OPEN)
        thread = {"rel_type": "m.thread", "event_id": asked, "is_falling_back": True}
        listed = await sealer.say(room, "!ends open", **{"m.relates_to": thread})
        shown = await reply(sealer, room, listed)

        assert ASKED in shown["content"]["body"]
        assert shown["content"]["m.relates_to"]["event_id"] == asked
        assert "body" not in shown["raw"]["content"]
        assert shown["raw"]["content"]["m.relates_to"]["event_id"] == asked
        # The device is signed by its account, which mira sees the first time.
        assert shown["trust"] == TrustState.CROSS_SIGNED_TOFU
        assert (mode(files.keys), mode(files.recovery)) == (0o600, 0o600)

        # A reaction is in the open, as Matrix has it; what it is on is not.
        mark = mira.react(room, shown["event_id"], "✅")
        await ear.until_state(room, ASKED, State.RESOLVED)
        mira.redact(room, mark)
        await ear.until_state(room, ASKED, State.OPEN)
        await sealer.edit(room, asked, "would it help to lime the beds now?")
        await ear.until_state(room, "would it help to lime the beds now?", State.OPEN)
        mira.redact(room, asked)
        await ear.until_posts(room)


async def test_hello_note_and_digest_are_encrypted_too(
    synapse: Synapse, people: People, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(runner, "PERIOD", 0.1)
    mira, jon, bot = people("mira"), people("jon"), people("ends")
    room, new = (mira.create(name, bot.id, initial_state=[ENCRYPTION]) for name in ("beds", "pump"))
    bot.join(room)
    settings = settings_of(synapse, bot, inviters=mira.id, admin_room=room)
    to = Schedule("weekly", Platform.MATRIX, ChannelId(room), mention=(mira.id,))
    async with (
        encrypting(mira) as sealer,
        listening(
            tmp_path / "l.db", settings, bot, keyring(tmp_path), (replace(to, minimum_age=AT_ONCE),)
        ) as ear,
    ):
        await until_in(bot, new)
        elsewhere = jon.create("swamp", bot.id)
        await sealer.say(room, ASKED)
        await ear.until_state(room, ASKED, State.OPEN)
        await sealer.say(room, "!ends digest now")

        async def read() -> list[str]:
            """What mira can read of what the bot said, once the digest is among it."""
            told = [each for where in (room, new) for each in await sealer.heard(where)]
            heard = [each["content"] for each in told if each["sender"] == bot.id]
            is_all = any(each["m.mentions"] for each in heard)
            return [each["body"] for each in heard] if is_all else []

        said = "\n".join(await until(read))
        assert "Type !ends help" in said
        assert f"declined an invitation of {jon.id} to {elsewhere}" in said
        assert f"{mira.id}\n" in said
        assert ASKED in said
        in_the_open = [*bot.heard(room), *bot.heard(new)]
        assert [event for event in in_the_open if event["sender"] == bot.id] == []


async def test_file_is_read_that_was_posted_encrypted(
    synapse: Synapse, people: People, tmp_path: Path
) -> None:
    mira, bot = people("mira"), people("ends")
    async with (
        listening(tmp_path / "l.db", settings_of(synapse, bot), bot, keyring(tmp_path)) as ear,
        encrypting(mira) as sealer,
    ):
        room = await room_of(mira, bot)
        large = await sealer.post(room, "large.txt", TALK + b" " * 300_000)
        cut = await sealer.post(room, "cut.txt", TALK, spoilt=b"half of it")
        posted = await sealer.post(room, "talk.txt", TALK)
        await ear.until_state(f"{posted}:files", ASKED, State.OPEN)
        # The messages are there, and what could be had of their files.
        assert await ear.texts(room) == [""] * 3
        assert await ear.posts(f"{large}:files") == await ear.posts(f"{cut}:files") == []

        def to(event: str) -> dict[str, Any]:
            return {"m.relates_to": {"m.in_reply_to": {"event_id": event}}}

        wrong = await sealer.say(room, "!ends import", **to(cut))
        assert "cut on the way" in (await reply(sealer, room, wrong))["content"]["body"]
        done = await sealer.say(room, "!ends import", **to(posted))
        assert "1 new messages" in (await reply(sealer, room, done))["content"]["body"]
        mira.redact(room, posted)
        await ear.until_posts(f"{posted}:files")


async def test_message_without_a_key_is_counted_and_read_once_the_key_comes(
    synapse: Synapse, people: People, tmp_path: Path
) -> None:
    mira, bot = people("mira"), people("ends")
    async with (
        listening(tmp_path / "l.db", settings_of(synapse, bot), bot, keyring(tmp_path)) as ear,
        encrypting(mira) as sealer,
    ):
        room = await room_of(mira, bot)
        key = await sealer.say_without_a_key(room, LATE)

        async def sealed() -> bool:
            return (await ear.store.missing()).sealed == 1

        await until(sealed)
        # Nothing behind it waits.
        await sealer.forget_key(room)
        await sealer.say(room, ASKED)
        await ear.until_posts(room, ASKED)
        asked = await sealer.say(room, "!ends status")
        body = (await reply(sealer, room, asked))["content"]["body"]
        assert "1 encrypted message" in body

        await sealer.hand_over(key, bot.id)
        await ear.until_posts(room, ASKED, LATE)
        assert (await ear.store.missing()).sealed == 0


async def test_killed_it_still_opens_what_it_was_given_keys_of(
    synapse: Synapse, people: People, tmp_path: Path
) -> None:
    mira, bot = people("mira"), people("ends")
    database = tmp_path / "l.db"
    async with encrypting(mira) as sealer:
        await sealer.sign_device()
        running = program(database, synapse, bot)
        try:
            room = await room_of(mira, bot)
            helped = await sealer.say(room, "!ends help")
            await reply(sealer, room, helped)
            first = await sealer.say(room, "the pump drips")
        finally:
            running.send_signal(signal.SIGKILL)
            running.wait()
        await sealer.say(room, "the hose leaks")
        await sealer.forget_key(room)
        await sealer.say(room, LATE)
        async with listening(database, settings_of(synapse, bot), bot, keyring(tmp_path)) as ear:
            await ear.until_posts(room, "the pump drips", "the hose leaks", LATE)
            await sealer.edit(room, first, "the pump leaks")
            await ear.until_posts(room, "the pump leaks", "the hose leaks", LATE)
        # Another ledger with the same keys: history is opened as far as they go.
        async with listening(
            tmp_path / "m.db", settings_of(synapse, bot), bot, keyring(tmp_path)
        ) as ear:
            await ear.until_posts(room, "the pump leaks", "the hose leaks", LATE)


async def test_who_comes_is_given_the_next_key_and_who_went_is_not(
    synapse: Synapse, people: People, tmp_path: Path
) -> None:
    mira, jon, bot = people("mira"), people("jon"), people("ends")
    async with (
        listening(tmp_path / "l.db", settings_of(synapse, bot), bot, keyring(tmp_path)),
        encrypting(mira) as sealer,
        encrypting(jon) as other,
    ):
        room = await room_of(mira, bot)
        before = await sealer.say(room, "!ends help")
        await reply(sealer, room, before)
        mira.call("POST", f"/rooms/{room}/invite", {"user_id": jon.id})
        jon.join(room)
        during = await sealer.say(room, "!ends help")
        await reply(other, room, during)
        jon.call("POST", f"/rooms/{room}/leave", {})
        after = await sealer.say(room, "!ends help")
        await reply(sealer, room, after)
        await other.catch_up()

        keys = [(await reply(sealer, room, each))["raw"] for each in (before, during, after)]
        assert len({raw["content"]["session_id"] for raw in keys}) == 3
        assert [await other.has(raw) for raw in keys] == [False, True, False]


async def test_keys_of_another_device_end_it_with_what_to_do(
    synapse: Synapse, people: People, tmp_path: Path
) -> None:
    bot = people("ends")
    settings = settings_of(synapse, bot)
    async with listening(tmp_path / "l.db", settings, bot, keyring(tmp_path)) as ear:
        await connected(ear)
    login = {"type": "m.login.password", "password": "pw"}
    said = bot.call(
        "POST", "/login", {**login, "identifier": {"type": "m.id.user", "user": bot.id}}
    )
    elsewhere = settings_of(synapse, bot, token=said["access_token"])
    async with open_store(f"sqlite+aiosqlite:///{tmp_path / 'l.db'}") as store:
        with pytest.raises(ConfigurationError, match="move the file away"):
            await edge.serve(Ear(store, elsewhere, bot.id, keyring(tmp_path)).house)
        keyring(tmp_path).keys.unlink()
    # The recovery key is still there: the account signs the new device too.
    async with listening(tmp_path / "l.db", elsewhere, bot, keyring(tmp_path)) as ear:
        await connected(ear)
    mine = bot.call("POST", "/keys/query", {"device_keys": {bot.id: []}})
    devices = mine["device_keys"][bot.id].values()
    assert [len(each["signatures"][bot.id]) for each in devices] == [2, 2]
    # The same device, with other keys than people know of.
    keyring(tmp_path).keys.unlink()
    async with open_store(f"sqlite+aiosqlite:///{tmp_path / 'l.db'}") as store:
        with pytest.raises(ConfigurationError, match="sign in anew"):
            await edge.serve(Ear(store, elsewhere, bot.id, keyring(tmp_path)).house)


async def test_password_signs_in_as_another_device_where_the_keys_are_gone(
    synapse: Synapse, people: People, tmp_path: Path
) -> None:
    mira, bot = people("mira"), people("ends")
    room = mira.create("allotment", bot.id)
    bot.join(room)
    settings = settings_of(synapse, bot, token="", user=bot.id, password="pw")
    said: list[str] = []

    async def devices() -> int:
        """How many there are after a start."""
        async with listening(tmp_path / "l.db", settings, bot, keyring(tmp_path)) as ear:
            said.append(f"row {len(said)} is sown")
            mira.say(room, said[-1])
            await ear.until_posts(room, *said)
        return len(bot.call("GET", "/devices")["devices"])

    first = await devices()
    assert await devices() == first
    keyring(tmp_path).keys.unlink()
    assert await devices() == first + 1


async def connected(ear: Ear) -> None:
    async def is_up() -> bool:
        return ear.meters.is_connected()

    await until(is_up)
