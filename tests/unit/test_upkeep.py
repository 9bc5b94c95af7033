"""Copies in time."""

import asyncio
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from bot import upkeep
from bot.errors import ConfigurationError
from bot.settings import Settings, load_settings
from bot.store import open_store
from bot.store.database.copies import copies
from bot.upkeep import backup_folder, copy_in_time

NOW = datetime(2026, 5, 3, 4, 29, 30, tzinfo=UTC)


class Sundial:
    """A clock that moves only while somebody sleeps."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch, ends: datetime) -> None:
        self.now, self.ends = NOW, ends
        monkeypatch.setattr(upkeep.asyncio, "sleep", self.sleep)

    def __call__(self) -> datetime:
        return self.now

    async def sleep(self, seconds: float) -> None:
        self.now += timedelta(seconds=seconds)
        if self.now > self.ends:
            raise asyncio.CancelledError


def settings_for(monkeypatch: pytest.MonkeyPatch, database: Path, cron: str) -> Settings:
    monkeypatch.setenv("LOOSEENDS_BACKUP__CRON", cron)
    monkeypatch.setenv("LOOSEENDS_BACKUP__KEEP", "2")
    return load_settings(database_url=str(database))


async def test_the_ledger_is_copied_at_its_hours(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    settings = settings_for(monkeypatch, tmp_path / "ends.db", "30 4 * * *")
    async with open_store(settings.database_url):
        pass
    heard: list[bool] = []

    with pytest.raises(asyncio.CancelledError):
        await copy_in_time(settings, heard.append, Sundial(monkeypatch, NOW + timedelta(days=3)))

    assert heard == [True, True, True]
    assert [when.isoformat() for when, _ in copies(tmp_path / "backups")] == [
        "2026-05-05T04:30:00+00:00",
        "2026-05-04T04:30:00+00:00",
    ]


async def test_a_copy_that_fails_is_tried_again_next_time(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    settings = settings_for(monkeypatch, tmp_path / "none.db", "30 4 * * *")
    heard: list[bool] = []

    with pytest.raises(asyncio.CancelledError):
        await copy_in_time(settings, heard.append, Sundial(monkeypatch, NOW + timedelta(days=2)))

    assert heard == [False, False]


async def test_without_hours_nothing_is_copied(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    settings = settings_for(monkeypatch, tmp_path / "ends.db", "")

    await copy_in_time(settings, lambda _well: None, lambda: NOW)

    assert not (tmp_path / "backups").exists()


def test_hours_that_cannot_be_read_are_refused_with_an_example(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    with pytest.raises(ConfigurationError, match=r"LOOSEENDS_BACKUP__CRON is wrong.*Five fields"):
        settings_for(monkeypatch, tmp_path / "ends.db", "half past four")


def test_copies_go_where_the_settings_say(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("LOOSEENDS_BACKUP__FOLDER", str(tmp_path / "elsewhere"))
    settings = settings_for(monkeypatch, tmp_path / "ends.db", "")

    assert backup_folder(settings) == tmp_path / "elsewhere"
