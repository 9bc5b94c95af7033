"""What only SQLite needs."""

from contextlib import closing
from pathlib import Path

from bot.store import open_store
from bot.store.engine import opened


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
