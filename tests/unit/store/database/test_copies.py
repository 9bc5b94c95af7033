"""Copies of a ledger: whole, few, and put back only where nothing is lost by it."""

import os
import sqlite3
from contextlib import closing
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from bot.errors import StoreError
from bot.store import open_store
from bot.store.database.copies import back_up, copies, let_go, restore

NOW = datetime(2026, 5, 3, 4, 30, tzinfo=UTC)


@pytest.fixture
async def ledger(tmp_path: Path) -> Path:
    file = tmp_path / "ends.db"
    async with open_store(f"sqlite+aiosqlite:///{file}"):
        pass
    note(file, "before")
    return file


def url(file: Path) -> str:
    return f"sqlite+aiosqlite:///{file}"


def note(file: Path, words: str) -> None:
    with closing(sqlite3.connect(file)) as connection:
        connection.execute("CREATE TABLE IF NOT EXISTS noted (words TEXT)")
        connection.execute("INSERT INTO noted VALUES (?)", (words,))
        connection.commit()


def names_in(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.iterdir())


def noted(file: Path) -> list[str]:
    with closing(sqlite3.connect(file)) as connection:
        return [words for (words,) in connection.execute("SELECT words FROM noted")]


def test_a_copy_holds_what_the_log_beside_the_file_holds(ledger: Path, tmp_path: Path) -> None:
    with closing(sqlite3.connect(ledger)) as writer:
        writer.execute("PRAGMA wal_autocheckpoint = 0")
        writer.execute("INSERT INTO noted VALUES ('in the log')")
        writer.commit()

        copy = back_up(url(ledger), tmp_path / "copies", NOW)

    assert noted(copy) == ["before", "in the log"]
    assert names_in(copy.parent) == ["looseends-20260503T043000Z.db"]


def test_nobody_else_may_read_a_copy(ledger: Path, tmp_path: Path) -> None:
    copy = back_up(url(ledger), tmp_path / "copies", NOW)

    assert copy.stat().st_mode & 0o777 == 0o600
    assert copy.parent.stat().st_mode & 0o777 == 0o700


def test_a_ledger_that_is_damaged_gives_no_copy(ledger: Path, tmp_path: Path) -> None:
    size = ledger.stat().st_size
    with ledger.open("r+b") as file:
        file.seek(size // 2)
        file.write(os.urandom(size // 2))

    with pytest.raises(StoreError, match="damaged"):
        back_up(url(ledger), tmp_path / "copies", NOW)

    assert list((tmp_path / "copies").iterdir()) == []


def test_what_is_not_there_cannot_be_copied(tmp_path: Path) -> None:
    with pytest.raises(StoreError, match="nothing to copy yet"):
        back_up(url(tmp_path / "none.db"), tmp_path, NOW)


def test_a_folder_that_cannot_be_made_is_named_with_the_remedy(
    ledger: Path, tmp_path: Path
) -> None:
    (tmp_path / "file").touch()

    with pytest.raises(StoreError, match=r"file/copies: .*name another folder"):
        back_up(url(ledger), tmp_path / "file" / "copies", NOW)


def test_the_newest_copies_stay_and_no_other_file_is_touched(tmp_path: Path, ledger: Path) -> None:
    folder = tmp_path / "copies"
    made = [back_up(url(ledger), folder, NOW + timedelta(days=n)) for n in range(4)]
    (folder / "mine.db").touch()

    gone = let_go(folder, keep=2)

    assert sorted(gone) == made[:2]
    assert [path for _, path in copies(folder)] == [made[3], made[2]]
    assert (folder / "mine.db").exists()


def test_copies_from_before_somebody_was_forgotten_go(tmp_path: Path, ledger: Path) -> None:
    made = [back_up(url(ledger), tmp_path / "c", NOW + timedelta(days=n)) for n in range(3)]

    let_go(tmp_path / "c", keep=9, since=NOW + timedelta(days=1))

    assert [path for _, path in copies(tmp_path / "c")] == [made[2]]


def test_a_copy_is_put_back_where_nothing_is(ledger: Path, tmp_path: Path) -> None:
    copy = back_up(url(ledger), tmp_path / "copies", NOW)

    aside = restore(copy, url(tmp_path / "new.db"), NOW)

    assert aside is None
    assert noted(tmp_path / "new.db") == ["before"]


def test_what_is_there_is_not_replaced_unless_it_is_said(ledger: Path, tmp_path: Path) -> None:
    copy = back_up(url(ledger), tmp_path / "copies", NOW)
    note(ledger, "after")

    with pytest.raises(StoreError, match="--replace"):
        restore(copy, url(ledger), NOW)

    assert noted(ledger) == ["before", "after"]


def test_what_is_replaced_is_kept_aside_whole(ledger: Path, tmp_path: Path) -> None:
    copy = back_up(url(ledger), tmp_path / "copies", NOW)
    note(ledger, "after")

    aside = restore(copy, url(ledger), NOW, replace=True)

    assert aside is not None
    assert (noted(ledger), noted(aside)) == (["before"], ["before", "after"])


def test_a_damaged_ledger_can_be_replaced(ledger: Path, tmp_path: Path) -> None:
    copy = back_up(url(ledger), tmp_path / "copies", NOW)
    ledger.write_bytes(b"nothing that SQLite could read, at some length" * 100)

    aside = restore(copy, url(ledger), NOW, replace=True)

    assert noted(ledger) == ["before"]
    assert aside is not None
    assert aside.read_bytes().startswith(b"nothing")


async def test_a_ledger_that_is_in_use_is_not_replaced(ledger: Path, tmp_path: Path) -> None:
    copy = back_up(url(ledger), tmp_path / "copies", NOW)

    async with open_store(url(ledger)) as store:
        await store.coverage()
        with pytest.raises(StoreError, match="is in use"):
            restore(copy, url(ledger), NOW, replace=True)
        assert (await store.coverage()).messages == 0

    assert names_in(tmp_path) == ["copies", "ends.db"]


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ("PRAGMA application_id = 7", "is no ledger"),
        ("UPDATE alembic_version SET version_num = version_num || '9'", "newer release"),
    ],
)
def test_what_is_no_copy_of_a_ledger_is_not_put_back(
    ledger: Path, tmp_path: Path, change: str, words: str
) -> None:
    with closing(sqlite3.connect(ledger)) as connection:
        connection.execute(change)
        connection.commit()

    with pytest.raises(StoreError, match=words):
        restore(ledger, url(tmp_path / "new.db"), NOW)

    assert not (tmp_path / "new.db").exists()


def test_a_folder_is_no_copy(tmp_path: Path) -> None:
    with pytest.raises(StoreError, match="is no file"):
        restore(tmp_path, url(tmp_path / "new.db"), NOW)
