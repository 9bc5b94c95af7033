"""Whenever whoever posts digests is killed, and however many there are: each is posted once."""

import asyncio
from collections.abc import Awaitable, Callable
from datetime import timedelta
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Any, cast

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bot.digests.composing import Composer
from bot.digests.runner import LEASE, Digests
from bot.model import Occurrence, Outcome
from bot.store import Store
from tests.unit.digests.post_office import WEEKLY, Clock, Office, ask
from tests.unit.store.garden import ledger

if TYPE_CHECKING:
    from bot.digests.outbox import Outbox
    from bot.ports import DigestLog

STEPS = st.lists(
    st.tuples(
        st.sampled_from("ab"),
        st.integers(1, 14 * 60),  # minutes that pass
        st.none() | st.integers(0, 40),  # steps until the power fails
    ),
    min_size=3,
    max_size=7,
)


class Crash(Exception):
    """The program is killed."""


class Fused:
    """Does what another does, but is killed before or after one of the next steps."""

    def __init__(self, behind: object, fuse: list[int]) -> None:
        self._behind, self._fuse = behind, fuse

    def __getattr__(self, name: str) -> Any:  # noqa: ANN401  (whatever the other has)
        found = getattr(self._behind, name)
        if not asyncio.iscoroutinefunction(found):
            return found
        return self._stepping(found)

    def _stepping(self, work: Callable[..., Awaitable[object]]) -> Callable[..., Awaitable[object]]:
        async def step(*given: object, **named: object) -> object:
            self._burn()
            result = await work(*given, **named)
            self._burn()
            return result

        return step

    def _burn(self) -> None:
        if self._fuse:
            self._fuse[0] -= 1
            if self._fuse[0] < 0:
                raise Crash


async def looked(store: Store, clock: Clock, office: Office, me: str, power: int | None) -> None:
    """Somebody who was just started looks at the clock, and may be killed at it."""
    fuse = [] if power is None else [power]
    log = cast("DigestLog", Fused(store.digests, fuse))
    outbox = cast("Outbox", Fused(office, fuse))
    try:
        await Digests((WEEKLY,), Composer(store, log), clock, me).look(outbox)
    except Crash:
        return


async def lived_through(path: Path, steps: list[tuple[str, int, int | None]]) -> None:
    async with ledger(path) as (store, ingest):
        clock, office = Clock(), Office(size=1)
        await looked(store, clock, office, "a", None)
        for number, (who, minutes, power) in enumerate(steps):
            clock.now += timedelta(minutes=minutes)
            await ask(ingest, 2 * number + 1, clock.now)
            await ask(ingest, 2 * number + 2, clock.now)
            await looked(store, clock, office, f"{who}{number}", power)
        for last in range(3):
            clock.now += LEASE + timedelta(seconds=1)
            await looked(store, clock, office, f"c{last}", None)

        posted = [(parcel.occurrence, parcel.part) for parcel in office.parcels]
        assert len(posted) == len(set(posted))
        listed = [n for parcel in office.parcels for n in parcel.view.numbers]
        for parcel in office.parcels:
            assert parcel.occurrence.due.minute == 0
            assert parcel.occurrence.due.hour == 9
        of_one: dict[Occurrence, list[int]] = {p.occurrence: [] for p in office.parcels}
        for parcel in office.parcels:
            of_one[parcel.occurrence] += parcel.view.numbers
        assert all(len(numbers) == len(set(numbers)) for numbers in of_one.values())
        assert listed == [n for numbers in of_one.values() for n in numbers]
        runs = await store.digests.runs(WEEKLY.name)
        assert all(run.outcome is not Outcome.CLAIMED for run in runs)
        done = {run.occurrence for run in runs if run.outcome is Outcome.POSTED}
        assert done <= set(of_one)
        late = {run.occurrence for run in runs if run.outcome is Outcome.FAILED}
        assert set(of_one) <= done | late


@settings(
    max_examples=10,
    deadline=None,
    suppress_health_check=[HealthCheck.too_slow],
    derandomize=True,
)
@given(STEPS)
def test_each_is_posted_once_whenever_somebody_is_killed(
    steps: list[tuple[str, int, int | None]],
) -> None:
    with TemporaryDirectory() as folder:
        asyncio.run(lived_through(Path(folder) / "l.db", steps))
