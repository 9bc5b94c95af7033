"""Errors that a person can mend become sentences; bugs pass through."""

import os
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest
from sqlalchemy.exc import IntegrityError, OperationalError, ProgrammingError

from bot.errors import StoreError
from bot.model import QuestionQuery
from bot.store.database import sqlite
from bot.store.database.faults import mended
from tests.unit.store.garden import ledger, post


@pytest.mark.parametrize(
    ("problem", "remedy"),
    [
        ("database or disk is full", "Make room"),
        ("attempt to write a readonly database", "permissions"),
        ("unable to open database file", "folder"),
        ("database is locked", "Try again"),
        ("disk I/O error", "health"),
        ("database disk image is malformed", "Restore"),
        ("file is not a database", "another file"),
        ("no such table: message", "another file"),
        ("something new", "something new"),
    ],
)
def test_problem_of_the_database_is_told_with_its_remedy(problem: str, remedy: str) -> None:
    for error in (
        OperationalError("SELECT", {}, sqlite3.OperationalError(problem)),
        sqlite3.OperationalError(problem),
    ):
        with pytest.raises(StoreError, match=remedy) as told, mended("ledger.db"):
            raise error
        assert str(told.value).startswith(f"ledger.db: {problem}")


@pytest.mark.parametrize("kind", [IntegrityError, ProgrammingError])
def test_bug_passes_through(kind: type[IntegrityError] | type[ProgrammingError]) -> None:
    with pytest.raises(kind), mended("ledger.db"):
        raise kind("INSERT", {}, sqlite3.IntegrityError("UNIQUE constraint failed"))


async def test_statement_text_with_peoples_words_is_not_in_the_error(tmp_path: Path) -> None:
    path = tmp_path / "ledger.db"
    async with ledger(path) as (_, ingest):
        with closing(sqlite3.connect(path)) as other:
            other.execute("DROP TABLE segment")
        with pytest.raises(StoreError) as told:
            await ingest.ingest([post("1", "a private matter?")])

    assert "private" not in str(told.value)


async def test_full_disk_is_told_and_writes_nothing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "ledger.db"
    async with ledger(path) as (_, ingest):
        await ingest.ingest([post("1", "wet?")])
    with monkeypatch.context() as full:
        # As good as a full disk: SQLite gives the same error at its own limit.
        full.setattr(sqlite, "SWITCHES", (*sqlite.SWITCHES, "PRAGMA max_page_count = 1"))
        async with ledger(path) as (_, ingest):
            with pytest.raises(StoreError, match="Make room"):
                await ingest.ingest([post(str(i), "dry? " * 500) for i in range(2, 50)])
    async with ledger(path) as (store, ingest):
        assert (await store.questions(QuestionQuery())).total == 1
        assert (await ingest.ingest([post("2", "dry?")])).new == 1


async def test_ledger_that_may_only_be_read_can_be_read(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "ledger.db"
    async with ledger(path) as (_, ingest):
        await ingest.ingest([post("1", "wet?")])
    path.chmod(0o444)
    if os.access(path, os.W_OK):  # root may write everything: let SQLite forbid it
        monkeypatch.setattr(sqlite, "SWITCHES", (*sqlite.SWITCHES, "PRAGMA query_only = ON"))

    async with ledger(path) as (store, ingest):
        assert (await store.questions(QuestionQuery())).total == 1
        with pytest.raises(StoreError, match="only be read"):
            await ingest.ingest([post("2", "dry?")])


async def test_ledger_that_another_program_writes_is_told(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "ledger.db"
    monkeypatch.setattr(sqlite, "SWITCHES", (*sqlite.SWITCHES, "PRAGMA busy_timeout = 10"))
    async with ledger(path) as (_, ingest):
        with closing(sqlite3.connect(path, isolation_level=None)) as other:
            other.execute("BEGIN IMMEDIATE")
            with pytest.raises(StoreError, match="locked"):
                await ingest.ingest([post("1", "wet?")])
            other.execute("ROLLBACK")
        assert (await ingest.ingest([post("1", "wet?")])).new == 1
