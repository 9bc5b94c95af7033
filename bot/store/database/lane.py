"""Lets what waits for the database run in threads of its own, so that the event loop goes on."""

import asyncio
import sqlite3
from collections.abc import Callable
from contextlib import AsyncExitStack
from typing import Concatenate, ParamSpec, Self, TypeVar

import aiosqlite
from sqlalchemy import Connection, Engine

from bot.store.database.faults import mended
from bot.store.database.sqlite import WRITES

_P = ParamSpec("_P")
_Result = TypeVar("_Result")

_ROWS_AT_ONCE = 64
"""As aiosqlite has it; we never iterate over its own cursors."""


class Lane(aiosqlite.Connection):
    """A connection and the thread that works on it, where whole calls run, one after the other.

    aiosqlite hops to its thread and back for each statement, and a hop takes about as long as a
    statement. Here a call is one hop, however many statements it runs. SQLAlchemy runs them, on
    `connection`: only for what runs in the thread. `name` is the database's, for what goes wrong.
    """

    connection: Connection

    def __init__(self, engine: Engine, name: str, *, writes: bool = False) -> None:
        super().__init__(self._opened, _ROWS_AT_ONCE)
        self._engine = engine
        self._name = name
        self._writes = writes

    async def __aenter__(self) -> Self:
        try:
            await super().__aenter__()
        except BaseException:
            # Its thread was told to end, and says so to an event loop that must still be there.
            await asyncio.to_thread(self._thread.join)
            raise
        return self

    async def run(
        self, work: Callable[_P, _Result], *args: _P.args, **kwargs: _P.kwargs
    ) -> _Result:
        """What the work returns. Once begun it runs to its end, even if nobody waits any more.

        Raises StoreError where a person can mend what is wrong with the database.
        """

        def mending() -> _Result:
            with mended(self._name):
                return work(*args, **kwargs)

        return await self._execute(mending)  # pyright: ignore[reportUnknownMemberType]  (untyped in aiosqlite)

    async def finish(
        self, work: Callable[_P, _Result], *args: _P.args, **kwargs: _P.kwargs
    ) -> _Result:
        """The same, also where the caller is being cancelled."""
        return await asyncio.shield(self.run(work, *args, **kwargs))

    async def read(
        self,
        work: Callable[Concatenate[Connection, _P], _Result],
        *args: _P.args,
        **kwargs: _P.kwargs,
    ) -> _Result:
        """What the work finds, all of it in one state of the database."""

        def reading() -> _Result:
            try:
                return work(self.connection, *args, **kwargs)
            finally:
                self.connection.rollback()

        return await self.run(reading)

    async def close(self) -> None:
        """Waits for what runs. Nothing can be run any more."""
        if self._connection is not None:
            await self.run(self.connection.close)
        await super().close()

    def _opened(self) -> sqlite3.Connection:
        with mended(self._name):
            self.connection = self._engine.connect()
            if self._writes:
                self.connection.info[WRITES] = True
        driver = self.connection.connection.driver_connection
        assert isinstance(driver, sqlite3.Connection)  # noqa: S101  (tells the type checker)
        return driver


class Lanes:
    """Lanes for readers: opened when they are needed, so many at most; the others wait."""

    def __init__(self, engine: Engine, name: str, most: int) -> None:
        self._engine = engine
        self._name = name
        self._free: list[Lane] = []
        self._turns = asyncio.Semaphore(most)
        self._open = AsyncExitStack()

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(self, *_raised: object) -> None:
        await self._open.aclose()

    async def read(
        self,
        work: Callable[Concatenate[Connection, _P], _Result],
        *args: _P.args,
        **kwargs: _P.kwargs,
    ) -> _Result:
        """What the work finds, all of it in one state of the database."""
        async with self._turns:
            lane = self._free.pop() if self._free else await self._another()
            try:
                return await lane.read(work, *args, **kwargs)
            finally:
                self._free.append(lane)

    async def _another(self) -> Lane:
        return await self._open.enter_async_context(Lane(self._engine, self._name))
