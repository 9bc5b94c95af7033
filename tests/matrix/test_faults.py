"""Whatever fails, nothing is lost and nothing is said twice."""

import asyncio
import os
import signal
import subprocess
import sys
from collections import Counter
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from bot.errors import ConfigurationError
from bot.model import Platform
from bot.store import open_store
from matrix import edge
from tests.matrix.conftest import (
    SOON,
    Ear,
    answer,
    answers,
    listening,
    settings_of,
    until,
    until_in,
    until_up,
)
from tests.matrix.dying import POINTS
from tests.matrix.proxy import (
    Fault,
    bad_gateway,
    cut,
    doubled,
    never,
    now_and_then,
    of,
    proxied,
    slow,
)
from tests.matrix.synapse import Synapse, User

People = Callable[[str], User]


async def test_outage_of_500_messages_loses_none_and_repeats_none(
    synapse: Synapse, people: People, tmp_path: Path
) -> None:
    mira, bot = people("mira"), people("ends")
    room = mira.create("allotment", bot.id)
    database, settings = tmp_path / "l.db", settings_of(synapse, bot)
    async with listening(database, settings, bot) as ear:
        mira.say(room, "first")
        old, gone = mira.say(room, "the pump drops"), mira.say(room, "the hose leaks")
        await ear.until_posts(room, "first", "the pump drops", "the hose leaks")
    mira.edit(room, old, "the pump drips")
    mira.redact(room, gone)
    helped = mira.say(room, "!ends help")
    texts = [f"row {n} is sown" for n in range(500)]
    missed = mira.say(room, "nobody hears this, do they?")
    mira.redact(room, missed)
    wrong = mira.say(room, "row zero is sone")
    mira.edit(room, wrong, "row zero is sown")
    with ThreadPoolExecutor(8) as hands:
        list(hands.map(lambda text: mira.say(room, text), texts))
    listed = mira.say(room, "!ends status")
    async with listening(database, settings, bot) as ear:
        await answer(mira, room, listed)
        await ear.caught_up()
        await ear.until_posts(room, "first", "the pump drips", "row zero is sown", *texts)
        for each in (listed, helped):
            assert len(await answers(mira, room, each)) == 1


