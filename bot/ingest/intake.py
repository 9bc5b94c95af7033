"""The queue between live edges and the write path: what waits is taken in together."""

import asyncio
from collections import deque
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final, Protocol

from bot import logs
from bot.clock import Clock, utc_now
from bot.errors import StoreError
from bot.ingest.collector import look_meanwhile
from bot.ingest.receipt import Receipt
from bot.meters import Meters
from bot.model import Arrival, Pulse

_CAPACITY: Final = 20_000
"""Arrivals that may wait, each some 2 kB."""
_TOGETHER: Final = 500
"""Arrivals in one transaction, so that it takes well under a second."""
_FIRST_PAUSE: Final = 0.1
_LONGEST_PAUSE: Final = 10.0
"""Seconds between two tries to write."""


class Recorder(Protocol):
    """`ingest.Ingest`, as the intake uses it."""

    async def ingest(self, arrivals: Sequence[Arrival]) -> Receipt: ...


@dataclass(frozen=True, slots=True)
class _Waiting:
    arrival: Arrival
    since: float


class Intake:
    """Takes arrivals from edges, in order, and hands them to ingest in batches.

    Bounded: where the ledger cannot be written for long, `offer` refuses. What was accepted is kept
    until it is written. An arrival that ingest cannot take in at all is set aside.
    """

    def __init__(
        self,
        recorder: Recorder,
        meters: Meters,
        *,
        capacity: int = _CAPACITY,
        together: int = _TOGETHER,
        first_pause: float = _FIRST_PAUSE,
        clock: Clock = utc_now,
    ) -> None:
        self._recorder = recorder
        self._meters = meters
        self._capacity = capacity
        self._together = together
        self._first_pause = first_pause
        self._clock = clock
        self._unwritable_since: datetime | None = None
        self._queue: deque[_Waiting] = deque()
        self._moved = asyncio.Condition()
        self._offered = self._done = 0
        meters.waiting.set_function(lambda: len(self._queue))

    @property
    def is_full(self) -> bool:
        return len(self._queue) >= self._capacity

    def pulse(self) -> Pulse:
        """How it keeps up right now."""
        first = self._queue[0].since if self._queue else None
        lag = 0.0 if first is None else asyncio.get_running_loop().time() - first
        return Pulse(len(self._queue), timedelta(seconds=lag), self._unwritable_since)

    async def offer(self, *arrivals: Arrival) -> bool:
        """Accepts the arrivals, all of them or none: False where the queue is full."""
        if self.is_full:
            self._meters.refused.inc(len(arrivals))
            return False
        now = asyncio.get_running_loop().time()
        async with self._moved:
            self._queue.extend(_Waiting(arrival, now) for arrival in arrivals)
            self._offered += len(arrivals)
            self._moved.notify_all()
        return True

    async def settled(self) -> None:
        """Returns when all that was accepted up to now has been taken in, or set aside."""
        goal = self._offered
        async with self._moved:
            await self._moved.wait_for(lambda: self._done >= goal)

    async def run(self) -> None:
        """Takes in what waits, until it is cancelled."""
        while True:
            await asyncio.sleep(0)  # whoever has something offers it now
            if not self._queue:
                look_meanwhile()
            async with self._moved:
                await self._moved.wait_for(lambda: bool(self._queue))
            some = [self._queue[i] for i in range(min(len(self._queue), self._together))]
            await self._take_in([waiting.arrival for waiting in some])
            now = asyncio.get_running_loop().time()
            for waiting in some:
                self._queue.popleft()
                self._meters.lag.observe(now - waiting.since)
            async with self._moved:
                self._done += len(some)
                self._moved.notify_all()

    async def _take_in(self, arrivals: Sequence[Arrival]) -> None:
        """All of them in one transaction; where that is a fault, those that can be."""
        try:
            receipt = await self._written(arrivals)
        except Exception as error:  # noqa: BLE001  (a bug met by one arrival must not stop the others)
            if len(arrivals) > 1:
                middle = len(arrivals) // 2
                await self._take_in(arrivals[:middle])
                await self._take_in(arrivals[middle:])
            else:
                self._meters.set_aside.inc()
                kind = type(arrivals[0]).__name__
                logs.fault("arrival-set-aside", error, kind=kind)
        else:
            self._meters.arrivals.inc(len(arrivals) - len(receipt.set_aside))
            self._meters.set_aside.inc(len(receipt.set_aside))

    async def _written(self, arrivals: Sequence[Arrival]) -> Receipt:
        """The receipt, however long it takes until the database can be written."""
        pause = self._first_pause
        while True:
            try:
                receipt = await self._recorder.ingest(arrivals)
            except StoreError as error:
                self._unwritable_since = self._unwritable_since or self._clock()
                self._meters.retries.inc()
                logs.fault("store-unwritable", error, pause=pause)
                await asyncio.sleep(pause)
                pause = min(2 * pause, _LONGEST_PAUSE)
            else:
                self._unwritable_since = None
                return receipt
