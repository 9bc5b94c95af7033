"""The Matrix edge under load: `python -m benchmarks.matrix MESSAGES` -> JSON.

A recorded sync of so many messages in twenty rooms goes the whole way, from the server's bytes to
the ledger; beside it the same messages are imported, in the same process: what is more than that is
the edge's own cost. `python -m benchmarks.matrix --real MESSAGES` lets a real homeserver deliver
them as fast as it can.
"""

import asyncio
import json
import sys
from collections.abc import AsyncGenerator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import asynccontextmanager
from dataclasses import asdict, dataclass
from itertools import islice
from pathlib import Path
from tempfile import TemporaryDirectory
from time import perf_counter, process_time
from typing import Any

from pydantic import SecretStr

from benchmarks.chat import lines
from bot.extraction.rules_extractor import RulesExtractor
from bot.importers.matrix_shapes import Content, Event
from bot.ingest import Ingest
from bot.ingest.intake import Intake
from bot.meters import Meters
from bot.model import Arrival, Gap
from bot.settings import MatrixSettings
from bot.store import Store, open_store
from matrix import edge
from matrix.hearing.letters import BEGINNING
from matrix.hearing.listener import SINCE
from matrix.house import House
from matrix.rooms.room import Room, facts
from matrix.values import channel_ref, posted
from matrix.wire import Json, Wire
from tests.matrix.synapse import Synapse, installed

ME = "@ends:example.org"
_LEVELS: Json = {"type": "m.room.power_levels", "state_key": "", "content": {}}
_TOGETHER = 1_000
"""Messages of one transaction of an import."""


@dataclass(frozen=True, slots=True)
class Cost:
    """What some messages took, in seconds: by the clock, and of a processor."""

    messages: int
    seconds: float
    cpu_seconds: float


class Recorded(Wire):
    """A server whose one sync was recorded."""

    def __init__(self, sync: bytes, rooms: dict[str, list[Json]]) -> None:
        super().__init__("")
        self._sync, self._rooms, self._is_told = sync, rooms, False

    async def once(self, *path: str, **query: str) -> Json:
        if self._is_told:
            await asyncio.Event().wait()
        self._is_told = True
        return json.loads(self._sync)

    async def get_list(self, *path: str) -> list[Json]:
        return self._rooms[path[1]]


def recorded(messages: int) -> tuple[bytes, dict[str, list[Json]]]:
    """A sync of so many messages, as the server writes it, and the state of its rooms."""
    talk: dict[str, list[Json]] = {}
    rooms: dict[str, list[Json]] = {}
    for n, line in enumerate(islice(lines(messages), messages)):
        said = json.loads(line)
        room, sender = f"!{said['channel']}:example.org", f"@{said['author']}:example.org"
        content: Json = {"msgtype": "m.text", "body": said["text"], "m.mentions": {}}
        if "reply_to" in said:
            content["m.relates_to"] = {"m.in_reply_to": {"event_id": f"${said['reply_to']}"}}
        talk.setdefault(room, []).append(
            {
                "type": "m.room.message",
                "event_id": f"${said['id']}",
                "sender": sender,
                "origin_server_ts": 1_780_000_000_000 + 1_000 * n,
                "content": content,
                "unsigned": {"age": 100, "membership": "join"},
            }
        )
        rooms.setdefault(room, [_member(ME), _LEVELS])
    timelines = {
        room: {"timeline": {"events": events, "limited": False, "prev_batch": "t0"}}
        for room, events in talk.items()
    }
    return json.dumps({"next_batch": "s1", "rooms": {"join": timelines}}).encode(), rooms


def _member(person: str) -> Json:
    content = {"membership": "join"}
    return {"type": "m.room.member", "state_key": person, "sender": person, "content": content}


async def heard(folder: Path, sync: bytes, rooms: dict[str, list[Json]], messages: int) -> Cost:
    """The sync, from its bytes to the ledger."""
    async with open_store(f"sqlite+aiosqlite:///{folder / 'heard.db'}") as store:
        known = [Gap(channel_ref(ME, room), BEGINNING, BEGINNING) for room in rooms]
        await store.desk.accept([], notes=known, keepsakes={f"{SINCE}:{ME}": "s0"})
        meters = Meters()
        house = _house(store, MatrixSettings(), meters)
        start, cpu = perf_counter(), process_time()
        work = [house.intake, *edge._parts(house, Recorded(sync, rooms), ME, None)]
        tasks = [asyncio.ensure_future(part.run()) for part in work]
        await _taken_in(meters, messages)
        cost = Cost(messages, perf_counter() - start, process_time() - cpu)
        await _ended(tasks)
    return cost


