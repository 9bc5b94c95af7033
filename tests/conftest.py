"""What every test stands on: a home of its own, and Hypothesis without a stop-watch."""

from pathlib import Path

import pytest
from hypothesis import settings

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
