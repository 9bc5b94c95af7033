"""`doctor` and `migrate`."""

import sqlite3
from collections import namedtuple
from contextlib import closing
from pathlib import Path

import pytest

from tests.unit.cli.terminal import looseends

Usage = namedtuple("Usage", "total used free")


def told(result: object) -> str:
    return " ".join(str(getattr(result, "stdout")).split())  # noqa: B009


def change(database: Path, statement: str) -> None:
    with closing(sqlite3.connect(database)) as connection:
        connection.execute(statement)
        connection.commit()


def test_the_doctor_finds_a_ledger_in_good_health(ledger: Path) -> None:
    result = looseends("--database", ledger, "doctor")

    assert result.exit_code == 0
    assert all(
        f"ok {subject}" in told(result)
        for subject in ("settings", "disk", "database", "rules", "terminal")
    )


def test_the_doctor_makes_no_database(tmp_path: Path) -> None:
    result = looseends("--database", tmp_path / "none.db", "doctor")

    assert result.exit_code == 0
    assert "is not there yet" in told(result)
    assert not (tmp_path / "none.db").exists()


def test_the_doctor_fails_on_a_wrong_setting(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("LOOSEENDS_LOG_FORMAT", "xml")

    result = looseends("doctor")

    assert result.exit_code == 1
    assert "fail settings LOOSEENDS_LOG_FORMAT is wrong" in told(result)


def test_the_doctor_warns_of_a_setting_that_nobody_reads(
    ledger: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("LOOSEENDS_DATABASE", "x")

    result = looseends("--database", ledger, "doctor")

    assert result.exit_code == 0
    assert "warn settings Nobody reads LOOSEENDS_DATABASE." in told(result)


@pytest.mark.parametrize(
    ("free", "status", "health"), [(10, 1, "fail"), (100, 0, "warn"), (9_000, 0, "ok")]
)
def test_the_doctor_knows_when_the_disk_is_nearly_full(
    ledger: Path, monkeypatch: pytest.MonkeyPatch, free: int, status: int, health: str
) -> None:
    def usage(_folder: Path) -> Usage:
        return Usage(10**12, 10**12, free * 10**6)

    monkeypatch.setattr("shutil.disk_usage", usage)

    result = looseends("--database", ledger, "doctor")

    assert result.exit_code == status
    assert f"{health} disk {free:,} MB are free" in told(result)


def test_the_doctor_fails_where_nothing_can_be_written(
    ledger: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("os.access", lambda _path, mode: mode == 4)

    result = looseends("--database", ledger, "doctor")

    assert result.exit_code == 1
    assert "cannot be written to" in told(result)


@pytest.mark.parametrize(
    ("content", "words"),
    [(b"\x89PNG" * 999, "no SQLite database"), (b"SQLite format 3\0" + b"\1" * 4000, "fail")],
)
def test_the_doctor_fails_on_a_file_that_is_no_ledger(
    tmp_path: Path, content: bytes, words: str
) -> None:
    other = tmp_path / "other.db"
    other.write_bytes(content)

    result = looseends("--database", other, "doctor")

    assert result.exit_code == 1
    assert words in told(result)
    assert other.read_bytes() == content


def test_the_doctor_fails_on_the_database_of_another_program(tmp_path: Path) -> None:
    other = tmp_path / "other.db"
    change(other, "CREATE TABLE song (name TEXT)")

    result = looseends("--database", other, "doctor")

    assert result.exit_code == 1
    assert "another program" in told(result)


@pytest.mark.parametrize("how", [(), ("--thorough",)])
def test_the_doctor_fails_on_a_damaged_file(ledger: Path, how: tuple[str, ...]) -> None:
    whole = ledger.read_bytes()
    middle = len(whole) // 2
    ledger.write_bytes(whole[:middle] + b"\xff" * 8192 + whole[middle + 8192 :])

    result = looseends("--database", ledger, "doctor", *how)

    assert result.exit_code == 1
    assert "fail database" in told(result)


def test_the_doctor_fails_on_a_newer_schema(ledger: Path) -> None:
    change(ledger, "UPDATE alembic_version SET version_num = '9999'")

    result = looseends("--database", ledger, "doctor")

    assert result.exit_code == 1
    assert "newer release" in told(result)


def test_the_doctor_warns_of_an_older_schema(ledger: Path) -> None:
    change(ledger, "UPDATE alembic_version SET version_num = '0000'")

    result = looseends("--database", ledger, "doctor")

    assert "warn database" in told(result)
    assert "looseends migrate" in told(result)


def test_old_rules_are_told_by_the_doctor_and_mended_by_migrate(ledger: Path) -> None:
    before = looseends("--database", ledger, "questions", "--json").stdout
    change(ledger, "UPDATE channel SET rules = 'old'")
    assert "warn rules 1 channel" in told(looseends("--database", ledger, "doctor"))

    migrated = looseends("--database", ledger, "migrate")

    assert migrated.exit_code == 0
    assert "3 messages were read again" in told(migrated)
    assert "ok rules" in told(looseends("--database", ledger, "doctor"))
    assert looseends("--database", ledger, "questions", "--json").stdout == before


def test_migrate_says_so_when_there_is_nothing_to_do(ledger: Path) -> None:
    result = looseends("--database", ledger, "migrate")

    assert told(result) == "The database is up to date."


def test_migrate_refuses_a_newer_schema(ledger: Path) -> None:
    change(ledger, "UPDATE alembic_version SET version_num = '9999'")

    result = looseends("--database", ledger, "migrate")

    assert result.exit_code == 1
    assert "newer release" in result.stderr


def test_a_backup_can_be_restored(ledger: Path, tmp_path: Path) -> None:
    made = looseends("--database", ledger, "backup")
    assert made.exit_code == 0
    assert "and it is whole" in told(made)
    (copy,) = (tmp_path / "backups").iterdir()
    change(ledger, "DELETE FROM message")

    refused = looseends("--database", ledger, "restore", copy)
    restored = looseends("--database", ledger, "restore", copy, "--replace")

    assert (refused.exit_code, restored.exit_code) == (1, 0)
    assert "--replace" in refused.stderr
    assert "What was there is" in told(restored)
    assert "hose" in looseends("--database", ledger, "questions").stdout


def test_a_backup_keeps_as_many_as_it_is_told(ledger: Path, tmp_path: Path) -> None:
    folder = tmp_path / "copies"
    folder.mkdir()
    (folder / "looseends-20200101T000000Z.db").touch()

    made = looseends("--database", ledger, "backup", folder, "--keep", "1")

    assert "deleted: 1." in told(made)
    assert len(list(folder.iterdir())) == 1
