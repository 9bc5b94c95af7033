"""A migrated database is a fresh one; any other is refused with a sentence."""

import sqlite3
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest
from alembic.config import Config
from alembic.script import ScriptDirectory
from sqlalchemy import create_engine
from sqlalchemy.dialects import postgresql
from sqlalchemy.schema import CreateIndex, CreateTable

from bot.errors import ConfigurationError, SchemaTooNew, StoreError
from bot.store import open_store, schema
from bot.store.database.upgrade import MIGRATIONS


def url(path: Path) -> str:
    return f"sqlite+aiosqlite:///{path}"


async def opened_once(path: Path) -> Path:
    async with open_store(url(path)):
        return path


def shape(path: Path) -> dict[str, dict[str, Any]]:
    """Every table and index of a database: what SQLite itself says of them."""
    with closing(sqlite3.connect(path)) as connection:
        named = connection.execute(
            "SELECT type, name, tbl_name, sql FROM sqlite_master WHERE name != 'alembic_version' "
            "AND tbl_name != 'alembic_version'"
        ).fetchall()
        return {
            name: {
                "type": type_,
                "of": of,
                # The order of columns and constraints, spaces and quotes tell nothing.
                "sql": sorted((sql or "").replace('"', "").replace("(", ",").split(","))
                if type_ == "index"
                else None,
                "columns": connection.execute(f"PRAGMA table_xinfo('{name}')").fetchall(),
                "keys": sorted(connection.execute(f"PRAGMA foreign_key_list('{name}')").fetchall()),
                "kind": connection.execute(f"PRAGMA table_list('{name}')").fetchall(),
            }
            for type_, name, of, sql in named
        }


async def test_migrated_database_has_the_schema_of_a_fresh_one(tmp_path: Path) -> None:
    migrated = await opened_once(tmp_path / "migrated.db")
    fresh = tmp_path / "fresh.db"
    engine = create_engine(f"sqlite:///{fresh}")
    schema.metadata.create_all(engine)
    engine.dispose()

    assert shape(migrated) == shape(fresh)


def test_newest_migration_is_the_one_that_the_schema_names() -> None:
    config = Config()
    config.set_main_option("script_location", str(MIGRATIONS))

    assert ScriptDirectory.from_config(config).get_heads() == [schema.REVISION]


def test_migrations_are_numbered_in_order() -> None:
    names = sorted(path.name for path in (MIGRATIONS / "versions").glob("[0-9]*.py"))

    assert [int(name[:4]) for name in names] == list(range(1, len(names) + 1))


async def test_opening_again_changes_nothing(tmp_path: Path) -> None:
    path = await opened_once(tmp_path / "ledger.db")
    before = shape(path)

    assert shape(await opened_once(path)) == before


async def test_ledger_is_marked_as_ours_and_keeps_a_write_ahead_log(tmp_path: Path) -> None:
    path = await opened_once(await opened_once(tmp_path / "ledger.db"))

    with closing(sqlite3.connect(path)) as connection:
        assert connection.execute("PRAGMA application_id").fetchone() == (schema.APPLICATION_ID,)
        assert connection.execute("PRAGMA journal_mode").fetchone() == ("wal",)
        assert connection.execute("PRAGMA foreign_key_check").fetchall() == []


async def test_newer_schema_is_refused_with_a_remedy(tmp_path: Path) -> None:
    path = await opened_once(tmp_path / "ledger.db")
    with closing(sqlite3.connect(path)) as connection, connection:
        connection.execute("UPDATE alembic_version SET version_num = '9999'")

    with pytest.raises(SchemaTooNew, match="newest release"):
        await opened_once(path)


async def test_database_of_another_program_is_refused_and_left_alone(tmp_path: Path) -> None:
    path = tmp_path / "bookmarks.db"
    with closing(sqlite3.connect(path)) as connection, connection:
        connection.execute("CREATE TABLE bookmark (name TEXT)")
    before = path.read_bytes()

    with pytest.raises(StoreError, match="another program"):
        await opened_once(path)

    assert path.read_bytes() == before


async def test_database_with_another_mark_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "package.db"
    with closing(sqlite3.connect(path)) as connection, connection:
        connection.execute("PRAGMA application_id = 12345")

    with pytest.raises(StoreError, match="another program"):
        await opened_once(path)


async def test_file_that_is_no_database_is_refused_and_left_alone(tmp_path: Path) -> None:
    path = tmp_path / "letter.txt"
    path.write_text("Dear all, " * 1000)

    with pytest.raises(StoreError, match="no SQLite database"):
        await opened_once(path)

    assert path.read_text() == "Dear all, " * 1000


async def test_folder_that_is_not_there_is_named(tmp_path: Path) -> None:
    with pytest.raises(StoreError, match="folder"):
        await opened_once(tmp_path / "nowhere" / "ledger.db")


@pytest.mark.parametrize("url", ["", "ledger.db", "nosuch://host/ledger", "mysql+nosuch://x"])
async def test_url_that_names_no_usable_database_is_a_wrong_setting(url: str) -> None:
    with pytest.raises(ConfigurationError):
        async with open_store(url):
            pass


def cut_in_half(path: Path) -> None:
    whole = path.read_bytes()
    path.write_bytes(whole[: len(whole) // 2])


async def test_damaged_ledger_is_refused(tmp_path: Path) -> None:
    path = await opened_once(tmp_path / "ledger.db")
    cut_in_half(path)

    with pytest.raises(StoreError):
        await opened_once(path)


def test_every_table_and_index_can_be_made_on_postgresql() -> None:
    for table in schema.metadata.sorted_tables:
        assert "CREATE TABLE" in str(CreateTable(table).compile(dialect=postgresql.dialect()))
        for index in table.indexes:
            assert "CREATE INDEX" in str(CreateIndex(index).compile(dialect=postgresql.dialect()))
