"""A whole house that listens to a double, over real sockets, on loopback alone."""

import asyncio
import threading
from collections.abc import AsyncGenerator, AsyncIterator, Callable
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from socket import socket
from typing import Any

import pytest
import yarl
from discord import gateway, http
from pydantic import SecretStr

from bot.extraction.rules_extractor import RulesExtractor
from bot.ingest import Ingest
from bot.ingest.intake import Intake
from bot.meters import Meters
from bot.model import Message, Platform, QuestionQuery, State
from bot.settings import DiscordSettings
from bot.store import Store, open_store
from cogs import client, edge
from cogs.history import backfill
from cogs.house import House
from tests.discord.double.acting import Stage, founded
from tests.discord.double.server import TOKEN, Double, started
from tests.discord.double.world import Person

SOON = 120.0
_PORTS = iter(range(100))


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Sockets stay blocked, but for loopback, in this folder."""
    for item in items:
        if item.path.is_relative_to(Path(__file__).parent):
            item.add_marker(pytest.mark.allow_hosts(["127.0.0.1"]))


async def until(holds: Callable[[], bool]) -> None:
    """Returns when it holds."""
    async with asyncio.timeout(SOON):
        while not holds():
            await asyncio.sleep(0.01)


async def ended(task: asyncio.Future[Any]) -> None:
    """Cancels the task, once, and returns when it has ended, however it did."""
    task.cancel()
    await asyncio.wait([task], timeout=SOON)
    assert task.done(), "it was cancelled, and goes on"
    if not task.cancelled():
        task.exception()  # which nobody else is to be told of


class Ear:
    """A house that listens: its store, and when it has heard everything."""

    ended: asyncio.Future[None]
    """Done when it listens no more."""

    def __init__(self, store: Store, settings: DiscordSettings) -> None:
        self.store = store
        self.meters = Meters()
        self.ingest = Ingest(store, RulesExtractor())
        self.intake = Intake(self.ingest, self.meters, first_pause=0.01)
        self.house = House(
            settings=settings,
            ledger=store,
            recorder=self.ingest,
            intake=self.intake,
            coverage=store,
            keepsakes=store,
            meters=self.meters,
        )

    def count(self, meter: str) -> float:
        return self.meters.registry.get_sample_value(f"looseends_{meter}") or 0

    async def until(self, arrivals: int) -> None:
        """Returns when so many arrivals have come in live."""
        async with asyncio.timeout(SOON):
            while self.count("arrivals_total") + self.count("set_aside_total") < arrivals:
                await asyncio.sleep(0.01)

    async def caught_up(self) -> None:
        """Returns when every gap was read."""
        async with asyncio.timeout(SOON):
            while not (
                await self.store.heard_until(Platform.DISCORD)
                and all(gap.is_closed for gap in await self.store.gaps(Platform.DISCORD))
            ):
                await asyncio.sleep(0.02)

    async def is_ready(self) -> None:
        """Returns when the client was told of all guilds: one more is a new one from then on."""
        async with asyncio.timeout(SOON):
            while not await self.store.kept("discord-application"):
                await asyncio.sleep(0.02)

    async def posts(self, channel: int) -> list[Message]:
        thread = await self.store.thread(str(channel))
        return [turn.message for turn in thread.turns]

    async def asked(self, **query: Any) -> list[str]:
        """The questions of the ledger, in their own words."""
        every = QuestionQuery(states=frozenset(State), rhetorical=True, limit=10_000, **query)
        page = await self.store.questions(every)
        return [r.entry.question.span.of(r.message.text) for r in page.records]


@dataclass
class Town:
    """A guild on the double with three people, and the house that may listen to it."""

    double: Double
    stage: Stage
    ada: Person
    ben: Person
    cleo: Person
    folder: Path

    def settings(self, **changed: Any) -> DiscordSettings:
        return DiscordSettings(token=SecretStr(TOKEN), **changed)

    @asynccontextmanager
    async def listening(self, **settings: Any) -> AsyncGenerator[Ear]:
        """The house listens until the end of the block. Raises what ended it before."""
        async with self.unheard(**settings) as ear, self.listened(ear):
            yield ear

    @asynccontextmanager
    async def unheard(self, **settings: Any) -> AsyncGenerator[Ear]:
        """The house, which does not listen yet."""
        async with open_store(f"sqlite+aiosqlite:///{self.folder / 'ledger.db'}") as store:
            yield Ear(store, self.settings(**settings))

    @asynccontextmanager
    async def listened(self, ear: Ear) -> AsyncGenerator[None]:
        """This house listens until the end of the block."""
        taking_in = asyncio.ensure_future(ear.intake.run())
        serving = asyncio.ensure_future(edge.serve(ear.house))
        ear.ended = serving
        hearing = asyncio.ensure_future(self.double.is_heard())
        try:
            await asyncio.wait(
                [serving, hearing], timeout=SOON, return_when=asyncio.FIRST_COMPLETED
            )
            if serving.done():
                serving.result()
            assert hearing.done(), "nobody connected"
            yield
            if serving.done():
                serving.result()
        finally:
            for task in (hearing, serving, taking_in):
                await ended(task)


@pytest.fixture
def port(worker_id: str) -> int:
    """A port that no other test takes, nor the system for what it connects."""
    worker = int(worker_id.removeprefix("gw")) if worker_id.startswith("gw") else 0
    for number in _PORTS:
        wanted = 20_000 + 100 * worker + number
        with socket() as tried, suppress(OSError):
            tried.bind(("127.0.0.1", wanted))
            return wanted
    pytest.fail("no port is free")


@pytest.fixture
async def double(monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[Double]:
    async with started() as there:
        monkeypatch.setattr(http.Route, "BASE", there.rest)
        gate = yarl.URL(there.gateway)
        monkeypatch.setattr(gateway.DiscordWebSocket, "DEFAULT_GATEWAY", gate)
        monkeypatch.setattr(client, "GUILDS_WITHIN", 0.05)
        monkeypatch.setattr(backfill, "PAUSE", 0.05)
        monkeypatch.setattr(edge, "FIRST_PAUSE", 0.05)
        yield there
        await hung_up()
        assert there.complaints == []


async def hung_up() -> None:
    """Closes connections that were only being made: discord.py forgets them when it is cancelled,
    and their heartbeats would go on into the next test.
    """
    for thread in threading.enumerate():
        if isinstance(thread, gateway.KeepAliveHandler):
            await thread.ws.close()


@pytest.fixture
def town(double: Double, tmp_path: Path) -> Town:
    ada, ben, cleo = (Person(name) for name in ("Ada", "Ben", "Cleo"))
    return Town(double, founded(double, "Allotment", ada, ben, cleo), ada, ben, cleo, tmp_path)
