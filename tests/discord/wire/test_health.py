"""What the pages on the loopback port say."""

import asyncio
from contextlib import suppress
from socket import socket

import aiohttp
import pytest

from bot.errors import ConfigurationError
from bot.health import answer
from bot.ingest.intake import Intake
from bot.meters import Meters
from tests.discord.wire.conftest import SOON
from tests.unit.ingest.test_intake import POSTS, Scribe


async def test_port_that_is_taken_is_a_wrong_setting() -> None:
    with socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]

        with pytest.raises(ConfigurationError, match="LOOSEENDS_HEALTH_PORT"):
            await answer(port, Meters(), Intake(Scribe(), Meters()))


async def test_without_a_port_nothing_is_answered() -> None:
    await answer(0, Meters(), Intake(Scribe(), Meters()))


async def test_nothing_is_answered_but_on_loopback(port: int) -> None:
    answering = asyncio.ensure_future(answer(port, Meters(), Intake(Scribe(), Meters())))
    async with asyncio.timeout(SOON), aiohttp.ClientSession(f"http://127.0.0.1:{port}") as web:
        is_up = False
        while not is_up:
            with suppress(aiohttp.ClientConnectionError):
                is_up = (await web.get("/live")).status == 200
            await asyncio.sleep(0.01)

    with socket() as elsewhere:
        elsewhere.bind(("127.0.0.2", port))  # it is free: not all addresses are listened on
    answering.cancel()
    with suppress(asyncio.CancelledError):
        await answering


async def test_ready_tells_why_it_is_not(port: int) -> None:
    meters = Meters()
    intake = Intake(Scribe(), meters, capacity=1)
    answering = asyncio.ensure_future(answer(port, meters, intake))
    said: list[tuple[int, str]] = []
    async with aiohttp.ClientSession(f"http://127.0.0.1:{port}") as web:

        async def ask() -> None:
            async with web.get("/ready") as page:
                said.append((page.status, (await page.text()).strip()))

        async with asyncio.timeout(SOON):
            while not said:
                with suppress(aiohttp.ClientConnectionError):
                    await ask()
                await asyncio.sleep(0.01)
        meters.shards.set(1)
        await ask()
        await intake.offer(POSTS[0])
        await ask()
    answering.cancel()
    with suppress(asyncio.CancelledError):
        await answering

    assert said == [
        (503, "not connected"),
        (200, "ready"),
        (503, "the queue is full: the database cannot be written"),
    ]
