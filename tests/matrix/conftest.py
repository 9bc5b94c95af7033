"""A whole house that listens to a real Synapse, over real sockets, on loopback alone."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from contextlib import asynccontextmanager, suppress
from pathlib import Path
from typing import Any

import pytest
from pydantic import SecretStr

from bot.clock import utc_now
from bot.digests.composing import Composer
from bot.digests.runner import Digests
from bot.digests.schedule import Schedule
from bot.extraction.rules_extractor import RulesExtractor
from bot.ingest import Ingest
from bot.ingest.intake import Intake
from bot.meters import Meters
from bot.model import ChannelId, CommunityId, Message, Platform, QuestionQuery, Record, State
from bot.settings import MatrixSettings
from bot.store import Store, open_store
from matrix import edge
from matrix.house import House, Keyring
from matrix.rooms.room import server_of
from matrix.wire import Pace
from tests.matrix.synapse import SERVER, Synapse, User, installed

SOON = 90.0
"""Seconds that anything may take on a busy machine; only what fails takes so long."""
_HANGING = 240
EVERYBODY = f"@*:{SERVER}"


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Sockets stay blocked, but for loopback, in this folder. A test that hangs fails; the clock
    starts when the homeserver stands, which bounds its own steps.
    """
    for item in items:
        if item.path.is_relative_to(Path(__file__).parent):
            item.add_marker(pytest.mark.allow_hosts(["127.0.0.1"]))
            item.add_marker(pytest.mark.timeout(_HANGING, func_only=True))


@pytest.fixture(scope="session")
def synapse(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Synapse]:
    server = Synapse(installed(), tmp_path_factory.mktemp("synapse"))
    try:
        server.start()
        yield server
    finally:
        server.close()


_count = iter(range(1_000_000))


@pytest.fixture
def people(synapse: Synapse) -> Callable[[str], User]:
    """Somebody new of that name."""

    def registered(name: str) -> User:
        return synapse.register(f"{name}{next(_count)}")

    return registered


async def until(done: Callable[[], Awaitable[Any]]) -> Any:
    """What comes of it, as soon as it is something."""
    async with asyncio.timeout(SOON):
        while not (found := await done()):
            await asyncio.sleep(0.05)
    return found


async def until_in(bot: User, room: str) -> None:
    """Returns when the bot is in the room."""

    async def is_in() -> bool:
        return room in bot.rooms()

    await until(is_in)


class Ear:
    """A house that listens: its store, and what people see of it."""

    def __init__(
        self,
        store: Store,
        settings: MatrixSettings,
        me: str,
        keyring: Keyring | None = None,
        schedules: tuple[Schedule, ...] = (),
    ) -> None:
        self.store, self.me = store, me
        self.meters = Meters()
        self.ingest = Ingest(store, RulesExtractor())
        self.intake = Intake(self.ingest, self.meters, first_pause=0.01)
        self.house = House(
            settings=settings,
            ledger=store,
            recorder=self.ingest,
            intake=self.intake,
            coverage=store,
            desk=store.desk,
            keepsakes=store,
            meters=self.meters,
            keyring=keyring,
            pace=Pace(first_pause=0.05, longest_pause=0.5, between=0.0),
            digests=Digests(schedules, Composer(store, store.digests), utc_now, "test"),
        )

    def count(self, meter: str) -> float:
        return self.meters.registry.get_sample_value(f"looseends_{meter}") or 0

    async def posts(self, room: str) -> list[Message]:
        try:
            thread = await self.store.thread(room)
        except Exception:  # noqa: BLE001  (nothing of it has been read yet)
            return []
        return [turn.message for turn in thread.turns]

    async def texts(self, room: str) -> list[str]:
        return [message.text for message in await self.posts(room)]

    async def questions(self, room: str) -> list[Record]:
        asked = QuestionQuery(
            states=frozenset(State),
            community=CommunityId(server_of(self.me)),
            channel=ChannelId(room),
            rhetorical=True,
            limit=1_000,
        )
        return list((await self.store.questions(asked)).records)

    async def asked(self, room: str) -> dict[str, State]:
        """The questions of a room in their own words, and how they stand."""
        try:
            found = await self.questions(room)
        except Exception:  # noqa: BLE001
            return {}
        return {
            record.entry.question.span.of(record.message.text): record.entry.standing.state
            for record in found
        }

    async def until_posts(self, room: str, *texts: str) -> None:
        async def all_there() -> bool:
            return sorted(await self.texts(room)) == sorted(texts)

        await until(all_there)

    async def until_state(self, room: str, question: str, state: State) -> None:
        async def stands() -> bool:
            return (await self.asked(room)).get(question) is state

        await until(stands)

    async def caught_up(self) -> None:
        async def done() -> bool:
            gaps = await self.store.gaps(Platform.MATRIX)
            waiting = await self.store.desk.waiting(Platform.MATRIX)
            return bool(gaps) and all(gap.is_closed for gap in gaps) and not waiting

        await until(done)


async def answers(person: User, room: str, to: str) -> list[dict[str, Any]]:
    """The messages of a room that answer another one, oldest first."""

    def of(event: dict[str, Any]) -> Any:
        return event["content"].get("m.relates_to", {}).get("m.in_reply_to", {}).get("event_id")

    return [e["content"] for e in reversed(person.heard(room)) if of(e) == to]


async def answer(person: User, room: str, to: str) -> dict[str, Any]:
    """The reply to a message, as soon as it is there."""
    return (await until(lambda: answers(person, room, to)))[0]


async def until_up(ear: Ear) -> None:
    """Returns when the first sync is kept."""

    async def is_up() -> bool:
        return ear.meters.is_connected()

    await until(is_up)


def settings_of(server: Synapse, bot: User, **more: Any) -> MatrixSettings:
    given = {"homeserver": server.url, "token": SecretStr(bot.token)}
    return MatrixSettings.model_validate({**given, "inviters": EVERYBODY, **more})


@asynccontextmanager
async def listening(
    database: Path,
    settings: MatrixSettings,
    bot: User,
    keyring: Keyring | None = None,
    schedules: tuple[Schedule, ...] = (),
) -> AsyncIterator[Ear]:
    """The edge, at work until the block ends."""
    async with open_store(f"sqlite+aiosqlite:///{database}") as store:
        ear = Ear(store, settings, bot.id, keyring, schedules)
        async with asyncio.TaskGroup() as tasks:
            work = [tasks.create_task(ear.intake.run()), tasks.create_task(edge.serve(ear.house))]
            try:
                yield ear
            finally:
                with suppress(TimeoutError):
                    await asyncio.wait_for(ear.intake.settled(), 5)
                for task in work:
                    task.cancel()