async def test_server_that_was_gone_is_heard_again(
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
        await answer(mira, room, asked)


@pytest.mark.parametrize(
    "fault",
    [now_and_then(bad_gateway), now_and_then(cut), of("/sync", doubled), now_and_then(slow)],
    ids=["bad-gateway", "cut", "doubled", "slow"],
)
async def test_talk_is_read_once_and_answered_once_however_answers_are_spoilt(
    synapse: Synapse, people: People, tmp_path: Path, fault: Fault
) -> None:
    mira, bot = people("mira"), people("ends")
    room = mira.create("allotment")
    mira.say(room, "from before")
    async with proxied(synapse.url) as proxy:
        settings = settings_of(synapse, bot, homeserver=proxy.url)
        proxy.fault = fault
        async with listening(tmp_path / "l.db", settings, bot) as ear:
            mira.call("POST", f"/rooms/{room}/invite", {"user_id": bot.id})
            await ear.until_posts(room, "from before")
            asked = [mira.say(room, "!ends status") for _ in range(3)]
            texts = [f"bed {n} is dry" for n in range(9)]
            for text in texts:
                mira.say(room, text)
            await ear.until_posts(room, "from before", *texts)
            for each in asked:
                await answer(mira, room, each)
            await ear.caught_up()
    assert [len(await answers(mira, room, each)) for each in asked] == [1, 1, 1]


async def test_slow_room_keeps_no_other_waiting(
    synapse: Synapse, people: People, tmp_path: Path
) -> None:
    mira, bot = people("mira"), people("ends")
    swamp, room = mira.create("swamp", bot.id), mira.create("allotment", bot.id)
    for each in (swamp, room):
        bot.join(each)
    async with proxied(synapse.url) as proxy:
        proxy.fault = of(f"/rooms/{swamp}/", never)
        settings = settings_of(synapse, bot, homeserver=proxy.url)
        async with listening(tmp_path / "l.db", settings, bot) as ear:
            await until_up(ear)
            mira.say(swamp, "!ends open")
            asked = mira.say(room, "!ends open")
            await answer(mira, room, asked)
            assert await ear.store.desk.waiting(Platform.MATRIX)


async def test_storm_of_refusals_is_waited_out_and_each_command_is_answered_once(
    synapse: Synapse, people: People, tmp_path: Path
) -> None:
    mira, bot = people("mira"), people("ends")
    boss = synapse.register("boss", is_admin=True)
    room = mira.create("allotment", bot.id)
    async with proxied(synapse.url) as proxy:
        settings = settings_of(synapse, bot, homeserver=proxy.url)
        async with listening(tmp_path / "l.db", settings, bot) as ear:
            await until_in(bot, room)
            await until_up(ear)
            boss.limit(bot, per_second=1, burst=1)
            asked = [mira.say(room, "!ends status") for _ in range(5)]
            for each in asked:
                await answer(mira, room, each)
    assert [len(await answers(mira, room, each)) for each in asked] == [1] * 5
    # No hammering: a refusal or two for each that is granted, since the server says when to come.
    sent = [each for each in proxy.asked if "/send/" in each]
    assert len(sent) <= 3 * len(asked) + 1


async def test_revoked_token_ends_it_with_what_to_do_within_five_requests(
    synapse: Synapse, people: People, tmp_path: Path
) -> None:
    bot = people("ends")
    async with (
        proxied(synapse.url) as proxy,
        open_store(f"sqlite+aiosqlite:///{tmp_path / 'l.db'}") as store,
    ):
        ear = Ear(store, settings_of(synapse, bot, homeserver=proxy.url), bot.id)
        serving = asyncio.ensure_future(edge.serve(ear.house))
        await until_up(ear)
        bot.call("POST", "/logout", {})
        before = proxy.count

        with pytest.raises(ConfigurationError, match="LOOSEENDS_MATRIX__TOKEN"):
            await asyncio.wait_for(serving, SOON)
        assert proxy.count - before <= 5


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
    return _started(database, synapse, bot, "-m", "bot", "run")


def _started(database: Path, synapse: Synapse, bot: User, *command: str) -> subprocess.Popen[bytes]:
    given = {
        "LOOSEENDS_DATABASE_URL": str(database),
        "LOOSEENDS_HEALTH_PORT": "0",
        "LOOSEENDS_MATRIX__HOMESERVER": synapse.url,
        "LOOSEENDS_MATRIX__TOKEN": bot.token,
        "LOOSEENDS_MATRIX__INVITERS": "@*",
    }
    with database.with_suffix(".err").open("wb") as log:
        return subprocess.Popen(  # noqa: S603  (our own command)
            [sys.executable, *command],
            env={**os.environ, **given},  # noqa: TID251
            stdout=subprocess.DEVNULL,
            stderr=log,
        )


def dying(
    database: Path, synapse: Synapse, bot: User, point: str, times: int
) -> subprocess.Popen[bytes]:
    """`looseends run` that kills itself at a point."""
    return _started(database, synapse, bot, "-m", "tests.matrix.dying", point, str(times))


async def test_killed_anywhere_it_loses_nothing_and_answers_once(
    synapse: Synapse, people: People, tmp_path: Path
) -> None:
    mira, bot = people("mira"), people("ends")
    room = mira.create("allotment", bot.id)
    bot.join(room)
    said = ["from before"]
    mira.say(room, said[-1])
    old = mira.say(room, "!ends status")
    asked: list[str] = []
    database = tmp_path / "l.db"
    for point in POINTS:
        # The first life reads what was before; in each other one it hears one thing, and a command.
        running = dying(database, synapse, bot, point, 1)
        try:
            await asyncio.to_thread(running.wait, SOON)
        finally:
            running.kill()
        last_words = database.with_suffix(".err").read_text(errors="replace")
        assert running.returncode == -signal.SIGKILL, f"{point}:\n{last_words}"
        said.append(f"nobody watered after {point}")
        mira.say(room, said[-1])
        asked.append(mira.say(room, "!ends status"))
    async with listening(database, settings_of(synapse, bot), bot) as ear:
        for each in asked:
            await answer(mira, room, each)
        await ear.caught_up()
        await ear.until_posts(room, *said)

    replies = Counter({each: len(await answers(mira, room, each)) for each in asked})
    assert set(replies.values()) == {1}
    assert await answers(mira, room, old) == []
