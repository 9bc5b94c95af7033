"""Lets what waits for the database run in threads of its own, so that the event loop goes on."""

import asyncio
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import ParamSpec, TypeVar

from bot.store.faults import mended

_P = ParamSpec("_P")
_Result = TypeVar("_Result")


class Lane:
    """So many threads for one database. With one thread, calls run in the order in which they come.

    A call is one hop to a thread and back, however many statements it runs: a hop takes about as
    long as a statement. `name` is the database's, for what goes wrong.
    """

    def __init__(self, name: str, threads: int) -> None:
        self._name = name
        self._pool = ThreadPoolExecutor(threads, thread_name_prefix="store")

    async def run(
        self, work: Callable[_P, _Result], *args: _P.args, **kwargs: _P.kwargs
    ) -> _Result:
        """What the work returns. Once begun it runs to its end, even if nobody waits any more.

        Raises StoreError where a person can mend what is wrong with the database.
        """

        def mending() -> _Result:
            with mended(self._name):
                return work(*args, **kwargs)

        return await asyncio.get_running_loop().run_in_executor(self._pool, mending)

    async def finish(
        self, work: Callable[_P, _Result], *args: _P.args, **kwargs: _P.kwargs
    ) -> _Result:
        """The same, also where the caller is being cancelled."""
        return await asyncio.shield(self.run(work, *args, **kwargs))

    def close(self) -> None:
        """Waits for what runs. Nothing can be run any more."""
        self._pool.shutdown()
