"""The project's own files, for tests that read them."""

from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).parents[2]
FOLDERS = ("bot", "cogs", "matrix", "tests", "seeds", "docs", "benchmarks", "tools", ".ci")
_MADE = {"__pycache__", ".hypothesis", ".pytest_cache"}


def read(name: str) -> str:
    """The text of a file, by its path from the root."""
    return (ROOT / name).read_text("utf-8")


def own_files() -> Iterator[Path]:
    """Every file that people wrote: no caches, no environments."""
    yield from (path for path in ROOT.iterdir() if path.is_file() and not _left_behind(path))
    for folder in FOLDERS:
        for path in (ROOT / folder).rglob("*"):
            if path.is_file() and not _MADE & set(path.parts):
                yield path


def _left_behind(path: Path) -> bool:
    return path.name == ".env" or path.name.startswith(".coverage") or path.suffix == ".db"


def modules(*folders: str) -> list[Path]:
    """The Python files under some folders, those that exist."""
    return sorted(path for folder in folders for path in (ROOT / folder).rglob("*.py"))


def named(path: Path) -> str:
    """A path as people write it."""
    return path.relative_to(ROOT).as_posix()
