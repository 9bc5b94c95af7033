"""A look at a database that changes nothing in it: whether it is whole and up to date."""

import os
from dataclasses import dataclass
from pathlib import Path

from sqlalchemy import Connection, make_url, text

from bot.errors import StoreError
from bot.store.database import sqlite
from bot.store.database.engine import opened
from bot.store.database.lane import Lane
from bot.store.database.upgrade import is_current, revision
from bot.store.schema import REVISION

_SOUND = "ok"


@dataclass(frozen=True, slots=True)
class Checkup:
    """What was found.

    `schema` is the version of the database, `newest` the one that this release knows. `fault` is
    the first thing that is broken in the file, in the engine's own words, "" where it is whole.
    """

    schema: str | None
    newest: str = REVISION
    fault: str = ""


def database_file(url: str) -> Path | None:
    """The file of a database, None where it is not in one."""
    where = make_url(url)
    in_file = where.get_backend_name() == sqlite.NAME
    return Path(where.database) if in_file and where.database else None


def refuse_unopenable(url: str) -> None:
    """Raises StoreError where a look at the file system tells that the database cannot be opened:
    it knows better than the driver what is wrong.
    """
    file = database_file(url)
    if file is None:
        return
    if not file.absolute().parent.is_dir():
        raise StoreError(f"{file}: its folder does not exist. Make it, or name another file.")
    if file.is_dir():
        raise StoreError(f"{file} is a folder. Name a file in it.")
    if file.exists() and not os.access(file, os.R_OK):
        raise StoreError(f"{file} cannot be read. Check its permissions.")


async def check_up(url: str, *, thorough: bool = False) -> Checkup:
    """Looks at the database; `thorough` compares indexes with tables too, at four times the time.

    Raises StoreError where it is none, or not ours.
    """
    refuse_unopenable(url)
    engine, name = opened(url)
    async with Lane(engine, name) as lane:
        return await lane.read(_look, name, thorough)


def _look(connection: Connection, name: str, thorough: bool) -> Checkup:
    if is_current(connection, name):
        return Checkup(REVISION, fault=_fault(connection, thorough))
    return Checkup(revision(connection))


def _fault(connection: Connection, thorough: bool) -> str:
    if connection.dialect.name != sqlite.NAME:
        return ""
    check = "PRAGMA integrity_check(1)" if thorough else "PRAGMA quick_check(1)"
    found = connection.execute(text(check)).scalar_one()
    return "" if found == _SOUND else str(found)
