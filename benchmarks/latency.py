"""How long a page of questions takes: `python -m benchmarks.latency DATABASE TIMES` -> JSON.

In a process of its own, so that its peak memory is its own.
"""

import asyncio
import json
import resource
import sys
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from random import Random
from time import perf_counter

from benchmarks.clockwork import UNIT_OF_MAXRSS
from bot.ingest.collector import spare_what_stands
from bot.model import Order, QuestionQuery
from bot.store import Store, open_store

FIRST = "questions open"
RARELY = 10
"""The first page is asked for so many times as often as the others."""


def _draws(dice: Random) -> dict[str, Callable[[], QuestionQuery]]:
    """What people ask for."""
    plain = QuestionQuery()
    return {
        FIRST: lambda: plain,
        "... of one channel": lambda: replace(plain, channel=f"room-{dice.randrange(20)}"),
        "... newest first": lambda: replace(plain, order=Order.NEWEST),
        "... most asked first": lambda: replace(plain, order=Order.MOST_ASKED),
        "... one of the first ten pages": lambda: replace(plain, offset=20 * dice.randrange(10)),
        "... with words": lambda: replace(plain, text=f"greenhouse {dice.randrange(2, 40)}"),
    }


async def _percentiles(
    store: Store, draw: Callable[[], QuestionQuery], times: int
) -> tuple[float, float]:
    took: list[float] = []
    for _ in range(times):
        query = draw()
        start = perf_counter()
        await store.questions(query)
        took.append(perf_counter() - start)
    took.sort()
    return took[times // 2], took[times * 99 // 100]


async def measure(database: Path, times: int) -> dict[str, object]:
    """What the ledger holds, and p50 and p99 in seconds by what was asked."""
    async with open_store(f"sqlite+aiosqlite:///{database}") as store:
        spare_what_stands()  # as a bot does when it starts to listen
        asked = {
            name: await _percentiles(store, draw, times if name == FIRST else times // RARELY)
            for name, draw in _draws(Random(1)).items()
        }
        held = await store.coverage()
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * UNIT_OF_MAXRSS
    return {"messages": held.messages, "questions": held.questions, "peak": peak, "asked": asked}


if __name__ == "__main__":
    print(json.dumps(asyncio.run(measure(Path(sys.argv[1]).absolute(), int(sys.argv[2])))))
