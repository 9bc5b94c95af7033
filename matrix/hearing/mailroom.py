"""Letters, room by room, in the order in which they came: taken in, answered, and then let go."""

import asyncio
from collections import deque
from typing import Final, Protocol

from bot import logs
from bot.errors import StoreError
from bot.model import Arrival, Letter, Platform
from matrix.hearing.clerk import Reading
from matrix.house import House
from matrix.wire import Refused, Unreachable

_AT_HAND: Final = 5_000
"""Letters in memory; more of them wait at the desk."""
_PORTION: Final = 2_500
_TOGETHER: Final = 500
"""Letters of one room that are taken in together."""
_TRIES: Final = 3
_PASSING: Final = (StoreError, Unreachable)


class Reader(Protocol):
    """`clerk.Clerk`, as the mailroom uses it."""

    async def read(self, letter: Letter) -> Reading:
        """What to do about a letter. Raises Refused or Unreachable, and StoreError."""
        ...


class Mailroom:
    """Hands out the letters: each room has its own line, so that a slow one blocks no other."""

    def __init__(self, house: House, clerk: Reader) -> None:
        self._house, self._clerk = house, clerk
        self._lines: dict[str, deque[Letter]] = {}
        self._new = asyncio.Event()
        self._last = 0

    def wake(self) -> None:
        """There may be another letter."""
        self._new.set()

    async def run(self) -> None:
        """Hands out letters until it is cancelled."""
        async with asyncio.TaskGroup() as tasks:
            while True:
                self._new.clear()
                try:
                    is_all = await self._fetch(tasks)
                except StoreError as error:
                    logs.fault("letters-unreadable", error)
                    await asyncio.sleep(self._house.pace.longest_pause)
                    continue
                if is_all:
                    await self._new.wait()

    async def _fetch(self, tasks: asyncio.TaskGroup) -> bool:
        """Puts the next letters in line; whether there are no more that fit."""
        if sum(map(len, self._lines.values())) >= _AT_HAND:
            await asyncio.sleep(self._house.pace.first_pause)
            return False
        found = await self._house.desk.waiting(Platform.MATRIX, self._last, _PORTION)
        for row, letter in found:
            self._last = row
            line = self._lines.get(letter.channel)
            if line is None:
                line = self._lines[letter.channel] = deque()
                tasks.create_task(self._serve(letter.channel, line))
            line.append(letter)
        return len(found) < _PORTION

    async def _serve(self, room: str, line: deque[Letter]) -> None:
        """Works off the line of a room, and goes when it is empty."""
        while line:
            some = [line[place] for place in range(min(len(line), _TOGETHER))]
            await self._take(some)
            for _ in some:
                line.popleft()
        del self._lines[room]

    async def _take(self, letters: list[Letter]) -> None:
        """Takes in letters; where that is a fault, those that can be. Waits out what passes."""
        pause, tried = self._house.pace.first_pause, 0
        while True:
            try:
                await self._take_in(letters)
            except (*_PASSING, Refused) as error:
                logs.fault("letters-wait", error, pause=pause)
                tried += isinstance(error, Refused) and error.is_final
            except Exception as error:  # noqa: BLE001  (one letter must not stop those behind it)
                logs.fault("letter-failed", error)
                tried += 1
            else:
                return
            if tried and len(letters) > 1:
                for letter in letters:
                    await self._take([letter])
                return
            if tried >= _TRIES:
                self._house.meters.set_aside.inc()
                await self._house.desk.answered(letters)
                return
            await asyncio.sleep(pause)
            pause = min(2 * pause, self._house.pace.longest_pause)

    async def _take_in(self, letters: list[Letter]) -> None:
        arrivals: list[Arrival] = []
        for letter in letters:
            reading = await self._clerk.read(letter)
            arrivals += reading.arrivals
            if reading.ask is not None:
                await self._offer(arrivals)
                arrivals = []
                await reading.ask()
        await self._offer(arrivals)
        await self._house.desk.answered(letters)

    async def _offer(self, arrivals: list[Arrival]) -> None:
        """Returns when they are in the ledger."""
        if not arrivals:
            return
        while not await self._house.intake.offer(*arrivals):  # noqa: ASYNC110  (it tells nobody)
            await asyncio.sleep(self._house.pace.first_pause)
        await self._house.intake.settled()
