"""SIGTERM in the middle of something: it is finished or handed back, soon, and taken up again.

Ten seconds after SIGTERM most supervisors kill.
"""

import asyncio
import json
import sqlite3
import time
from asyncio.subprocess import Process
from collections.abc import Iterator
from contextlib import closing, contextmanager
from typing import Any

from bot.store import open_store
from tests.discord.double.world import Post
from tests.discord.wire.conftest import Town, until
from tests.discord.wire.program import (
    LONG,
    connected,
    database,
    ended,
    read_so_far,
    running,
    settled,
    url,
)

SOON = 10.0


async def ends_soon(process: Process) -> None:
    start = time.monotonic()
    assert await ended(process) == 0
    assert time.monotonic() - start < SOON


@contextmanager
def locked(town: Town) -> Iterator[None]:
    """Somebody else writes into the database, and does not come to an end."""
    with closing(sqlite3.connect(database(town), isolation_level=None)) as other:
        other.execute("PRAGMA busy_timeout = 10000")
        other.execute("BEGIN IMMEDIATE")
        yield


def told(town: Town) -> str:
    """All that people were told."""
    return json.dumps(town.double.answered)


async def test_answer_on_its_way_is_delivered(town: Town) -> None:
    beds = await town.stage.room("beds")
    async with running(town) as process:
        await connected(town)
        await town.stage.post(beds, town.ada, "Is bed 1 free?")
        await read_so_far(town, 1)
        hush = town.double.hush("PATCH .*@original")
        await town.stage.command(town.ben, beds, "questions", "open")
        await asyncio.wait_for(hush.begun.wait(), LONG)
        asyncio.get_running_loop().call_later(1, hush.over.set)
        await ends_soon(process)

    assert "Is bed 1 free?" in told(town)


async def test_command_that_a_slow_database_holds_up_is_handed_back_in_a_sentence(
    town: Town,
) -> None:
    beds = await town.stage.room("beds")
    async with running(town) as process:
        await connected(town)
        await town.stage.post(beds, town.ada, "Is bed 1 free?")
        await read_so_far(town, 1)
        with locked(town):
            await town.stage.command(town.ben, beds, "questions", "take", number="1")
            await until(lambda: len(town.double.answered) == 1)
            await ends_soon(process)

    deferred, answer = town.double.answered
    assert deferred["type"] == 5
    assert "Ask me again in a minute" in str(answer)


async def test_what_a_slow_database_did_not_take_is_read_after_the_restart(town: Town) -> None:
    beds = await town.stage.room("beds")
    async with running(town) as process:
        await connected(town)
        await town.stage.post(beds, town.ada, "Is bed 0 free?")
        await read_so_far(town, 1)
        with locked(town):
            for n in range(1, 30):
                await town.stage.post(beds, town.ada, f"Is bed {n} free?")
            await ends_soon(process)
    async with running(town) as process:
        await settled(town, [beds])
        await ends_soon(process)


async def test_reading_of_the_past_goes_on_after_the_restart(town: Town) -> None:
    beds = await town.stage.room("beds")
    town.stage.live = False
    for n in range(250):
        await town.stage.post(beds, town.ada, f"Is bed {n} free?")
    async with running(town) as process:
        await read_so_far(town, 100)
        hush = town.double.hush("GET .*/messages")
        # Whether it asks once more, or has asked for the last page already, is all the same.
        await asyncio.wait([asyncio.ensure_future(hush.begun.wait())], timeout=0.5)
        await ends_soon(process)
    hush.over.set()
    async with running(town) as process:
        await settled(town, [beds])
        await ends_soon(process)

    async with open_store(url(town)) as store:
        assert (await store.coverage()).questions == 250


async def test_digest_on_its_way_is_posted_once(town: Town) -> None:
    beds, board = await town.stage.room("beds"), await town.stage.room("board")
    weekly = {"to": f"discord:{board.id}", "name": "weekly", "minimum_age_hours": 0}
    digests = json.dumps([weekly])
    async with running(town, digests=digests) as process:
        await connected(town)
        await town.stage.post(beds, town.ada, "Is bed 1 free?")
        await read_so_far(town, 1)
        hush = town.double.hush(f"POST /channels/{board.id}/messages", is_done=True)
        await town.stage.command(town.ada, board, "digest", "now")
        await asyncio.wait_for(hush.begun.wait(), LONG)
        await ends_soon(process)
    hush.over.set()
    async with running(town, digests=digests) as process:
        async with open_store(url(town)) as store, asyncio.timeout(LONG):
            while not await store.digests.runs("weekly") or await unfinished(store):
                await asyncio.sleep(0.1)
        await ends_soon(process)

    assert len([post for post in board.posts.values() if is_digest(post)]) == 1


async def unfinished(store: Any) -> bool:
    return any(run.outcome in {"claimed", "wished"} for run in await store.digests.runs("weekly"))


def is_digest(post: Post) -> bool:
    return "Is bed 1 free?" in str(post.more)


async def test_discord_that_answers_nothing_holds_it_up_no_longer(town: Town) -> None:
    beds = await town.stage.room("beds")
    async with running(town) as process:
        await connected(town)
        await town.stage.post(beds, town.ada, "Is bed 1 free?")
        await read_so_far(town, 1)
        hush = town.double.hush("")
        await town.stage.command(town.ben, beds, "questions", "open")
        await asyncio.wait_for(hush.begun.wait(), LONG)
        await ends_soon(process)


async def test_discord_that_answers_nothing_from_the_start_does_neither(town: Town) -> None:
    hush = town.double.hush("")
    async with running(town) as process:
        await asyncio.wait_for(hush.begun.wait(), LONG)
        await ends_soon(process)
