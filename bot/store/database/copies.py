"""Copies of a ledger in a file: made while it is in use, looked at before they count, put back.

The engine's own online backup is what copies: https://www.sqlite.org/backup.html
"""

import os
import re
import sqlite3
from collections.abc import Generator, Sequence
from contextlib import closing, contextmanager, suppress
from datetime import UTC, datetime
from pathlib import Path
from typing import Final

from bot.errors import SchemaTooNew, StoreError
from bot.store.database.checkup import database_file, refuse_unopenable
from bot.store.database.faults import mended
from bot.store.schema import APPLICATION_ID, REVISION

_AT_ONCE: Final = 512
"""Pages of 4 kB that are copied before writers get a turn."""
_TURN: Final = 0.005
"""Seconds that they get."""
_STAMP: Final = "%Y%m%dT%H%M%SZ"
_OURS: Final = re.compile(r"looseends-(\d{8}T\d{6}Z)\.db")
_BESIDE: Final = ("-wal", "-shm")
"""What the engine keeps beside a file that is in use."""


def back_up(url: str, folder: Path, now: datetime) -> Path:
    """Copies the ledger into a new file of the folder, which is made where it is missing; nobody
    who reads or writes meanwhile has to wait. Only a copy that is whole gets its name.

    Raises StoreError, and then leaves nothing behind.
    """
    source = _file_of(url)
    with _told(folder):
        folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    copy = folder / f"looseends-{now.astimezone(UTC):{_STAMP}}.db"
    unfinished = copy.with_suffix(".part")
    try:
        with _told(folder):
            unfinished.touch(mode=0o600)
        _copy(source, unfinished)
        look_at(unfinished)
        with _told(folder):
            _to_disk(unfinished)
            unfinished.replace(copy)
            _to_disk(folder)
    finally:
        for name in (unfinished, *_companions(unfinished)):
            with suppress(OSError):
                name.unlink()
    return copy


def copies(folder: Path) -> list[tuple[datetime, Path]]:
    """The copies in the folder with the moments when they were made, newest first."""
    found = [(match, path) for path in folder.glob("*.db") if (match := _OURS.fullmatch(path.name))]
    made = [(datetime.strptime(m[1], _STAMP).replace(tzinfo=UTC), path) for m, path in found]
    return sorted(made, reverse=True)


def let_go(folder: Path, keep: int, since: datetime | None = None) -> Sequence[Path]:
    """Deletes all but the newest copies, and those from before `since`: they may hold what
    somebody had forgotten then. Returns which those were. Raises StoreError.
    """
    made = copies(folder)
    gone = [path for n, (when, path) in enumerate(made) if n >= keep or (since and when <= since)]
    with _told(folder):
        for path in gone:
            path.unlink(missing_ok=True)
    return gone


def restore(copy: Path, url: str, now: datetime, *, replace: bool = False) -> Path | None:
    """Puts a copy in the ledger's place, which must be free; with `replace` what is there is set
    aside first. Returns where that is now, None where nothing was there.

    Raises StoreError where the copy is not whole, where something is there that may not be
    replaced, and where somebody uses it.
    """
    look_at(copy)
    target = _file_of(url, must_be=False)
    refuse_unopenable(url)
    if target.exists() and not replace:
        raise StoreError(
            f"{target} exists. Name another file with --database, or say --replace: what is there "
            "is then kept under another name."
        )
    unfinished = target.with_name(f"{target.name}.part")
    try:
        with _told(target.parent):
            unfinished.touch(mode=0o600)
        _copy(copy, unfinished)
        look_at(unfinished)
        with _told(target.parent):
            _to_disk(unfinished)
            aside = _set_aside(target, now)
            unfinished.replace(target)
            _to_disk(target.parent)
    finally:
        for name in (unfinished, *_companions(unfinished)):
            with suppress(OSError):
                name.unlink()
    return aside


def look_at(copy: Path) -> None:
    """Raises StoreError unless the file is a whole ledger that this release can read."""
    if not copy.is_file():
        raise StoreError(f"{copy} is no file. Name a copy that `looseends backup` made.")
    with mended(str(copy)), closing(sqlite3.connect(_uri(copy, "mode=ro"), uri=True)) as ledger:
        if ledger.execute("PRAGMA application_id").fetchone() != (APPLICATION_ID,):
            raise StoreError(f"{copy} is no ledger. Name a copy that `looseends backup` made.")
        (fault,) = ledger.execute("PRAGMA integrity_check(1)").fetchone()
        if fault != "ok":
            raise StoreError(f"{copy} is damaged: {fault}. Name an older copy.")
        (revision,) = ledger.execute("SELECT version_num FROM alembic_version").fetchone()
        if revision > REVISION:
            raise SchemaTooNew(f"{copy} was written by a newer release. Install that one.")


def _copy(source: Path, target: Path) -> None:
    with (
        mended(str(source)),
        closing(sqlite3.connect(_uri(source, "mode=ro"), uri=True)) as ledger,
        closing(sqlite3.connect(target)) as copy,
    ):
        ledger.backup(copy, pages=_AT_ONCE, sleep=_TURN)
        # A copy is one file: nothing of it may wait in another.
        copy.execute("PRAGMA journal_mode = DELETE")


def _set_aside(target: Path, now: datetime) -> Path | None:
    """Renames what stands there, whole, once nobody uses it any more."""
    if not target.exists():
        return None
    with mended(str(target)), closing(sqlite3.connect(target, timeout=1)) as ledger:
        try:
            # Only whoever is alone may leave the log; what is in it goes into the file then.
            ledger.execute("PRAGMA journal_mode = DELETE")
        except sqlite3.OperationalError as error:
            if "locked" not in str(error):
                raise
            raise StoreError(f"{target} is in use. Stop `looseends run` first.") from error
        except sqlite3.DatabaseError:
            pass  # damaged: one more reason to replace it
    aside = target.with_name(f"{target.stem}.replaced-{now.astimezone(UTC):{_STAMP}}.db")
    for name, new in zip((target, *_companions(target)), (aside, *_companions(aside)), strict=True):
        if name.exists():
            name.rename(new)
    return aside


def _file_of(url: str, *, must_be: bool = True) -> Path:
    file = database_file(url)
    if file is None:
        raise StoreError("This database is no file: copy it with the tools of its engine.")
    if must_be and not file.exists():
        raise StoreError(f"{file} is not there: there is nothing to copy yet.")
    return file


def _companions(file: Path) -> list[Path]:
    return [file.with_name(f"{file.name}{end}") for end in _BESIDE]


def _uri(file: Path, how: str) -> str:
    return f"{file.absolute().as_uri()}?{how}"


def _to_disk(path: Path) -> None:
    """Waits until the file, or the names in the folder, are on the disk."""
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


@contextmanager
def _told(folder: Path) -> Generator[None]:
    """Turns what the file system refuses into a StoreError with the remedy."""
    try:
        yield
    except OSError as error:
        reason = error.strerror or str(error)
        raise StoreError(
            f"{folder}: {reason}. Check its permissions and the room on the disk, or name another "
            "folder."
        ) from error
