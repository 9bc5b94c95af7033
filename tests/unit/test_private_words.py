"""Whatever goes wrong on the way of a message: nobody's words are in logs, errors or meters."""

import asyncio
import io
import logging
import sqlite3
from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from contextlib import closing, suppress
from dataclasses import replace
from pathlib import Path
from typing import Any, NoReturn

import pytest
from typer.testing import CliRunner

from bot import app, logs
from bot.cli.program import program
from bot.errors import StoreError
from bot.ingest import Ingest, Receipt
from bot.ingest.intake import Intake, Recorder
from bot.ingest.stages import Stages
from bot.meters import Meters
from bot.model import Act, Arrival, ChannelId, Letter, Message, MessageId, Platform
from bot.store import Store, open_store
from cogs.guard import guard
from matrix.hearing.clerk import Reading
from matrix.hearing.mailroom import Mailroom
from matrix.wire import Pace
from tests.unit.store.garden import PLAIN, Splitter, post, url

WORDS = "xyzzy, would you marry me?"
SIGN = "xyzzy"


@pytest.fixture
def heard() -> io.StringIO:
    """All that is logged, down to the last detail."""
    stream = io.StringIO()
    logs.configure("debug", "json", stream)
    logs.hear_libraries()
    return stream


@pytest.fixture
async def store(tmp_path: Path) -> AsyncIterator[Store]:
    async with open_store(url(tmp_path / "ledger.db")) as store:
        yield store


def fail(*_: object, **__: object) -> NoReturn:
    raise ValueError(WORDS)


class Stumbling:
    version = "stumbling"

    async def extract(self, messages: Sequence[Message]) -> Sequence[tuple[Act, ...]]:
        fail()


async def taken_in(ingest: Recorder, meters: Meters, done: Callable[[], bool]) -> None:
    """One message goes through the intake, as at an edge."""
    intake = Intake(ingest, meters, first_pause=0.01)
    await intake.offer(post("1", WORDS))
    running = asyncio.ensure_future(intake.run())
    async with asyncio.timeout(60):
        while not done():  # noqa: ASYNC110  (a meter tells nobody)
            await asyncio.sleep(0.01)
    running.cancel()
    with suppress(asyncio.CancelledError):
        await running


async def test_extractor_that_fails(store: Store, heard: io.StringIO) -> None:
    meters = Meters()

    await taken_in(Ingest(store, Stumbling(), PLAIN), meters, lambda: _count(meters, "set_aside"))

    assert SIGN not in heard.getvalue() + meters.shown().decode()


@pytest.mark.parametrize("stages", [replace(PLAIN, link=fail), replace(PLAIN, resolve=fail)])
async def test_stage_that_fails(store: Store, heard: io.StringIO, stages: Stages) -> None:
    meters = Meters()
    ingest = Ingest(store, Splitter(), stages)

    await taken_in(ingest, meters, lambda: _count(meters, "arrivals"))

    assert SIGN not in heard.getvalue() + meters.shown().decode()


async def test_bug_in_the_write_path(heard: io.StringIO) -> None:
    class Broken:
        async def ingest(self, arrivals: Sequence[Arrival]) -> Receipt:
            fail()

    meters = Meters()

    await taken_in(Broken(), meters, lambda: _count(meters, "set_aside"))

    assert "arrival-set-aside" in heard.getvalue()
    assert SIGN not in heard.getvalue() + meters.shown().decode()


async def test_database_that_refuses(store: Store, heard: io.StringIO, tmp_path: Path) -> None:
    with closing(sqlite3.connect(tmp_path / "ledger.db")) as connection, connection:
        connection.execute(
            "CREATE TRIGGER refuse BEFORE INSERT ON message BEGIN SELECT RAISE(ABORT, 'no'); END"
        )
    ingest, meters = Ingest(store, Splitter(), PLAIN), Meters()

    with pytest.raises(Exception, match="no") as refused:
        await ingest.ingest([post("1", WORDS)])
    await taken_in(ingest, meters, lambda: _count(meters, "set_aside"))

    assert SIGN not in str(refused.value) + repr(refused.value)
    assert SIGN not in heard.getvalue() + meters.shown().decode()


async def test_database_that_cannot_be_written(heard: io.StringIO) -> None:
    class Full:
        async def ingest(self, arrivals: Sequence[Arrival]) -> Receipt:
            raise StoreError("The disk is full.") from ValueError(WORDS)

    meters = Meters()

    await taken_in(Full(), meters, lambda: _count(meters, "store_retries"))

    assert "store-unwritable" in heard.getvalue()
    assert SIGN not in heard.getvalue() + meters.shown().decode()


async def test_event_that_cannot_be_read_on_discord(heard: io.StringIO) -> None:
    class Connection:
        parsers: dict[str, Callable[[Any], None]] = {"MESSAGE_CREATE": fail}  # noqa: RUF012

    class Client:
        _connection = Connection()

    client: Any = Client()
    guard(client, Meters(), lambda _event, _payload: None)
    client._connection.parsers["MESSAGE_CREATE"]({"content": WORDS})

    assert "event-unreadable" in heard.getvalue()
    assert SIGN not in heard.getvalue()


async def test_letter_that_cannot_be_read_on_matrix(heard: io.StringIO, store: Store) -> None:
    class Clerk:
        async def read(self, letter: Letter) -> Reading:
            fail()

    meters = Meters()
    pace = Pace(first_pause=0.01, longest_pause=0.01)
    house: Any = type("Some", (), {"desk": store.desk, "meters": meters, "pace": pace})
    letter = Letter(Platform.MATRIX, ChannelId("!beds"), MessageId("$1"), "event", f'"{WORDS}"')
    await store.desk.accept([letter])
    async with asyncio.timeout(60):
        work = asyncio.ensure_future(Mailroom(house, Clerk()).run())
        while not _count(meters, "set_aside"):  # noqa: ASYNC110  (a meter tells nobody)
            await asyncio.sleep(0.01)
    work.cancel()
    with suppress(asyncio.CancelledError):
        await work

    assert "letter-failed" in heard.getvalue()
    assert SIGN not in heard.getvalue() + meters.shown().decode()


def test_library_that_complains(heard: io.StringIO) -> None:
    for name in ("asyncio", "aiohttp", "sqlalchemy", "discord.client", "mautrix"):
        try:
            fail()
        except ValueError:
            logging.getLogger(name).exception("while reading %s", WORDS)
        logging.getLogger(name).warning("odd: %s", WORDS)

    assert "library-fault" in heard.getvalue()
    assert SIGN not in heard.getvalue()


async def _crash(*_: object) -> None:
    async with asyncio.TaskGroup() as tasks:
        tasks.create_task(_fail_later())


async def _fail_later() -> None:
    await asyncio.sleep(0)
    fail()


@pytest.mark.parametrize("crash", [_crash, fail])
def test_program_that_crashes(
    monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str], crash: Awaitable[None]
) -> None:
    monkeypatch.setattr(app, "run", crash)

    ended = CliRunner().invoke(program, ["run"])

    said = "".join((ended.stdout, ended.stderr, *capfd.readouterr()))
    assert ended.exit_code == 1
    assert "crashed" in said
    assert "ValueError" in said
    assert SIGN not in said


def _count(meters: Meters, name: str) -> bool:
    return bool(meters.registry.get_sample_value(f"looseends_{name}_total"))
