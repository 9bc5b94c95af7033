"""How long live messages take: `python -m benchmarks.live DATABASE MESSAGES` -> JSON.

First one after the other into one busy channel, then RATE a second, all channels mixed, by way of
the queue that edges use. In a process of its own, with the collector as `looseends run` has it.
"""

import asyncio
import json
import sys
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from itertools import islice
from pathlib import Path
from time import perf_counter, process_time

from benchmarks.chat import lines
from bot.extraction.rules_extractor import RulesExtractor
from bot.ingest import Ingest, Receipt
from bot.ingest.intake import Intake
from bot.meters import Meters
from bot.model import (
    Arrival,
    Author,
    AuthorId,
    Channel,
    Message,
    MessageId,
    MessageRef,
    Posted,
)
from bot.store import open_store

BUSY = "room-3"
RATE = 200
ENOUGH = 100_000
"""Messages to come, at least."""


@dataclass(slots=True)
class Recorder:
    """Takes in what the queue hands over, and notes how long each arrival was on its way."""

    ingest_: Ingest
    offered: dict[int, float] = field(default_factory=dict[int, float])
    took: list[float] = field(default_factory=list[float])

    async def ingest(self, arrivals: Sequence[Arrival]) -> Receipt:
        receipt = await self.ingest_.ingest(arrivals)
        now = perf_counter()
        self.took += [now - self.offered.pop(id(arrival)) for arrival in arrivals]
        return receipt


def _coming(channels: dict[str, Channel], held: int) -> Iterator[Posted]:
    """The talk that goes on after the `held` messages of the ledger."""
    for line in islice(lines(2 * held + ENOUGH), held, None):
        said = json.loads(line)
        channel, author = channels[said["channel"]], said["author"]
        replied = said.get("reply_to")
        yield Posted(
            channel,
            Message(
                MessageRef(channel.ref, MessageId(said["id"])),
                Author(AuthorId(author), author),
                datetime.fromisoformat(said["at"]),
                said["text"],
                reply_to=replied and MessageId(replied),
            ),
        )


async def _one_by_one(ingest: Ingest, arrivals: Sequence[Posted]) -> dict[str, list[float]]:
    wall, cpu = list[float](), list[float]()
    for arrival in arrivals:
        start, used = perf_counter(), process_time()
        await ingest.ingest([arrival])
        wall.append(perf_counter() - start)
        cpu.append(process_time() - used)
    return {
        "one message into a busy channel": _percentiles(wall),
        "... CPU alone": _percentiles(cpu),
    }


async def _paced(ingest: Ingest, arrivals: Sequence[Posted]) -> list[float]:
    recorder = Recorder(ingest)
    intake = Intake(recorder, Meters())
    taking = asyncio.ensure_future(intake.run())
    start = perf_counter()
    for number, arrival in enumerate(arrivals):
        await asyncio.sleep(max(0, start + number / RATE - perf_counter()))
        recorder.offered[id(arrival)] = perf_counter()
        await intake.offer(arrival)
    await intake.settled()
    taking.cancel()
    return _percentiles(recorder.took)


def _percentiles(took: list[float]) -> list[float]:
    took.sort()
    return [took[len(took) // 2], took[len(took) * 99 // 100]]


async def measure(database: Path, messages: int) -> dict[str, object]:
    """What the ledger holds, and p50 and p99 in seconds by how messages came."""
    async with open_store(f"sqlite+aiosqlite:///{database}") as store:
        held = (await store.coverage()).messages
        channels = {channel.name: channel for channel in await store.channels()}
        ingest = Ingest(store, RulesExtractor())
        coming = _coming(channels, held)
        busy = [next(c for c in coming if c.channel.name == BUSY) for _ in range(messages + 20)]
        await _one_by_one(ingest, busy[:20])
        took: dict[str, object] = dict(await _one_by_one(ingest, busy[20:]))
        mixed = [next(coming) for _ in range(10 * messages)]
        took[f"{RATE} messages/s into all channels"] = await _paced(ingest, mixed)
    return {"messages": held, "took": took}


if __name__ == "__main__":
    print(json.dumps(asyncio.run(measure(Path(sys.argv[1]).absolute(), int(sys.argv[2])))))
