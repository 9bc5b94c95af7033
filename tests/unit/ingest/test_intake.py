"""The queue between live edges and the write path."""

import asyncio
from collections.abc import AsyncGenerator, Awaitable, Callable, Sequence
from contextlib import asynccontextmanager, suppress
from datetime import timedelta

import pytest

from bot.errors import StoreError
from bot.ingest import Receipt
from bot.ingest import intake as module
from bot.ingest.intake import Intake
from bot.meters import Meters
from bot.model import Arrival, Pulse
from tests.unit.store.garden import NOON, post

POSTS = [post(str(n), f"bed {n}?") for n in range(9)]


class Scribe:
    """Writes down what it is handed; may fail at first, or at some arrivals always."""

    def __init__(self, *failures: Exception, poison: Sequence[Arrival] = ()) -> None:
        self.batches: list[list[Arrival]] = []
        self._failures = list(failures)
        self._poison = poison

    async def ingest(self, arrivals: Sequence[Arrival]) -> Receipt:
        await asyncio.sleep(0)
        if self._failures:
            raise self._failures.pop(0)
        if any(arrival in self._poison for arrival in arrivals):
            raise ZeroDivisionError
        self.batches.append(list(arrivals))
        return Receipt(new=len(arrivals))

    @property
    def written(self) -> list[Arrival]:
        return [arrival for batch in self.batches for arrival in batch]


@asynccontextmanager
async def running(intake: Intake) -> AsyncGenerator[None]:
    task = asyncio.ensure_future(intake.run())
    try:
        yield
    finally:
        task.cancel()
        with suppress(asyncio.CancelledError):
            await task


async def test_what_waits_is_taken_in_together_and_in_order() -> None:
    scribe = Scribe()
    intake = Intake(scribe, Meters(), together=4)
    for each in POSTS:
        assert await intake.offer(each)

    async with running(intake):
        await intake.settled()

    assert scribe.batches == [POSTS[:4], POSTS[4:8], POSTS[8:]]


class Prompted(Scribe):
    """Somebody offers more in the moment when all has been written."""

    def __init__(self, more: Callable[[], Awaitable[object]]) -> None:
        super().__init__()
        self._more = more

    async def ingest(self, arrivals: Sequence[Arrival]) -> Receipt:
        receipt = await super().ingest(arrivals)
        if len(self.batches) == 1:
            self.coming = asyncio.ensure_future(self._more())
        return receipt


async def test_cycles_are_looked_for_while_nobody_waits(monkeypatch: pytest.MonkeyPatch) -> None:
    looks = list[int]()
    scribe = Prompted(lambda: intake.offer(*POSTS[4:]))
    intake = Intake(scribe, Meters(), together=4)
    monkeypatch.setattr(module, "look_meanwhile", lambda: looks.append(len(scribe.written)))
    await intake.offer(*POSTS[:4])

    async with running(intake):
        await intake.settled()
        await scribe.coming
        await intake.settled()
        await asyncio.sleep(0.01)

    assert looks == [len(POSTS)]


async def test_full_queue_refuses_whole_offers_until_there_is_room() -> None:
    scribe, meters = Scribe(), Meters()
    intake = Intake(scribe, meters, capacity=2)

    assert await intake.offer(*POSTS[:2])
    assert intake.is_full
    assert not await intake.offer(*POSTS[2:5])
    async with running(intake):
        await intake.settled()
        assert await intake.offer(POSTS[5])
        await intake.settled()

    assert scribe.written == [*POSTS[:2], POSTS[5]]
    assert meters.registry.get_sample_value("looseends_refused_total") == 3


async def test_failing_database_is_tried_again_until_it_writes() -> None:
    scribe, meters = Scribe(StoreError("locked"), StoreError("locked")), Meters()
    intake = Intake(scribe, meters, first_pause=0.001)
    await intake.offer(*POSTS)

    async with running(intake):
        await intake.settled()

    assert scribe.batches == [POSTS]
    assert meters.registry.get_sample_value("looseends_store_retries_total") == 2


async def test_arrival_that_cannot_be_taken_in_is_set_aside_and_the_others_are_not() -> None:
    scribe, meters = Scribe(poison=POSTS[3:4]), Meters()
    intake = Intake(scribe, meters)
    await intake.offer(*POSTS)

    async with running(intake):
        await intake.settled()

    assert scribe.written == [*POSTS[:3], *POSTS[4:]]
    assert meters.registry.get_sample_value("looseends_set_aside_total") == 1
    assert meters.registry.get_sample_value("looseends_arrivals_total") == 8


async def test_settled_waits_only_for_what_was_offered_before() -> None:
    intake = Intake(Scribe(), Meters())

    await intake.settled()
    await intake.offer(POSTS[0])
    waiting = asyncio.ensure_future(intake.settled())
    await asyncio.sleep(0.01)
    assert not waiting.done()
    async with running(intake):
        await waiting


async def test_pulse_tells_what_waits_and_since_when_nothing_can_be_written() -> None:
    class Full(Scribe):
        async def ingest(self, arrivals: Sequence[Arrival]) -> Receipt:
            if self.is_full:
                failed.set()
                raise StoreError("disk full")
            return await super().ingest(arrivals)

        is_full = True

    failed, scribe = asyncio.Event(), Full()
    intake = Intake(scribe, Meters(), first_pause=0.001, clock=lambda: NOON)
    assert intake.pulse() == Pulse()
    await intake.offer(*POSTS)

    async with running(intake):
        await failed.wait()
        await asyncio.sleep(0.01)
        stuck = intake.pulse()
        scribe.is_full = False
        await intake.settled()

    assert (stuck.waiting, stuck.unwritable_since) == (len(POSTS), NOON)
    assert stuck.lag > timedelta(0)
    assert intake.pulse() == Pulse()
