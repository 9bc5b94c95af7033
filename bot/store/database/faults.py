"""Errors of the driver that a person can mend -> StoreError with the remedy. Bugs pass through."""

import sqlite3
from collections.abc import Generator
from contextlib import contextmanager

from sqlalchemy.exc import DatabaseError, OperationalError

from bot.errors import StoreError

_REMEDIES = (
    ("database or disk is full", "The disk is full. Make room and try again."),
    ("readonly database", "The database may only be read. Check its permissions and its folder's."),
    ("unable to open database file", "The file cannot be opened. Check that its folder exists."),
    ("database is locked", "Another program is writing to it. Try again in a moment."),
    (
        "disk i/o error",
        "The disk reports an error. Check its room, its health and the permissions.",
    ),
    ("malformed", "The file is damaged. Restore a copy, or import the archives into a new one."),
    ("not a database", "This is no SQLite database. Name another file."),
    ("no such module", "This Python's SQLite cannot search texts (FTS5). Use another build of it."),
    ("no such table", "It is not a ledger, or not a whole one. Name another file."),
)


@contextmanager
def mended(name: str) -> Generator[None]:
    """Turns what a person can mend into a StoreError that names the database and the remedy."""
    try:
        yield
    except (DatabaseError, sqlite3.DatabaseError) as error:
        problem = str(getattr(error, "orig", error))
        for sign, remedy in _REMEDIES:
            if sign in problem.lower():
                raise StoreError(f"{name}: {problem}. {remedy}") from error
        if isinstance(error, OperationalError | sqlite3.OperationalError):
            raise StoreError(f"{name}: {problem}.") from error
        raise
