"""Who does the pure work: this process, or for much of it a few others.

What is derived does not depend on who did it.
"""

import asyncio
import os
import signal
from collections import deque
from collections.abc import AsyncIterable, AsyncIterator, Callable
from concurrent.futures import ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from contextlib import suppress
from functools import partial
from multiprocessing import get_context, parent_process
from threading import Thread
from typing import Any, Final, Protocol, Self, TypeVar

from bot.ingest.collector import be_patient
from bot.ingest.live.deputy import Deputy
from bot.ingest.packing import packed, packed_lean, unpacked
from bot.ingest.stages import Stages
from bot.ports import Hands

_Part = TypeVar("_Part")
_Result = TypeVar("_Result")

_MOST: Final = 3
"""Processes, each some 50 MB: more would only wait for the one that writes."""
_HIRED_FROM: Final = 4_000
"""Messages in one piece of work for which it pays to start processes."""
_SENT_FROM: Final = 500
"""Messages for which it pays to send work to them, once they are there."""


class Team(Hands, Protocol):
    """Hands, one of which may go on hearing channels by itself."""

    def deputy(self, stages: Stages) -> Deputy | None:
        """Somebody who hears channels in another process; None where there is nobody."""
        ...


class OwnHands:
    """This process alone."""

    def deputy(self, stages: Stages) -> Deputy | None:
        """Nobody."""
        return None

    async def spread(
        self, work: Callable[[_Part], _Result], parts: AsyncIterable[_Part], size: int
    ) -> AsyncIterator[_Result]:
        async for part in parts:
            yield work(part)


class Crew:
    """This process, and others on the other cores from the first large piece of work on.

    A context manager: at its end the others end. Where one of them dies, this process goes on
    alone.
    """

    def __init__(self, size: int | None = None) -> None:
        self._size = min(os.cpu_count() or 1, _MOST) if size is None else size
        self._pool: ProcessPoolExecutor | None = None
        self._deputies: list[Deputy] = []

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        if self._pool is not None:
            self._pool.shutdown(cancel_futures=True)
        for deputy in self._deputies:
            deputy.dismiss()

    def deputy(self, stages: Stages) -> Deputy | None:
        if self._size < 2:
            return None
        self._deputies.append(Deputy(stages))
        return self._deputies[-1]

    async def spread(
        self, work: Callable[[_Part], _Result], parts: AsyncIterable[_Part], size: int
    ) -> AsyncIterator[_Result]:
        sent: deque[tuple[_Part, asyncio.Future[bytes] | None]] = deque()
        ahead = self._ahead(size)
        async for part in parts:
            sent.append((part, self._sent(work, part) if ahead else None))
            if len(sent) > ahead:
                yield await self._result(work, *sent.popleft())
        while sent:
            yield await self._result(work, *sent.popleft())

    def _ahead(self, size: int) -> int:
        """How many parts are under way while the result of one is taken: so many that nobody waits
        for this process, and no more, since all of them are in memory.
        """
        least = _HIRED_FROM if self._pool is None else _SENT_FROM
        return self._size + 1 if self._size > 1 and size >= least else 0

    def _sent(self, work: Callable[[_Part], _Result], part: _Part) -> asyncio.Future[bytes] | None:
        """What will come back; None where there is nobody left to do it."""
        if self._pool is None:
            self._pool = _hired(self._size)
        sent = None
        with suppress(BrokenProcessPool):
            loop = asyncio.get_running_loop()
            sent = loop.run_in_executor(self._pool, partial(_done, work), packed_lean(part))
        return sent

    async def _result(
        self, work: Callable[[_Part], _Result], part: _Part, sent: asyncio.Future[bytes] | None
    ) -> _Result:
        if sent is not None:
            with suppress(BrokenProcessPool):
                return unpacked(await sent)
            self._size = 1
        return work(part)


def _hired(size: int) -> ProcessPoolExecutor:
    # A fresh start, since a fork would copy the driver's threads in whatever state they are.
    return ProcessPoolExecutor(size, get_context("spawn"), _started)


def _started() -> None:
    """The process that hired this one decides when it ends, even by being killed."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    be_patient()
    Thread(target=_end_with_parent, daemon=True).start()


def _end_with_parent() -> None:  # pragma: no cover  (ends the process that would count it)
    if parent := parent_process():
        parent.join()
        os._exit(1)


def _done(work: Callable[[Any], object], part: bytes) -> bytes:
    return packed(work(unpacked(part)))
