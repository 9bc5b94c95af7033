"""What only SQLite needs: its switches, its transactions, and a look at whose file it is."""

import sqlite3

from sqlalchemy import Connection, Engine, PoolProxiedConnection, event, text
from sqlalchemy.dialects import registry
from sqlalchemy.dialects.sqlite.pysqlite import SQLiteDialect_pysqlite
from sqlalchemy.engine.interfaces import DBAPIConnection

from bot.errors import StoreError
from bot.store.schema import APPLICATION_ID

NAME = "sqlite"

DRIVER = "looseends"
"""By what name SQLAlchemy finds our `Dialect`."""

WRITES = "looseends_writes"
"""Told of a connection whose transactions write (`Connection.info`)."""

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


class Dialect(SQLiteDialect_pysqlite):
    """SQLAlchemy's own, but that writers queue before they read.

    The driver's own transactions begin at the first write, too late for a writer that decides by
    what it reads. An event could say that too, but where there is one, each statement takes a third
    longer: https://docs.sqlalchemy.org/en/20/dialects/sqlite.html#pysqlite-serializable
    """

    supports_statement_cache = True

    def do_begin(self, dbapi_connection: PoolProxiedConnection) -> None:
        cursor = dbapi_connection.cursor()
        cursor.execute("BEGIN IMMEDIATE" if WRITES in dbapi_connection.info else "BEGIN")
        cursor.close()


registry.register(f"{NAME}.{DRIVER}", __name__, Dialect.__name__)


def configure(engine: Engine) -> None:
    """Sets the switches on every connection."""

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
