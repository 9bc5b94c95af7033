"""What `doctor` says of encrypted rooms."""

from pathlib import Path

import pytest

from bot.settings import encryption
from tests.unit.cli.terminal import looseends
from tests.unit.cli.test_upkeep import told

ON = "LOOSEENDS_MATRIX__ENCRYPTION__ON"


@pytest.fixture(autouse=True)
def matrix(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("LOOSEENDS_MATRIX__HOMESERVER", "https://matrix.example.org")
    monkeypatch.setattr(encryption, "_NEEDED", ("json",))


def said(folder: Path) -> str:
    return told(looseends("--database", folder / "l.db", "doctor"))


def test_the_doctor_says_that_encrypted_rooms_are_read_and_where_their_keys_are(
    tmp_path: Path,
) -> None:
    assert "ok encryption On: encrypted rooms are read" in said(tmp_path)


def test_the_doctor_says_that_encryption_is_switched_off(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(ON, "false")

    assert f"ok encryption Off by {ON}" in said(tmp_path)


def test_the_doctor_names_the_extra_that_is_missing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(encryption, "_NEEDED", ("json", "no_such_library"))

    assert "install looseends[e2ee]" in said(tmp_path)


def test_the_doctor_says_nothing_of_encryption_without_matrix(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("LOOSEENDS_MATRIX__HOMESERVER")

    assert "encryption" not in said(tmp_path)


def test_the_doctor_warns_of_keys_that_others_may_read(tmp_path: Path) -> None:
    keys = tmp_path / "l.keys"
    keys.touch()
    keys.chmod(0o644)

    assert "warn encryption Others on this machine may read" in said(tmp_path)


def test_the_doctor_warns_of_a_recovery_key_that_is_missing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    keys = tmp_path / "elsewhere.keys"
    keys.touch()
    keys.chmod(0o600)
    monkeypatch.setenv("LOOSEENDS_MATRIX__ENCRYPTION__KEYS", str(keys))

    assert "l.recovery is missing" in said(tmp_path)
