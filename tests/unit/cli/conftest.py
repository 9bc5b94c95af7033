import shutil
from pathlib import Path

import pytest

from tests.unit.cli.terminal import looseends, written


@pytest.fixture(scope="session")
def imported(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A database with one transcript in it, made once."""
    folder = tmp_path_factory.mktemp("imported")
    database = folder / "ends.db"
    assert looseends("--database", database, "import", written(folder)).exit_code == 0
    return database


@pytest.fixture
def ledger(imported: Path, tmp_path: Path) -> Path:
    """A copy of it for one test."""
    return Path(shutil.copy(imported, tmp_path / "ends.db"))
