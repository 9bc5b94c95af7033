"""The store: opens a database, brings it up to date, and gives it out for reading and writing."""

import asyncio
from collections.abc import AsyncGenerator, Collection
from contextlib import asynccontextmanager

from sqlalchemy import bindparam, make_url, select, update
from sqlalchemy.exc import ArgumentError
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine, create_async_engine

from bot.clock import Clock, utc_now
from bot.errors import ConfigurationError
from bot.model import (
    ChannelRef,
    ClaimPage,
    ClaimQuery,
    CommunityId,
    Coverage,
    ImportCursor,
    Link,
    Memory,
    MessageRef,
    Place,
    QuestionPage,
    QuestionQuery,
    Record,
    ThreadRecord,
    Turn,
)
from bot.store import questions, reading, recalling, schema, sqlite
from bot.store.directory import Directory
from bot.store.faults import mended
from bot.store.transaction import Transaction
from bot.store.upgrade import is_current, upgrade
from bot.store.writing import Writer

_AT_HAND = 8_000
_meta, _cursor = schema.meta.c, schema.import_cursor.c
# Locks out other writers on PostgreSQL; SQLite's own lock is taken when the transaction begins.
_GENERATION = select(_meta.value).where(_meta.key == "generation")
_OWN_GENERATION = _GENERATION.with_for_update()
_COUNT = update(schema.meta).where(_meta.key == "generation").values(value=bindparam("new_value"))
_CURSOR = select(schema.import_cursor).where(_cursor.source == bindparam("archive"))


class Store:
    """A ledger in a database. Made by `open_store`; to be closed."""

    def __init__(self, engine: AsyncEngine, name: str, clock: Clock) -> None:
        self._engine = engine
        self._name = name
        self._clock = clock
        self._lock = asyncio.Lock()
        self._directory = Directory()
        self._turns: dict[int, Turn] = {}
        self._links: dict[int, tuple[Link, ...]] = {}
        self._seen = -1

    async def close(self) -> None:
        await self._engine.dispose()

    async def migrate(self) -> None:
        """Brings the schema up to date. Raises SchemaTooNew, or StoreError."""
        async with self._connected() as connection:
            if await connection.run_sync(is_current, self._name):
                return
        async with self._connected(writes=True) as connection:
            await connection.run_sync(upgrade, self._name)
            await connection.commit()
        # A new file gets its switches when it is opened again.
        await self._engine.dispose()

    async def recall(self, messages: Collection[MessageRef], marks: Collection[str]) -> Memory:
        async with self._lock, self._connected() as connection:
            generation = int((await connection.execute(_GENERATION)).scalar_one())
            self._doubt(generation)
            return await recalling.recall(connection, self._directory, generation, messages, marks)

    @asynccontextmanager
    async def writing(self, rules: str) -> AsyncGenerator[Writer]:
        async with self._lock, self._connected(writes=True) as connection:
            generation = int((await connection.execute(_OWN_GENERATION)).scalar_one())
            self._doubt(generation)
            try:
                yield Writer(
                    Transaction(
                        connection, generation, self._directory, self._turns, self._links, rules
                    )
                )
                await connection.execute(_COUNT, {"new_value": str(generation + 1)})
                await connection.commit()
            except BaseException:
                # What was learnt from rows that are not to be.
                self._seen = -1
                raise
            self._seen = generation + 1

    async def outdated(self, rules: str) -> dict[ChannelRef, int]:
        async with self._connected() as connection:
            return await recalling.outdated(connection, rules)

    async def page(self, channel: ChannelRef, after: Place | None, limit: int) -> list[Place]:
        async with self._connected() as connection:
            return await recalling.page(connection, channel, after, limit)

    async def cursor(self, source: str) -> ImportCursor | None:
        async with self._connected() as connection:
            found = (await connection.execute(_CURSOR, {"archive": source})).first()
        return None if found is None else ImportCursor(*found)

    async def questions(self, query: QuestionQuery) -> QuestionPage:
        async with self._connected() as connection:
            return await questions.page(connection, query, self._clock())

    async def question(self, number: int, community: CommunityId | None = None) -> Record:
        async with self._connected() as connection:
            return await questions.one(connection, number, community)

    async def claims(self, query: ClaimQuery) -> ClaimPage:
        async with self._connected() as connection:
            return await reading.claims(connection, query)

    async def thread(self, channel: str, community: CommunityId | None = None) -> ThreadRecord:
        async with self._connected() as connection:
            return await reading.thread(connection, channel, community)

    async def coverage(self) -> Coverage:
        async with self._connected() as connection:
            return await reading.coverage(connection)

    def _doubt(self, generation: int) -> None:
        """Forgets what was learnt from rows that another program may have changed since."""
        if generation != self._seen:
            self._directory.clear()
            self._turns.clear()
            self._links.clear()
            self._seen = generation
        for at_hand in (self._turns, self._links):
            for row in list(at_hand)[:-_AT_HAND]:
                del at_hand[row]

    @asynccontextmanager
    async def _connected(self, *, writes: bool = False) -> AsyncGenerator[AsyncConnection]:
        with mended(self._name):
            async with self._engine.connect() as connection:
                await connection.execution_options(**{sqlite.WRITES: writes})
                yield connection


@asynccontextmanager
async def open_store(url: str, *, clock: Clock = utc_now) -> AsyncGenerator[Store]:
    """The store at a database URL, brought to the newest schema; a new file is made.

    Raises ConfigurationError where the URL is none, SchemaTooNew, or StoreError.
    """
    try:
        where = make_url(url)
        engine = create_async_engine(where)
    except (ArgumentError, ImportError) as error:
        raise ConfigurationError(f"This is no database that can be used: {error}") from error
    name = where.database or where.render_as_string()
    if engine.dialect.name == "sqlite":
        with mended(name):
            sqlite.look(name)
        sqlite.configure(engine.sync_engine)
    store = Store(engine, name, clock)
    try:
        await store.migrate()
        yield store
    finally:
        await store.close()
