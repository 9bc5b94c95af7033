"""Many hands do what one pair does."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import AsyncIterator, Callable, Iterable
from pathlib import Path

import pytest

from bot.extraction.rules_extractor import RulesExtractor
from bot.ingest import Ingest, Receipt
from bot.ingest.crew import Crew, OwnHands, Team
from bot.ingest.live.deputy import Away
from bot.ingest.stages import STAGES
from bot.model import ThreadRecord
from bot.ports import Hands
from bot.store import open_store
from tests.unit.ingest.live.desks import seated
from tests.unit.store.garden import JON, TESS, post, url

LARGE = 1_000_000
"""Messages: a size for which processes are started."""

BOSS = """
import asyncio, sys, time
sys.path.insert(0, sys.argv[1])
from bot.ingest.crew import Crew
from tests.unit.ingest.test_crew import LARGE, spread, who

async def main():
    print(*await spread(Crew(2), who, [0, 0], LARGE), flush=True)
    time.sleep(60)

if __name__ == "__main__":
    asyncio.run(main())
"""


async def spread(
    hands: Hands, work: Callable[[int], int], parts: Iterable[int], size: int
) -> list[int]:
    async def coming() -> AsyncIterator[int]:
        for part in parts:
            yield part

    return [result async for result in hands.spread(work, coming(), size)]


def doubled(number: int) -> int:
    return 2 * number


def who(_: int) -> int:
    return os.getpid()


def die(boss: int) -> int:
    if os.getpid() != boss:
        os.kill(os.getpid(), signal.SIGKILL)
    return boss


async def test_crew_gives_results_in_order_from_other_processes() -> None:
    with Crew(2) as crew:
        assert await spread(crew, doubled, range(9), LARGE) == [2 * n for n in range(9)]
        assert os.getpid() not in await spread(crew, who, [0, 0], LARGE)


async def test_crew_starts_nobody_for_little_work() -> None:
    with Crew(2) as crew:
        assert await spread(crew, who, [0, 0], 100) == [os.getpid()] * 2


async def test_work_is_done_alone_when_a_worker_dies() -> None:
    with Crew(2) as crew:
        assert await spread(crew, die, [os.getpid()] * 2, LARGE) == [os.getpid()] * 2
        assert await spread(crew, who, [0, 0], LARGE) == [os.getpid()] * 2


@pytest.mark.skipif(sys.platform == "win32", reason="there, nothing is killed by a signal")
def test_workers_end_when_their_boss_is_killed(tmp_path: Path) -> None:
    script = tmp_path / "boss.py"
    script.write_text(BOSS)
    with subprocess.Popen(  # noqa: S603  (our own interpreter, our own script)
        [sys.executable, script, Path.cwd()], stdout=subprocess.PIPE, text=True
    ) as boss:
        assert boss.stdout is not None
        workers = {int(pid) for pid in boss.stdout.readline().split()}
        boss.kill()
    deadline = time.monotonic() + 10
    while any(_lives(pid) for pid in workers) and time.monotonic() < deadline:
        time.sleep(0.05)

    assert workers
    assert not any(_lives(pid) for pid in workers)


def _lives(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    return True


async def _ledger(path: Path, hands: Team) -> tuple[Receipt, ThreadRecord]:
    talk = [
        post(
            f"{n:05}",
            f"Bo: how deep is bed {n % 97}?" if n % 23 == 0 else f"bed {n % 89} is {n % 13} deep",
            by=TESS if n % 3 else JON,
            reply_to=f"{n - 5:05}" if n % 31 == 6 else None,
        )
        for n in range(4_000)
    ]
    async with open_store(url(path)) as store:
        ingest = Ingest(store, RulesExtractor(hands), hands=hands)
        return await ingest.ingest(talk), await store.thread("beds")


async def test_ledger_is_the_same_whoever_derives_it(tmp_path: Path) -> None:
    alone = await _ledger(tmp_path / "alone.db", OwnHands())
    assert alone[0].questions > 100
    with Crew(2) as crew:
        assert await _ledger(tmp_path / "crew.db", crew) == alone


async def test_crew_of_one_has_no_deputy() -> None:
    with Crew(1) as alone:
        assert alone.deputy(STAGES) is None
    assert OwnHands().deputy(STAGES) is None


@pytest.mark.skipif(sys.platform == "win32", reason="there, nothing is killed by a signal")
async def test_deputy_of_a_crew_ends_with_it() -> None:
    with Crew(2) as crew:
        deputy = crew.deputy(STAGES)
        assert deputy is not None
        seated(deputy)
    with pytest.raises(Away):
        await deputy.links([])
