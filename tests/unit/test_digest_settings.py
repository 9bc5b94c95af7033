"""Digests in the environment, as a list or by their numbers; what is wrong is said at the start."""

import asyncio
import json
from datetime import time, timedelta
from pathlib import Path

import pytest
from pydantic import SecretStr

from bot import app
from bot.digests.planning import schedules
from bot.digests.schedule import Quiet
from bot.errors import ConfigurationError
from bot.model import Platform
from bot.settings import (
    DigestSettings,
    DiscordSettings,
    Settings,
    load_settings,
    unknown_variables,
)

WEEKLY = {"to": "discord:12", "cron": "0 9 * * 1", "zone": "Europe/Berlin"}


@pytest.fixture(autouse=True)
def empty_folder(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.chdir(tmp_path)


def test_digests_are_given_as_a_list(monkeypatch: pytest.MonkeyPatch) -> None:
    daily = {"to": "matrix:!beds:example.org", "name": 7, "sources": [1, "2"], "mention": 34}
    monkeypatch.setenv("LOOSEENDS_DIGESTS", json.dumps([WEEKLY, daily]))

    first, second = load_settings().digests.values()

    assert (first.to, first.zone, first.cap) == ("discord:12", "Europe/Berlin", 15)
    assert (second.name, second.sources, second.mention) == ("7", ("1", "2"), ("34",))


def test_digests_are_given_by_their_numbers(monkeypatch: pytest.MonkeyPatch) -> None:
    given = {
        "2__TO": "discord:13",
        "2__SOURCES": "123456789012345678",
        "2__CAP": "7",
        "1__TO": "discord:12",
        "1__NAME": "weekly",
    }
    for name, value in given.items():
        monkeypatch.setenv(f"LOOSEENDS_DIGESTS__{name}", value)

    digests = load_settings().digests

    assert list(digests) == [1, 2]
    assert (digests[2].sources, digests[2].cap) == (("123456789012345678",), 7)
    assert unknown_variables() == []


@pytest.mark.parametrize(
    ("name", "value", "sentence"),
    [
        ("CRON", "0 25 * * *", "CRON is wrong: Bad hour"),
        ("CRON", "0 9 * *", "CRON is wrong: give five fields"),
        ("CRON", "*/5 * * * *", "CRON is wrong: nobody reads a digest more than twice an hour"),
        ("CRON", "0 0 30 2 *", "CRON is wrong: Bad day-of-month"),
        ("ZONE", "Berlin", "ZONE is wrong: there is no such time zone"),
        ("ZONE", "Europe", "ZONE is wrong: there is no such time zone"),
        ("ZONE", "../x", "ZONE is wrong: there is no such time zone"),
        ("QUIET", "22-7", "QUIET is wrong: give the hours as 22:00-07:00"),
        ("QUIET", "22:00-22:00", "QUIET is wrong"),
        ("TO", "#general", "TO is wrong: name a channel as discord:123456789012345678"),
        ("CAP", "0", "CAP is wrong: should be greater than or equal to 1"),
        ("NAEM", "x", "NAEM is wrong: Extra inputs are not permitted"),
    ],
)
def test_what_is_wrong_is_named_with_the_remedy(
    name: str, value: str, sentence: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("LOOSEENDS_DIGESTS__3__TO", "discord:12")
    monkeypatch.setenv(f"LOOSEENDS_DIGESTS__3__{name}", value)

    with pytest.raises(ConfigurationError, match=f"LOOSEENDS_DIGESTS__3__{sentence}"):
        load_settings()


@pytest.mark.parametrize(
    ("given", "sentence"),
    [
        ("weekly", "LOOSEENDS_DIGESTS is wrong: give a JSON list"),
        ("5", "LOOSEENDS_DIGESTS is wrong: give a JSON list"),
        ("[5]", "LOOSEENDS_DIGESTS__1 is wrong"),
        ('{"x": {}}', "LOOSEENDS_DIGESTS__X"),
        (json.dumps([WEEKLY, WEEKLY]), "two digests are called discord:12"),
    ],
)
def test_a_list_that_is_none_is_refused(
    given: str, sentence: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("LOOSEENDS_DIGESTS", given)

    with pytest.raises(ConfigurationError, match=sentence):
        load_settings()


def test_schedules_are_what_the_settings_ask_for() -> None:
    asked = DigestSettings.model_validate(
        {**WEEKLY, "quiet": "22:00-07:30", "silent_days": 0, "admins": "9", "sources": "1 2"}
    )

    [schedule] = schedules([asked])

    assert (schedule.name, schedule.platform, schedule.to) == ("discord:12", Platform.DISCORD, "12")
    assert schedule.quiet == Quiet(time(22), time(7, 30))
    assert (schedule.silence, schedule.admins) == (None, "9")
    assert schedule.sources == {"1", "2"}
    assert str(schedule.zone) == "Europe/Berlin"
    [plain] = schedules([DigestSettings(to="discord:1")])
    assert (plain.quiet, plain.silence, plain.admins) == (None, timedelta(days=14), None)


async def test_a_digest_for_a_platform_that_is_not_set_up_is_refused(tmp_path: Path) -> None:
    settings = Settings(
        database_url=str(tmp_path / "l.db"),
        discord=DiscordSettings(token=SecretStr("a.b.c")),
        digests={1: DigestSettings(to="matrix:!beds:example.org")},
        health_port=0,
    )

    with pytest.raises(ConfigurationError, match="but LOOSEENDS_MATRIX__HOMESERVER is empty"):
        await app.run(settings, asyncio.Event())
