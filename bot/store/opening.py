"""Opens a database, and brings it up to date."""

from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager

from sqlalchemy import Connection

from bot.clock import Clock, utc_now
from bot.store.database import sqlite
from bot.store.database.engine import opened
from bot.store.database.lane import Lane, Lanes
from bot.store.database.upgrade import is_current, upgrade
from bot.store.rooms import remember
from bot.store.store import Store

_READERS = 4


@asynccontextmanager
async def open_store(url: str, *, clock: Clock = utc_now) -> AsyncGenerator[Store]:
    """The store at a database URL, brought to the newest schema; a new file is made.

    Raises ConfigurationError where the URL is none, SchemaTooNew, or StoreError.
    """
    engine, name = opened(url)
    remember(engine)
    async with (
        Lane(engine, name, writes=True) as writer,
        Lanes(engine, name, _READERS) as readers,
    ):
        if not await readers.read(is_current, name):
            await writer.run(_upgrade, writer.connection, name)
        yield Store(writer, readers, clock)


def _upgrade(connection: Connection, name: str) -> None:
    upgrade(connection, name)
    connection.commit()
    sqlite.log_ahead(connection)
