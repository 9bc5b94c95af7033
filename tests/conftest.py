"""What every test stands on: a home of its own, and Hypothesis without a stop-watch."""

import logging
from collections.abc import Iterator
from pathlib import Path

import pytest
import structlog
from hypothesis import settings

from bot import logs
from bot.settings import described

settings.register_profile("house", deadline=None)  # two shared cores: slow is not wrong
settings.load_profile("house")


@pytest.fixture(autouse=True)
def own_home(tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch) -> Path:
    """No test reads or writes the database, the settings or the cache of whoever runs it."""
    home = tmp_path_factory.mktemp("home")
    for name in ("HOME", "XDG_DATA_HOME", "XDG_CONFIG_HOME", "XDG_CACHE_HOME"):
        monkeypatch.setenv(name, str(home))
    for name in described():
        monkeypatch.delenv(name, raising=False)
    return home


@pytest.fixture(autouse=True)
def own_logs() -> Iterator[None]:
    """No test logs where an earlier one did: its stream is closed by now."""
    yield
    structlog.reset_defaults()
    ours = [each for each in logging.root.handlers if type(each).__module__ == logs.__name__]
    for handler in ours:
        logging.root.removeHandler(handler)
