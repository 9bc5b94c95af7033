"""A busy guild on the double: how soon an event stands in the ledger, and a command is answered.

The program listens in a process of its own. Its own meter tells how long arrivals waited, from the
event to the commit; the answer to a command is timed from outside.
"""

import asyncio
import json
import math
import os
import re
import sys
import time
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from socket import socket
from tempfile import TemporaryDirectory

import aiohttp

from benchmarks.chat import PEOPLE, lines
from tests.discord.double.acting import Stage, founded
from tests.discord.double.server import TOKEN, Double, started
from tests.discord.double.world import Person, Post, Room

GOAL = 0.05
"""Seconds in which an event should stand in the ledger."""
MANY, FEW = 20, 2
"""Rooms in which the talk goes on: in few of them, messages of one room are taken in together."""
_BUCKET = re.compile(r'^looseends_lag_seconds_bucket\{le="([^"]+)"\} (\S+)$', re.MULTILINE)


@dataclass(frozen=True)
class Busy:
    """What was measured, in seconds: bounds under which half and 99 of 100 arrivals stayed, and
    the share of those that were `in_time`.
    """

    messages: int
    usual: float
    late: float
    in_time: float
    answers: list[float]


async def busy(rate: int, seconds: int, rooms: int = MANY) -> Busy:
    """So many messages a second, for so long, in so many rooms; a command every second."""
    with TemporaryDirectory() as folder:
        async with started() as double:
            guild = await _guild(double, rooms)
            async with _running(double, Path(folder)) as port:
                await double.is_heard()
                await asyncio.sleep(2)
                answers = await _talk(guild, rate, seconds)
                await asyncio.sleep(2)
                async with aiohttp.ClientSession(f"http://127.0.0.1:{port}") as web:
                    metrics = await (await web.get("/metrics")).text()
    waited = _waited(metrics)
    bounds = _bound(waited, 0.5), _bound(waited, 0.99)
    return Busy(rate * seconds, *bounds, waited[GOAL] / waited[math.inf], answers)


@dataclass(frozen=True)
class _Guild:
    """Where people talk, by name of person and of room."""

    stage: Stage
    people: dict[str, Person]
    rooms: dict[str, Room]


async def _guild(double: Double, rooms: int) -> _Guild:
    people = {name: Person(name) for name in PEOPLE}
    stage = founded(double, "Busy", *people.values())
    names = [f"room-{n}" for n in range(rooms)]
    return _Guild(stage, people, {name: await stage.room(name) for name in names})


async def _talk(guild: _Guild, rate: int, seconds: int) -> list[float]:
    """How long each command waited that was given meanwhile."""
    posts: dict[str, Post] = {}
    answers: list[float] = []
    start = time.perf_counter()
    for n, line in enumerate(lines(rate * seconds, channels=len(guild.rooms))):
        said = json.loads(line)
        room, by = guild.rooms[said["channel"]], guild.people[said["author"]]
        above = posts.get(said.get("reply_to", ""))
        posts[said["id"]] = await guild.stage.post(room, by, said["text"], reply_to=above)
        if n % rate == rate // 2:
            answers.append(await _answered(guild.stage, by, room))
        await asyncio.sleep(max(0.0, start + n / rate - time.perf_counter()))
    return answers


async def _answered(stage: Stage, by: Person, room: Room) -> float:
    """How long somebody waits for the open questions."""
    double = stage.double
    before, start = len(double.answered), time.perf_counter()
    await stage.command(by, room, "questions", "open")
    while len(double.answered) < before + 2:
        await asyncio.sleep(0.001)
        if time.perf_counter() - start > 10:
            break
    return time.perf_counter() - start


@asynccontextmanager
async def _running(double: Double, folder: Path) -> AsyncGenerator[int]:
    with socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    variables = {"LOOSEENDS_DISCORD__TOKEN": TOKEN, "LOOSEENDS_HEALTH_PORT": str(port)}
    process = await asyncio.create_subprocess_exec(
        sys.executable,
        "-m",
        "tests.discord.wire.runner",
        double.rest,
        double.gateway,
        str(folder / "busy.db"),
        env={**os.environ, **variables},  # noqa: TID251  (what a process needs to start at all)
    )
    try:
        yield port
    finally:
        process.terminate()
        await process.wait()


def _waited(metrics: str) -> dict[float, float]:
    """How many arrivals stayed under each bound of the meter; the last one has none."""
    return {float(bound): float(count) for bound, count in _BUCKET.findall(metrics)}


def _bound(waited: dict[float, float], share: float) -> float:
    """The least bound under which that share of all arrivals stayed."""
    return next(bound for bound, count in waited.items() if count >= share * waited[math.inf])


def main() -> None:
    rate, seconds, *more = (int(word) for word in sys.argv[1:])
    found = asyncio.run(busy(rate, seconds, *more))
    answers = sorted(found.answers)
    lag = f"p50 < {found.usual * 1e3:.0f} ms, p99 < {found.late * 1e3:.0f} ms"
    print(f"{found.messages:,} messages at {rate}/s, from event to ledger: {lag}")
    print(f"{found.in_time:.2%} below {GOAL * 1e3:.0f} ms")
    print(f"{len(answers)} commands meanwhile: slowest {max(answers) * 1e3:.0f} ms")


if __name__ == "__main__":
    main()
