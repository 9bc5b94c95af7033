"""What only SQLite needs: its switches, its transactions, and a look at whose file it is."""

import sqlite3

from sqlalchemy import Connection, Engine, event, text
from sqlalchemy.engine.interfaces import DBAPIConnection

from bot.errors import StoreError
from bot.store.schema import APPLICATION_ID

NAME = "sqlite"

WRITES = "looseends_writes"
"""Execution option of a connection whose transactions write."""

SWITCHES = (
    "PRAGMA foreign_keys = ON",
    "PRAGMA busy_timeout = 10000",
    # Commits survive a crash of the program; a power cut may undo the last ones, together with the
    # cursors that say how far was read, so that they are read again.
    "PRAGMA synchronous = NORMAL",
    # Deleted words are overwritten, not only forgotten.
    "PRAGMA secure_delete = ON",
    # What one large transaction took on the disk is given back.
    "PRAGMA journal_size_limit = 16000000",
    "PRAGMA temp_store = MEMORY",
    "PRAGMA cache_size = -8000",
)

_LOG_AHEAD = "PRAGMA journal_mode = WAL"
"""Stays in the file; so only for one that is known to be ours, and outside of transactions."""


def configure(engine: Engine) -> None:
    """Sets the switches on every connection, and makes writers queue before they read.

    The driver's own transactions begin at the first write, too late for a writer that decides by
    what it reads: https://docs.sqlalchemy.org/en/20/dialects/sqlite.html#pysqlite-serializable
    """

    @event.listens_for(engine, "connect")
    def connected(connection: DBAPIConnection, _record: object) -> None:
        connection.isolation_level = None
        cursor = connection.cursor()
        for switch in SWITCHES:
            cursor.execute(switch)
        cursor.execute("PRAGMA application_id")
        if cursor.fetchone() == (APPLICATION_ID,):
            cursor.execute(_LOG_AHEAD)
        cursor.close()

    @event.listens_for(engine, "begin")
    def begun(connection: Connection) -> None:
        writes = connection.get_execution_options().get(WRITES, False)
        connection.exec_driver_sql("BEGIN IMMEDIATE" if writes else "BEGIN")


def is_ours(connection: Connection, name: str) -> bool:
    """Whether the file is a ledger; False for an empty one. Raises StoreError for any other."""
    found = connection.execute(text("PRAGMA application_id")).scalar_one()
    if found == APPLICATION_ID:
        return True
    if found or connection.execute(text("SELECT count(*) FROM sqlite_master")).scalar_one():
        raise StoreError(
            f"{name}: this database belongs to another program. Name another file with --database."
        )
    return False


def claim(connection: Connection) -> None:
    """Marks an empty file as ours."""
    connection.execute(text(f"PRAGMA application_id = {APPLICATION_ID}"))


def empty_log(connection: Connection) -> bool:
    """Takes what stands in the log into the file, and empties the log: words that are gone from the
    one may still stand in the other. Whether that was done; somebody who reads may be in the way.
    To be called outside of a transaction.
    """
    driver = connection.connection.driver_connection
    if driver is None or connection.dialect.name != NAME:
        return True
    try:
        busy, *_ = driver.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()
    except sqlite3.OperationalError as error:
        if error.sqlite_errorcode != sqlite3.SQLITE_LOCKED:
            raise
        return False
    return not busy


def log_ahead(connection: Connection) -> None:
    """Lets readers go on while somebody writes. To be called outside of a transaction."""
    if driver := connection.connection.driver_connection:
        driver.execute(_LOG_AHEAD).close()
