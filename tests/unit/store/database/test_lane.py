"""The database is worked on in threads; whoever is cancelled meanwhile leaves nothing half done."""

import asyncio
import threading
import time
from collections.abc import AsyncGenerator
from contextlib import suppress
from pathlib import Path

import pytest
from sqlalchemy import Connection

from bot.errors import StoreError
from bot.model import ClaimQuery, ImportCursor, MessageRef, QuestionQuery
from bot.store.database.engine import opened
from bot.store.database.lane import Lane, Lanes
from tests.unit.store.garden import ledger, post, said


@pytest.fixture
def seen() -> list[int]:
    return []


@pytest.fixture
async def lane(tmp_path: Path) -> AsyncGenerator[Lane]:
    async with Lane(*opened(f"sqlite:///{tmp_path / 'ledger.db'}")) as lane:
        yield lane


async def test_work_runs_in_another_thread(lane: Lane) -> None:
    assert await lane.run(threading.get_ident) != threading.get_ident()


async def test_one_lane_keeps_the_order_of_calls(lane: Lane, seen: list[int]) -> None:
    await asyncio.gather(*(lane.run(seen.append, i) for i in range(50)))

    assert seen == list(range(50))


async def test_work_that_must_be_done_is_done_though_its_caller_is_cancelled(
    lane: Lane, seen: list[int]
) -> None:
    gate = threading.Event()
    busy = asyncio.ensure_future(lane.run(gate.wait))
    last = asyncio.ensure_future(lane.finish(seen.append, 1))
    await asyncio.sleep(0)

    last.cancel()
    with pytest.raises(asyncio.CancelledError):
        await last
    gate.set()
    await busy
    await lane.run(seen.append, 2)

    assert seen == [1, 2]


async def test_reader_keeps_no_state_of_the_database_when_it_has_read(lane: Lane) -> None:
    assert await lane.read(lambda connection: connection.in_transaction()) is False
    await lane.read(lambda connection: connection.exec_driver_sql("SELECT 1").scalar())

    assert lane.in_transaction is False


async def test_lanes_are_opened_when_they_are_needed_and_no_more_than_allowed(
    tmp_path: Path,
) -> None:
    def whose(_connection: Connection) -> int:
        time.sleep(0.01)
        return threading.get_ident()

    async with Lanes(*opened(f"sqlite:///{tmp_path / 'ledger.db'}"), 3) as lanes:
        alone = {await lanes.read(whose) for _ in range(5)}
        together = set(await asyncio.gather(*(lanes.read(whose) for _ in range(20))))

    assert len(alone) == 1
    assert len(together) == 3


async def test_lane_that_cannot_be_opened_says_why_and_leaves_no_thread(tmp_path: Path) -> None:
    with pytest.raises(StoreError, match="cannot be opened"):
        async with Lane(*opened(f"sqlite:///{tmp_path / 'none' / 'ledger.db'}")):
            pass

    assert not any("connection_worker" in thread.name for thread in threading.enumerate())


async def test_cancelled_writer_leaves_nothing_and_lets_the_next_one_write(tmp_path: Path) -> None:
    async with ledger(tmp_path / "ledger.db") as (store, ingest):
        inside = asyncio.Event()

        async def write() -> None:
            async with store.writing("plain") as log:
                await log.put_cursor(_cursor("never"))
                inside.set()
                await asyncio.sleep(60)

        writer = asyncio.ensure_future(write())
        await inside.wait()
        writer.cancel()
        with pytest.raises(asyncio.CancelledError):
            await writer

        assert await store.cursor("never") is None
        assert (await ingest.ingest([post("1", "wet?")])).new == 1


async def test_writer_cancelled_while_it_waits_for_its_turn_leaves_no_lock(tmp_path: Path) -> None:
    path = tmp_path / "ledger.db"
    async with ledger(path) as (store, ingest):
        for _ in range(20):
            writer = asyncio.ensure_future(ingest.ingest([post("1", "wet?")]))
            await asyncio.sleep(0.001)
            writer.cancel()
            await asyncio.wait([writer])
        await ingest.ingest([post("2", "dry?")])

        assert (await store.questions(QuestionQuery())).records[-1].message.id == "2"


async def test_readers_go_on_while_somebody_writes(tmp_path: Path) -> None:
    async with ledger(tmp_path / "ledger.db") as (store, ingest):
        await ingest.ingest([post("1", "wet?")])
        async with store.writing("plain") as log:
            await log.put_cursor(_cursor("open"))
            pages = await asyncio.gather(
                *(store.questions(QuestionQuery()) for _ in range(10)),
                *(store.claims(ClaimQuery()) for _ in range(10)),
            )
            assert await store.cursor("open") is None

        assert {page.total for page in pages} == {0, 1}
        assert await store.cursor("open") is not None


async def test_failure_inside_a_transaction_undoes_it_and_what_was_learnt(tmp_path: Path) -> None:
    async with ledger(tmp_path / "ledger.db") as (store, ingest):
        with suppress(ZeroDivisionError):
            async with store.writing("plain") as log:
                await log.describe([post("1", "").channel])
                raise ZeroDivisionError
        ref: MessageRef = said("1", "").ref

        assert (await store.recall([ref], [])).channels == {}
        assert (await ingest.ingest([post("1", "wet?")])).new == 1
        assert (await store.recall([ref], [])).channels != {}


def _cursor(source: str) -> ImportCursor:
    return ImportCursor(source, "proof", 1)
