"""Who does the pure work: this process, or for much of it a few others.

What is derived does not depend on who did it.
"""

import asyncio
import os
import signal
from collections.abc import Callable, Sequence
from concurrent.futures import ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from functools import partial
from multiprocessing import get_context, parent_process
from threading import Thread
from typing import Any, Final, Self, TypeVar

from bot.ingest.collector import be_patient
from bot.ingest.packing import packed, unpacked

_Part = TypeVar("_Part")
_Result = TypeVar("_Result")

_MOST: Final = 3
"""Processes, each some 100 MB: more would only wait for the one that writes."""
_HIRED_FROM: Final = 4_000
"""Messages in one piece of work for which it pays to start processes."""
_SENT_FROM: Final = 500
"""Messages for which it pays to send work to them, once they are there."""


class OwnHands:
    """This process alone."""

    async def spread(
        self, work: Callable[[_Part], _Result], parts: Sequence[_Part], size: int
    ) -> list[_Result]:
        return [work(part) for part in parts]


class Crew:
    """This process, and others on the other cores from the first large piece of work on.

    A context manager: at its end the others end. Where one of them dies, this process goes on
    alone.
    """

    def __init__(self, size: int | None = None) -> None:
        self._size = min(os.cpu_count() or 1, _MOST) if size is None else size
        self._pool: ProcessPoolExecutor | None = None

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        if self._pool is not None:
            self._pool.shutdown(cancel_futures=True)

    async def spread(
        self, work: Callable[[_Part], _Result], parts: Sequence[_Part], size: int
    ) -> list[_Result]:
        if self._size > 1 and len(parts) > 1 and size >= self._least():
            try:
                return await self._sent(work, parts)
            except BrokenProcessPool:
                self._size = 1
        return [work(part) for part in parts]

    def _least(self) -> int:
        return _HIRED_FROM if self._pool is None else _SENT_FROM

    async def _sent(
        self, work: Callable[[_Part], _Result], parts: Sequence[_Part]
    ) -> list[_Result]:
        if self._pool is None:
            self._pool = _hired(self._size)
        loop = asyncio.get_running_loop()
        done = [
            loop.run_in_executor(self._pool, partial(_done, work), packed(part)) for part in parts
        ]
        return [unpacked(result) for result in await asyncio.gather(*done)]


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
