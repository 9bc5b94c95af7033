from pathlib import Path

import pytest

from bot.errors import ConfigurationError
from bot.settings import LogLevel, Settings, as_database_url, load_settings, unknown_variables


@pytest.fixture(autouse=True)
def empty_folder(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.chdir(tmp_path)


def test_settings_come_from_the_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("LOOSEENDS_LOG_LEVEL", "INFO")

    assert load_settings().log_level is LogLevel.INFO


def test_settings_come_from_the_env_file_after_the_environment(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    (tmp_path / ".env").write_text("LOOSEENDS_ME=mira\nLOOSEENDS_LOG_LEVEL=info\n", "utf-8")
    monkeypatch.setenv("LOOSEENDS_LOG_LEVEL", "error")

    settings = load_settings()

    assert (settings.me, settings.log_level) == ("mira", LogLevel.ERROR)


def test_what_is_given_goes_before_the_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("LOOSEENDS_DATABASE_URL", "/a/b.db")

    assert load_settings(database_url="/c/d.db").database_url == "sqlite+aiosqlite:////c/d.db"


def test_what_is_not_given_leaves_the_environment_alone(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("LOOSEENDS_DATABASE_URL", "/a/b.db")

    assert load_settings(database_url=None).database_url == "sqlite+aiosqlite:////a/b.db"


def test_the_database_lies_in_the_data_directory_unless_told_otherwise(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path))

    assert load_settings().database_url.endswith("looseends/looseends.db")


@pytest.mark.parametrize(
    ("place", "url"),
    [
        ("/x/ends.db", "sqlite+aiosqlite:////x/ends.db"),
        ("sqlite:////x/ends.db", "sqlite+aiosqlite:////x/ends.db"),
        ("sqlite+aiosqlite:////x/ends.db", "sqlite+aiosqlite:////x/ends.db"),
    ],
)
def test_a_database_is_given_as_a_file_or_as_a_url(place: str, url: str) -> None:
    assert as_database_url(place) == url


def test_a_relative_database_file_is_found_from_the_working_directory(tmp_path: Path) -> None:
    assert as_database_url("ends.db") == f"sqlite+aiosqlite:///{tmp_path / 'ends.db'}"


def test_a_wrong_value_names_the_variable_and_what_it_may_be(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("LOOSEENDS_LOG_LEVEL", "loud")

    with pytest.raises(ConfigurationError) as caught:
        load_settings()

    assert str(caught.value) == (
        "LOOSEENDS_LOG_LEVEL is wrong: should be 'debug', 'info', 'warning' or 'error'."
    )


def test_a_wrong_value_is_not_repeated_since_it_may_be_a_secret(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("LOOSEENDS_DATABASE_URL", "mysql://u:hunter2@host/db")

    with pytest.raises(ConfigurationError, match="LOOSEENDS_DATABASE_URL") as caught:
        load_settings()

    assert "hunter2" not in str(caught.value)


def test_an_env_file_that_is_no_text_is_refused(tmp_path: Path) -> None:
    (tmp_path / ".env").write_bytes(b"\xff\xfe\x00LOOSEENDS")

    with pytest.raises(ConfigurationError, match=r"\.env"):
        load_settings()


def test_settings_do_not_change_once_they_are_read() -> None:
    with pytest.raises(ValueError, match="frozen"):
        setattr(Settings(), "me", "jon")  # noqa: B010  (the type checker refuses the plain form)


def test_variables_that_nobody_reads_are_found(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("LOOSEENDS_ME", "mira")
    monkeypatch.setenv("LOOSEENDS_LOGLEVEL", "info")
    (tmp_path / ".env").write_text("LOOSEENDS_DATABASE=x\nOTHER=y\n", "utf-8")

    assert unknown_variables() == ["LOOSEENDS_DATABASE", "LOOSEENDS_LOGLEVEL"]
