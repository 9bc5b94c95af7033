"""Killed at any moment: what was acknowledged stays, and what comes next goes on from there."""

import asyncio
import os
import signal
import sqlite3
import subprocess
import sys
import time
from contextlib import closing
from pathlib import Path

import pytest

from bot.ingest import ImportCursor
from bot.model import Posted
from tests.unit.store.garden import ledger, post

BATCH, BATCHES = 20, 60

WRITER = """
import asyncio, sys
from pathlib import Path
sys.path.insert(0, sys.argv[2])
from tests.property.test_crash import write
asyncio.run(write(Path(sys.argv[1])))
"""


def talk(batch: int) -> list[Posted]:
    start = batch * BATCH
    return [
        post(str(i), "is it wet?\nit rained" if i % 3 == 0 else "yes", reply_to=str(i - i % 3))
        for i in range(start, start + BATCH)
    ]


async def write(path: Path) -> None:
    """Takes in the batches that are missing, and says so after each."""
    async with ledger(path) as (store, ingest):
        cursor = await store.cursor("talk")
        for batch in range(0 if cursor is None else cursor.position, BATCHES):
            await ingest.ingest(talk(batch), cursor=ImportCursor("talk", "", batch + 1))
            print(batch + 1, flush=True)  # noqa: T201  (the parent reads it)


def killed_after(path: Path, seconds: float) -> int:
    """Runs the writer, kills it, and gives the last batch that it acknowledged."""
    root = str(Path(__file__).parents[2])
    command = [sys.executable, "-c", WRITER, str(path), root]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as process:  # noqa: S603  (ourselves)
        assert process.stdout is not None
        first = process.stdout.readline()
        time.sleep(seconds)
        process.send_signal(signal.SIGKILL)
        rest = process.stdout.read()
    lines = [line for line in (first + rest).split("\n")[:-1] if line]
    return int(lines[-1]) if lines else 0


def rows(path: Path, table: str) -> list[tuple[object, ...]]:
    with closing(sqlite3.connect(path)) as connection:
        return connection.execute(f"SELECT * FROM {table} ORDER BY 1, 2, 3").fetchall()  # noqa: S608


@pytest.mark.skipif(os.name == "nt", reason="there is no SIGKILL")
def test_nothing_acknowledged_is_lost_and_nothing_half_derived_is_left(tmp_path: Path) -> None:
    broken, whole = tmp_path / "broken.db", tmp_path / "whole.db"
    for seconds in (0.0, 0.013, 0.05):
        acknowledged = killed_after(broken, seconds)
        with closing(sqlite3.connect(broken)) as connection:
            [(position,)] = connection.execute("SELECT position FROM import_cursor")
            [(messages,)] = connection.execute("SELECT count(*) FROM message")
            assert position >= acknowledged
            assert messages == position * BATCH
            assert connection.execute("PRAGMA integrity_check").fetchall() == [("ok",)]

    asyncio.run(write(broken))
    asyncio.run(write(whole))

    for table in ("message", "segment", "link", "question", "standing", "reply", "tally"):
        assert rows(broken, table) == rows(whole, table), table
