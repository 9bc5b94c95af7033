"""Killed in the middle of a call: nothing that waits is lost, nothing is read twice, and what the
call may have taken is in the books.
"""

import asyncio
import signal
import subprocess
import sys
import threading
from collections.abc import Sequence
from datetime import date
from pathlib import Path

from tests.unit.llm.double import Line
from tests.unit.llm.later.test_queue import ASKS, GRAFTING, PRUNING, UNCLEAR, bench, posted

READER = """
import asyncio, sys
from datetime import date
from pathlib import Path
sys.path.insert(0, sys.argv[2])
from tests.unit.llm.test_queue_killed import read
asyncio.run(read(Path(sys.argv[1])))
"""
_PATIENCE = 150.0
"""Seconds until the process is killed in any case."""


async def read(folder: Path) -> None:
    """Has one channel read, then waits for ever for an answer about the other."""
    answered: list[int] = []

    def script(lines: list[Line]) -> Sequence[Line]:
        if answered:
            print("asked", flush=True)  # noqa: T201  (the parent reads it)
            threading.Event().wait()
        answered.append(1)
        return ASKS(lines)  # pyright: ignore[reportReturnType]  (items, by this script)

    async with bench(folder, script) as here:
        await here.ingest.ingest(
            [posted(UNCLEAR, where=PRUNING), posted(f"{UNCLEAR} again", where=GRAFTING)]
        )
        await here.queue.drain()


def test_queue_goes_on_where_it_was_killed(tmp_path: Path) -> None:
    root = str(Path(__file__).parents[3])
    command = [sys.executable, "-c", READER, str(tmp_path), root]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as process:  # noqa: S603  (ourselves)
        assert process.stdout is not None
        in_any_case = threading.Timer(_PATIENCE, process.kill)
        in_any_case.start()
        told = process.stdout.readline()
        process.send_signal(signal.SIGKILL)
        in_any_case.cancel()

    assert told == "asked\n"
    asyncio.run(_goes_on(tmp_path))


async def _goes_on(folder: Path) -> None:
    async with bench(folder) as here:
        desk = here.store.model_desk
        before = await desk.backlog()
        assert (before.waiting, before.refined) == (1, 1)
        killed = await desk.spent(date.min)

        assert (await here.queue.drain()).read == 1

        after = await desk.backlog()
        assert (after.waiting, after.refined) == (0, 2)
        assert len(here.double.requests) == 1
        spent = await desk.spent(date.min)
        assert (killed.calls, spent.calls) == (2, 3)
        assert killed.usage.tokens > 460
        assert spent.usage.tokens == killed.usage.tokens + 460
