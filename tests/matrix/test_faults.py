"""Whatever fails, nothing is lost and nothing is said twice."""

import asyncio
import os
import signal
import subprocess
import sys
from collections import Counter
from collections.abc import Callable
from pathlib import Path

import pytest

from bot.errors import ConfigurationError
from bot.store import open_store
from matrix import edge
from tests.matrix.conftest import Ear, answer, answers, listening, settings_of, until
from tests.matrix.synapse import Synapse, User

People = Callable[[str], User]


async def test_what_was_said_while_it_was_away_is_read_from_its_end_to_its_beginning(
    synapse: Synapse, people: People, tmp_path: Path
) -> None:
    mira, bot = people("mira"), people("ends")
    room = mira.create("allotment", bot.id)
    database, settings = tmp_path / "l.db", settings_of(synapse, bot)
    async with listening(database, settings, bot) as ear:
        mira.say(room, "first")
        await ear.until_posts(room, "first")
    texts = [f"row {n} is sown" for n in range(130)]
    missed = mira.say(room, "nobody hears this, do they?")
    mira.redact(room, missed)
    wrong = mira.say(room, "row zero is sone")
    mira.edit(room, wrong, "row zero is sown")
    for text in texts:
        mira.say(room, text)
    listed = mira.say(room, "!ends status")
    async with listening(database, settings, bot) as ear:
        await answer(mira, room, listed)
        await ear.caught_up()
        await ear.until_posts(room, "first", "row zero is sown", *texts)


async def test_server_that_was_gone_is_heard_again_soon(
    synapse: Synapse, people: People, tmp_path: Path
) -> None:
    mira, bot = people("mira"), people("ends")
    room = mira.create("allotment", bot.id)
    async with listening(tmp_path / "l.db", settings_of(synapse, bot), bot) as ear:
        mira.say(room, "before")
        await ear.until_posts(room, "before")
        synapse.stop()
        try:

            async def knows_it() -> bool:
                return not ear.meters.is_connected()

            await until(knows_it)
        finally:
            synapse.start()
        asked = mira.say(room, "!ends help")
        await asyncio.wait_for(answer(mira, room, asked), 10)


async def test_revoked_token_ends_it_with_what_to_do(
    synapse: Synapse, people: People, tmp_path: Path
) -> None:
    bot = people("ends")
    async with open_store(f"sqlite+aiosqlite:///{tmp_path / 'l.db'}") as store:
        ear = Ear(store, settings_of(synapse, bot), bot.id)
        serving = asyncio.ensure_future(edge.serve(ear.house))
        async with asyncio.timeout(20):
            while not ear.meters.is_connected():
                await asyncio.sleep(0.05)
        bot.call("POST", "/logout", {})

        with pytest.raises(ConfigurationError, match="LOOSEENDS_MATRIX__TOKEN"):
            await asyncio.wait_for(serving, 10)


async def test_wrong_password_ends_it_with_what_to_do(
    synapse: Synapse, people: People, tmp_path: Path
) -> None:
    bot = people("ends")
    settings = settings_of(synapse, bot, token="", user=bot.id, password="wrong")
    async with open_store(f"sqlite+aiosqlite:///{tmp_path / 'l.db'}") as store:
        with pytest.raises(ConfigurationError, match="LOOSEENDS_MATRIX__PASSWORD"):
            await edge.serve(Ear(store, settings, bot.id).house)


async def test_password_logs_in_on_the_same_device_again(
    synapse: Synapse, people: People, tmp_path: Path
) -> None:
    mira, bot = people("mira"), people("ends")
    room = mira.create("allotment", bot.id)
    settings = settings_of(synapse, bot, token="", user=bot.id, password="pw")
    for text in ("one", "two"):
        async with listening(tmp_path / "l.db", settings, bot) as ear:
            mira.say(room, text)
            await ear.until_posts(room, *(["one", "two"][: 1 + (text == "two")]))

    assert len(bot.call("GET", "/devices")["devices"]) == 2


def program(database: Path, synapse: Synapse, bot: User) -> subprocess.Popen[bytes]:
    """`looseends run`, as a process of its own."""
    given = {
        "LOOSEENDS_DATABASE_URL": str(database),
        "LOOSEENDS_HEALTH_PORT": "0",
        "LOOSEENDS_MATRIX__HOMESERVER": synapse.url,
        "LOOSEENDS_MATRIX__TOKEN": bot.token,
        "LOOSEENDS_MATRIX__INVITERS": "@*",
    }
    return subprocess.Popen(
        [sys.executable, "-m", "bot", "run"],
        env={**os.environ, **given},  # noqa: TID251
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )


async def listens(person: User, bot: User, room: str) -> bool:
    """Whether it answers by now."""
    person.say(room, "!ends help")
    await asyncio.sleep(0.5)
    return any(event["sender"] == bot.id for event in person.heard(room))


async def test_killed_again_and_again_it_loses_nothing_and_answers_once(
    synapse: Synapse, people: People, tmp_path: Path
) -> None:
    mira, bot = people("mira"), people("ends")
    room = mira.create("allotment", bot.id)
    bot.join(room)
    database = tmp_path / "l.db"
    said: list[str] = []
    asked: list[str] = []
    for round_ in range(3):
        running = program(database, synapse, bot)
        try:
            if round_ == 0:
                # What is in the room at the first sync is history: it is not answered.
                await until(lambda: listens(mira, bot, room))
            for n in range(12):
                said.append(f"bed {round_}.{n} is dry")
                mira.say(room, said[-1])
                if n % 4 == 0:
                    asked.append(mira.say(room, "!ends status"))
            await asyncio.sleep(0.1 + 0.4 * round_)
        finally:
            running.send_signal(signal.SIGKILL)
            running.wait()
    async with listening(database, settings_of(synapse, bot), bot) as ear:
        for each in asked:
            await answer(mira, room, each)
        await ear.until_posts(room, *said)

    replies = Counter({each: len(await answers(mira, room, each)) for each in asked})
    assert set(replies.values()) == {1}
