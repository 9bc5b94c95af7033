"""The program with a language model: away and back, killed in between, and its key never told."""

import asyncio
from collections.abc import AsyncGenerator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path

import aiohttp
import httpx
import pytest
from aiohttp import web

from bot.model import Backlog, State
from bot.store import open_store
from tests.discord.double.world import Room
from tests.discord.wire.conftest import Town
from tests.discord.wire.program import LONG, connected, ended, read_so_far, running, url
from tests.unit.llm.double import KEY, Double, Line, item

UNCLEAR = "how to start the pump"
ASKED, VAGUE = "Which valve keeps the tank from running dry?", "it might be the red lever"


def script(lines: list[Line]) -> Sequence[Line]:
    """Finds the question that the rules are unsure of, and an answer where they see half a one."""
    if any("asked" in line for line in lines):
        judged = {"role": "answer", "confidence": 0.9, "missing": "", "quote": VAGUE}
        return [{"id": line["id"], **judged} for line in lines if line.get("text") == VAGUE]
    plain = [line for line in lines if not line.get("context")]
    return [item(line, "question", form="wh") for line in plain if line["text"] != VAGUE]


@dataclass
class Endpoint:
    """A double on a socket of its own; while it is away, it answers as one that is overloaded."""

    double: Double
    is_away: bool = False
    url: str = ""
    turned_away: int = 0

    async def answer(self, request: web.Request) -> web.Response:
        assert request.headers["Authorization"] == f"Bearer {KEY}"
        body = await request.read()
        if self.is_away:
            self.turned_away += 1
            return web.Response(status=503, text=f"overloaded, {KEY}")
        told = self.double(httpx.Request("POST", str(request.url), content=body))
        return web.Response(body=told.content, content_type="application/json")


@pytest.fixture
async def endpoint(town: Town, monkeypatch: pytest.MonkeyPatch) -> AsyncGenerator[Endpoint]:
    """An endpoint that the settings name, as they name all channels of the guild."""
    there = Endpoint(Double(script))
    app = web.Application()
    app.router.add_post("/v1/chat/completions", there.answer)
    runner = web.AppRunner(app)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    host, port = runner.addresses[0][:2]
    there.url = f"http://{host}:{port}/v1"
    for name, value in (
        ("EXTRACTOR", "hybrid"),
        ("LOG_LEVEL", "debug"),
        ("LLM__BASE_URL", there.url),
        ("LLM__API_KEY", KEY),
        ("LLM__MODEL", "tiny"),
        ("LLM__CHANNELS", str(town.stage.guild.id)),
        ("LLM__ATTEMPTS", "1"),
    ):
        monkeypatch.setenv(f"LOOSEENDS_{name}", value)
    yield there
    await runner.cleanup()


async def backlog(town: Town) -> Backlog:
    async with open_store(url(town)) as store:
        return await store.model_desk.backlog()


async def state_of(town: Town, number: int) -> State:
    async with open_store(url(town)) as store:
        return (await store.question(number)).entry.standing.state


@asynccontextmanager
async def soon() -> AsyncGenerator[None]:
    async with asyncio.timeout(LONG):
        yield


async def answered(town: Town, room: Room, *words: str, **options: object) -> str:
    """What the bot answers to a command."""
    before = len(town.double.answered)
    await town.stage.command(town.ben, room, *words, **options)
    async with soon():
        while len(town.double.answered) < before + 2:
            await asyncio.sleep(0.01)
    return str(town.double.answered[before:])


async def page(port: int, name: str) -> str:
    async with aiohttp.ClientSession(f"http://127.0.0.1:{port}") as there:
        return await (await there.get(f"/{name}")).text()


async def away(town: Town, endpoint: Endpoint, room: Room) -> list[str]:
    """What is said until it is killed, of a message that the model cannot read."""
    endpoint.is_away = True
    async with running(town) as process:
        await connected(town)
        await town.stage.post(room, town.ada, UNCLEAR)
        async with soon():
            while not (endpoint.turned_away and (await backlog(town)).waiting):
                await asyncio.sleep(0.05)
        listed = await answered(town, room, "questions", "open")
        process.kill()
        return [listed, *map(bytes.decode, await process.communicate())]


async def back(town: Town, endpoint: Endpoint, room: Room, port: int) -> list[str]:
    """What is said until it is ended, when the model has read and judged what there is."""
    endpoint.is_away = False
    async with running(town, port=port) as process:
        await connected(town)
        async with soon():
            while (await backlog(town)).refined < 1:
                await asyncio.sleep(0.05)
        post = await town.stage.post(room, town.ada, ASKED)
        await town.stage.post(room, town.cleo, VAGUE, reply_to=post)
        await read_so_far(town, 3)
        async with soon():
            while (await backlog(town)).judged < 1 or (await backlog(town)).waiting:
                await asyncio.sleep(0.05)
        listed = await answered(town, room, "questions", "open")
        why = await answered(town, room, "questions", "why", number="1")
        metrics = await page(port, "metrics")
        assert await ended(process) == 0
        return [listed, why, metrics, *map(bytes.decode, await process.communicate())]


async def test_a_model_that_was_away_reads_later_what_was_said_meanwhile(
    town: Town, endpoint: Endpoint, port: int
) -> None:
    beds = await town.stage.room("beds")

    meanwhile = await away(town, endpoint, beds)
    afterwards = await back(town, endpoint, beds, port)

    assert "read by rules alone" in meanwhile[0]
    assert "read by rules alone" not in afterwards[0]
    assert "tiny-1" in afterwards[1]
    assert await state_of(town, 2) is State.ANSWERED
    assert "looseends_model_read" in afterwards[2]
    assert "Ada" not in endpoint.double.sent
    assert not any(KEY in told for told in (*meanwhile, *afterwards))
    assert not any(KEY.encode() in path.read_bytes() for path in files(town))


def files(town: Town) -> list[Path]:
    """The database, with its log beside it, and all else that was left there."""
    return [path for path in town.folder.rglob("*") if path.is_file()]
