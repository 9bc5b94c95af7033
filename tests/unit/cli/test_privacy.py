"""People have their say at the terminal too, through whoever keeps the database."""

import json
from pathlib import Path

import pytest

from bot.errors import ConfigurationError
from bot.settings import load_settings
from tests.unit.cli.terminal import looseends


@pytest.fixture
def database(ledger: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("LOOSEENDS_DATABASE_URL", str(ledger))
    return ledger


def files_with(folder: Path, word: bytes) -> list[str]:
    return [p.name for p in folder.rglob("*") if p.is_file() and word in p.read_bytes()]


def test_somebody_is_forgotten_in_the_ledger_and_its_copies(database: Path) -> None:
    assert looseends("backup").exit_code == 0
    assert len(files_with(database.parent, b"liming in autumn")) >= 2
    source = [path for path in database.parent.iterdir() if path.suffix == ".txt"]
    for path in source:
        path.unlink()

    unsure = looseends("privacy", "forget", "--author", "mira")
    assert "1 message, 1 question" in unsure.output
    assert "privacy forget yes --author mira" in unsure.output
    forgotten = looseends("privacy", "forget", "yes", "--author", "mira")

    assert forgotten.exit_code == 0, forgotten.stderr
    assert files_with(database.parent, b"liming in autumn") == []
    assert "hose" in looseends("questions").output


@pytest.mark.usefixtures("database")
def test_export_is_a_document_or_json() -> None:
    page = looseends("privacy", "export", "--author", "mira")
    exact = looseends("privacy", "export", "--author", "mira", "--json")

    assert page.stdout.startswith("# What is kept of mira\n")
    [post] = json.loads(exact.stdout)["messages"]
    assert post["text"] == "would liming in autumn still help before the frost?"


@pytest.mark.usefixtures("database")
def test_opted_out_author_is_told_so() -> None:
    looseends("privacy", "optout", "--author", "dov")

    assert "opted out since" in looseends("privacy", "notice", "--author", "dov").output

    looseends("privacy", "optin", "--author", "dov")
    assert "opted out" not in looseends("privacy", "notice", "--author", "dov").output


@pytest.mark.usefixtures("database")
def test_somebody_must_be_named(monkeypatch: pytest.MonkeyPatch) -> None:
    nobody = looseends("privacy", "notice")
    assert nobody.exit_code == 2
    assert "--author" in nobody.stderr

    monkeypatch.setenv("LOOSEENDS_ME", "mira")
    assert "1 message, 1 question" in looseends("privacy", "notice").output


def test_days_are_set_by_place(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("LOOSEENDS_PRIVACY__KEEP_DAYS_IN", "1234=30, !room:example.org=0")

    assert load_settings().privacy.keep_days_in == {"1234": 30, "!room:example.org": 0}


@pytest.mark.parametrize("listed", ["1234", "1234=soon", "=3"])
def test_days_that_say_nothing_are_refused(monkeypatch: pytest.MonkeyPatch, listed: str) -> None:
    monkeypatch.setenv("LOOSEENDS_PRIVACY__KEEP_DAYS_IN", listed)

    with pytest.raises(ConfigurationError, match="LOOSEENDS_PRIVACY__KEEP_DAYS_IN is wrong: Write"):
        load_settings()
