"""What only SQLite needs."""

import sqlite3
from contextlib import closing
from pathlib import Path

import pytest
from sqlalchemy import text

from bot.store import open_store
from bot.store.database.engine import opened
from bot.store.database.lane import Lane
from bot.store.database.sqlite import empty_log


async def test_the_log_beside_the_file_shrinks_after_a_large_transaction(tmp_path: Path) -> None:
    file = tmp_path / "ends.db"
    async with open_store(f"sqlite+aiosqlite:///{file}"):
        pass
    engine, _ = opened(f"sqlite+aiosqlite:///{file}")
    log = tmp_path / "ends.db-wal"

    with closing(engine.raw_connection()) as connection:
        write = connection.cursor().execute
        write("CREATE TABLE large (words BLOB)")
        write("BEGIN")
        for _ in range(20):
            write("INSERT INTO large VALUES (randomblob(1000000))")
        write("COMMIT")
        after_it = log.stat().st_size
        write("INSERT INTO large VALUES (NULL)")

        assert after_it > 20_000_000
        assert log.stat().st_size <= 16_000_000


async def test_the_log_is_not_emptied_while_its_own_connection_reads(tmp_path: Path) -> None:
    async with open_store(f"sqlite+aiosqlite:///{tmp_path / 'ends.db'}"):
        engine, _ = opened(f"sqlite+aiosqlite:///{tmp_path / 'ends.db'}")
        with engine.connect() as connection:
            driver = connection.connection.driver_connection
            assert driver is not None
            driver.execute("CREATE TABLE many (words TEXT)")
            driver.execute("INSERT INTO many VALUES ('a'), ('b')")
            reading = driver.execute("SELECT words FROM many")
            reading.fetchone()
            assert not empty_log(connection)
            reading.close()
            assert empty_log(connection)


@pytest.mark.parametrize("writes", [True, False])
async def test_only_who_writes_keeps_others_from_writing_while_it_reads(
    tmp_path: Path, *, writes: bool
) -> None:
    async with open_store(f"sqlite+aiosqlite:///{tmp_path / 'ends.db'}"):
        engine, name = opened(f"sqlite+aiosqlite:///{tmp_path / 'ends.db'}")
        async with Lane(engine, name, writes=writes) as lane:
            await lane.run(lane.connection.execute, text("SELECT * FROM meta"))
            with closing(sqlite3.connect(tmp_path / "ends.db", timeout=0)) as other:
                if writes:
                    with pytest.raises(sqlite3.OperationalError, match="locked"):
                        other.execute("BEGIN IMMEDIATE")
                else:
                    other.execute("BEGIN IMMEDIATE")
            await lane.run(lane.connection.rollback)