async def imported(folder: Path, sync: bytes, rooms: dict[str, list[Json]]) -> Cost:
    """The same messages, handed to the ledger as an import hands them over."""
    arrivals: list[Arrival] = []
    for id_, told in json.loads(sync)["rooms"]["join"].items():
        room = Room(id_, facts(rooms[id_]))
        events = [Event.model_validate(each) for each in told["timeline"]["events"]]
        arrivals += [posted(e, Content.model_validate(e.content), ME, room) for e in events]
    async with open_store(f"sqlite+aiosqlite:///{folder / 'imported.db'}") as store:
        ingest = Ingest(store, RulesExtractor())
        start, cpu = perf_counter(), process_time()
        for place in range(0, len(arrivals), _TOGETHER):
            await ingest.ingest(arrivals[place : place + _TOGETHER])
        return Cost(len(arrivals), perf_counter() - start, process_time() - cpu)


async def delivered(folder: Path, messages: int) -> dict[str, float]:
    """Messages that a real homeserver delivers as fast as it can: how many a second, how far the
    ledger was behind when the last was sent, and what a message took of a processor.
    """
    server = Synapse(installed(), folder)
    server.start()
    try:
        mira, bot = server.register("mira"), server.register("ends")
        room = mira.create("load", bot.id)
        bot.join(room)
        settings = MatrixSettings(homeserver=server.url, token=SecretStr(bot.token))
        async with _listening(folder, settings) as meters:
            texts = [json.loads(line)["text"] for line in islice(lines(messages), messages)]
            start, cpu = perf_counter(), process_time()
            with ThreadPoolExecutor(10) as hands:
                saying = [hands.submit(mira.say, room, text) for text in texts]
                await asyncio.to_thread(lambda: [each.result() for each in saying])
            sent, cpu_of_both = perf_counter(), process_time()
            await _taken_in(meters, messages)
            behind = perf_counter() - sent
    finally:
        server.close()
    return {
        "messages": messages,
        "rate": messages / (sent - start),
        "behind": behind,
        "cpu_seconds": cpu_of_both - cpu,
    }


@asynccontextmanager
async def _listening(folder: Path, settings: MatrixSettings) -> AsyncGenerator[Meters]:
    async with open_store(f"sqlite+aiosqlite:///{folder / 'live.db'}") as store:
        meters = Meters()
        house = _house(store, settings, meters)
        tasks = [asyncio.ensure_future(w) for w in (house.intake.run(), edge.serve(house))]
        while not meters.is_connected():  # noqa: ASYNC110  (a meter tells nobody)
            await asyncio.sleep(0.05)
        yield meters
        await _ended(tasks)


def _house(store: Store, settings: MatrixSettings, meters: Meters) -> House:
    ingest = Ingest(store, RulesExtractor())
    return House(
        settings=settings,
        ledger=store,
        recorder=ingest,
        intake=Intake(ingest, meters),
        coverage=store,
        desk=store.desk,
        keepsakes=store,
        meters=meters,
    )


async def _taken_in(meters: Meters, messages: int) -> None:
    while (meters.registry.get_sample_value("looseends_arrivals_total") or 0) < messages:  # noqa: ASYNC110
        await asyncio.sleep(0.005)


async def _ended(tasks: Sequence[asyncio.Future[Any]]) -> None:
    for task in tasks:
        task.cancel()
    await asyncio.gather(*tasks, return_exceptions=True)


async def _measured(messages: int) -> dict[str, Any]:
    sync, rooms = recorded(messages)
    with TemporaryDirectory() as folder:
        by_import = await imported(Path(folder), sync, rooms)
        by_sync = await heard(Path(folder), sync, rooms, messages)
    return {"sync": asdict(by_sync), "import": asdict(by_import)}


def main() -> None:
    *how, messages = sys.argv[1:]
    if how == ["--real"]:
        with TemporaryDirectory() as folder:
            print(json.dumps(asyncio.run(delivered(Path(folder), int(messages)))))
    else:
        print(json.dumps(asyncio.run(_measured(int(messages)))))


if __name__ == "__main__":
    main()
