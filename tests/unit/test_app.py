"""The composition root: how all of it begins and ends."""

import asyncio
from pathlib import Path

import pytest
from pydantic import SecretStr

from bot import app
from bot.cli import running
from bot.errors import ConfigurationError
from bot.ingest import Ingest
from bot.ingest.crew import Crew
from bot.settings import DiscordSettings, Settings
from cogs import edge
from cogs.house import House
from tests.unit.store.garden import post


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    discord = DiscordSettings(token=SecretStr("a.token.of-nobody"))
    return Settings(database_url=str(tmp_path / "ledger.db"), discord=discord, health_port=0)


@pytest.fixture
def stop() -> asyncio.Event:
    return asyncio.Event()


async def test_there_must_be_something_to_listen_to(tmp_path: Path, stop: asyncio.Event) -> None:
    bare = Settings(database_url=str(tmp_path / "ledger.db"))

    with pytest.raises(ConfigurationError, match="LOOSEENDS_DISCORD__TOKEN"):
        await app.run(bare, stop)


@pytest.mark.parametrize(("processes", "size"), [(0, None), (1, 1), (3, 3)])
async def test_the_ledger_is_derived_by_as_many_processes_as_is_said(
    settings: Settings, monkeypatch: pytest.MonkeyPatch, processes: int, size: int | None
) -> None:
    sizes = list[int | None]()

    class Counted(Crew):
        def __init__(self, size: int | None = None) -> None:
            super().__init__(size)
            sizes.append(size)

    monkeypatch.setattr("bot.ingest.crew.Crew", Counted)

    async with app.opened(settings.model_copy(update={"processes": processes})) as house:
        assert isinstance(house.ingest, Ingest)

    assert sizes == [size]


async def test_what_was_heard_is_taken_in_before_the_end(
    settings: Settings, stop: asyncio.Event, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def serve(house: House) -> None:
        await house.intake.offer(post("1", "How wet is the soil?"))
        stop.set()
        await asyncio.Event().wait()

    monkeypatch.setattr(edge, "serve", serve)

    await app.run(settings, stop)

    async with app.opened(settings) as house:
        assert (await house.store.coverage()).messages == 1


async def test_what_a_person_must_mend_ends_it(
    settings: Settings, stop: asyncio.Event, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def serve(_house: House) -> None:
        raise ConfigurationError("The token is refused.")

    monkeypatch.setattr(edge, "serve", serve)

    with pytest.raises(ConfigurationError, match="The token is refused"):
        await app.run(settings, stop)


def test_end_comes_before_supervisors_kill() -> None:
    assert edge._PATIENCE + edge._LAST_WORDS < app._TO_FINISH
    assert app._TO_FINISH + app._TO_SETTLE < running._LONGEST < 10


async def test_end_comes_soon_also_where_nothing_can_be_written(
    settings: Settings, stop: asyncio.Event, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def serve(house: House) -> None:
        await house.intake.offer(post("1", "How wet is the soil?"))
        stop.set()
        try:
            await asyncio.Event().wait()
        finally:
            await house.intake.settled()

    async def never(*_args: object, **_named: object) -> None:
        await asyncio.Event().wait()

    monkeypatch.setattr(edge, "serve", serve)
    monkeypatch.setattr(Ingest, "ingest", never)
    monkeypatch.setattr(app, "_TO_FINISH", 0.1)
    monkeypatch.setattr(app, "_TO_SETTLE", 0.1)

    async with asyncio.timeout(5):
        await app.run(settings, stop)
