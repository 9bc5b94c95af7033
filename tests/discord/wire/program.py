"""The program in a process of its own, that listens to a double."""

import asyncio
import os
import signal
import sys
from asyncio.subprocess import PIPE, Process
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager, suppress
from pathlib import Path

from bot.errors import NotFound
from bot.store import Store, open_store
from tests.discord.double.server import TOKEN
from tests.discord.double.world import Room
from tests.discord.wire.conftest import Town
from tests.structure.tree import ROOT

LONG = 120.0


@asynccontextmanager
async def running(
    town: Town, *, token: str = TOKEN, port: int = 0, digests: str = "[]"
) -> AsyncGenerator[Process]:
    """The program, which is killed at the end of the block unless it has ended by then."""
    double = town.double
    process = await asyncio.create_subprocess_exec(
        sys.executable,
        "-m",
        "tests.discord.wire.runner",
        double.rest,
        double.gateway,
        str(database(town)),
        cwd=ROOT,
        env={
            **os.environ,  # noqa: TID251  (what a process needs to start at all)
            "LOOSEENDS_DISCORD__TOKEN": token,
            "LOOSEENDS_HEALTH_PORT": str(port),
            "PYTHONWARNINGS": "ignore",
            "LOOSEENDS_DIGESTS": digests,
        },
        stdout=PIPE,
        stderr=PIPE,
    )
    try:
        yield process
    finally:
        if process.returncode is None:
            process.kill()
        await process.communicate()


def database(town: Town) -> Path:
    return town.folder / "ledger.db"


async def connected(town: Town) -> None:
    async with asyncio.timeout(LONG):
        await town.double.is_heard()


async def ended(process: Process) -> int:
    """The status with which it ends when it is asked to."""
    process.send_signal(signal.SIGTERM)
    return await asyncio.wait_for(process.wait(), LONG)


async def settled(town: Town, rooms: list[Room]) -> None:
    """Returns when the ledger holds what the double holds."""
    async with open_store(url(town)) as store, asyncio.timeout(LONG):
        while await texts(store, rooms) != posted_in(rooms):
            await asyncio.sleep(0.25)


async def read_so_far(town: Town, messages: int) -> None:
    async with open_store(url(town)) as store, asyncio.timeout(LONG):
        while (await store.coverage()).messages < messages:
            await asyncio.sleep(0.1)


def posted_in(rooms: list[Room]) -> list[dict[str, str]]:
    """What people posted there."""
    return [
        {str(post.id): post.text for post in room.posts.values() if not post.author.bot}
        for room in rooms
    ]


async def texts(store: Store, rooms: list[Room]) -> list[dict[str, str]]:
    found: list[dict[str, str]] = []
    for room in rooms:
        with suppress(NotFound):
            thread = await store.thread(str(room.id))
            found.append({turn.message.id: turn.message.text for turn in thread.turns})
    return found


def url(town: Town) -> str:
    return f"sqlite+aiosqlite:///{database(town)}"
