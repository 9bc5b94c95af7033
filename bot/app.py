"""The composition root: settings -> store, extractor, ingest, edges.

The only place that knows which implementation stands behind which port.
"""

import asyncio
from collections.abc import AsyncGenerator, Callable, Coroutine
from contextlib import ExitStack, asynccontextmanager, closing, suppress
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeAlias
from uuid import uuid4

from bot.clock import utc_now
from bot.errors import ConfigurationError, LooseEndsError
from bot.settings import Settings, default_database, variable
from bot.settings.encryption import can_encrypt
from bot.store import Store, open_store
from bot.store.database.checkup import database_file, refuse_unopenable

# What only writes need is imported when something is written: reading starts in half the time.
if TYPE_CHECKING:
    from bot.caretaker import Caretaker
    from bot.digests.runner import Digests
    from bot.ingest import Ingest
    from bot.ingest.intake import Intake
    from bot.meters import Meters
    from bot.model import Pulse

    Edge: TypeAlias = Callable[["House", Intake, Meters], Coroutine[Any, Any, None]]

_TO_FINISH, _TO_SETTLE = 5.5, 2.0
"""Seconds that edges get, when all is to end, to finish what was begun, and that what was heard
then gets to be taken in. Ten seconds after SIGTERM most supervisors kill.
"""


@dataclass(frozen=True)
class House:
    """What stands ready while the ledger is open."""

    settings: Settings
    store: Store
    _leaving: ExitStack = field(default_factory=ExitStack)

    def close(self) -> None:
        """Lets go of who was hired for the work."""
        self._leaving.close()

    @cached_property
    def ingest(self) -> "Ingest":
        from bot.extraction.rules_extractor import RulesExtractor
        from bot.ingest import Ingest
        from bot.ingest.crew import Crew
        from bot.modelling import doubts, is_plugged_in
        from bot.plugins import plugged_in

        crew = self._leaving.enter_context(Crew(self.settings.processes or None))
        name = self.settings.extractor
        extractor = plugged_in(name) if is_plugged_in(name) else RulesExtractor(crew)
        return Ingest(
            self.store,
            extractor,
            hands=crew,
            doubts=doubts(self.settings),
            lingers=bool(self.settings.privacy.grace_days),
        )

    def caretaker(self, pulse: "Callable[[], Pulse] | None" = None) -> "Caretaker":
        from bot.caretaker import Caretaker

        return Caretaker(self.settings, self.store, pulse)

    @cached_property
    def digests(self) -> "Digests":
        from bot.digests.composing import Composer
        from bot.digests.planning import schedules
        from bot.digests.runner import Digests

        return Digests(
            schedules(self.settings.digests.values()),
            Composer(self.store, self.store.digests),
            utc_now,
            me=uuid4().hex,
        )


@asynccontextmanager
async def opened(settings: Settings) -> AsyncGenerator[House]:
    """The ledger of these settings, ready to be read and written; closed again at the end.

    Raises StoreError where the database cannot be used.
    """
    _make_folder(settings)
    refuse_unopenable(settings.database_url)
    async with open_store(settings.database_url) as store:
        with closing(House(settings, store)) as house:
            yield house


def _make_folder(settings: Settings) -> None:
    """Make our own folder for data; any other must be there, lest a slip of the pen makes one."""
    ours = default_database()
    if database_file(settings.database_url) == ours:
        with suppress(OSError):  # the store will say what is wrong
            ours.parent.mkdir(parents=True, exist_ok=True)


async def run(settings: Settings, stop: asyncio.Event) -> None:
    """Listens on every edge that is set up, until `stop` is set; what was heard by then is taken
    in. Raises ConfigurationError where no edge is set up, or one cannot be, and StoreError.
    """
    edges = _edges(settings)
    _refuse_homeless(settings)
    from bot.health import answer
    from bot.ingest.intake import Intake
    from bot.meters import Meters
    from bot.modelling import refine
    from bot.upkeep import copy_in_time, tidy_in_time

    async with opened(settings) as house:
        meters = Meters()
        intake = Intake(house.ingest, meters)
        try:
            async with asyncio.TaskGroup() as tasks:
                taking_in = tasks.create_task(intake.run())
                answering = tasks.create_task(answer(settings.health_port, meters, intake))
                copying = tasks.create_task(copy_in_time(settings, meters.copied))
                refining = tasks.create_task(refine(settings, house.store, house.ingest, meters))
                tidying = tasks.create_task(tidy_in_time(settings, house.store, house.ingest))
                listening = [tasks.create_task(edge(house, intake, meters)) for edge in edges]
                await stop.wait()
                for task in (refining, tidying):
                    task.cancel()
                for edge in listening:
                    edge.cancel()
                await asyncio.wait(listening, timeout=_TO_FINISH)
                with suppress(TimeoutError):
                    await asyncio.wait_for(intake.settled(), _TO_SETTLE)
                # Again: what was begun may wait for a database that does not come back.
                for task in (*listening, copying, answering, taking_in):
                    task.cancel()
        except* LooseEndsError as failed:
            raise failed.exceptions[0] from None


def _refuse_homeless(settings: Settings) -> None:
    """Raises ConfigurationError where a digest is to be posted on a platform that is not set up."""
    ways = {
        "discord": (settings.discord.token.get_secret_value(), variable("discord", "token")),
        "matrix": (settings.matrix.homeserver, variable("matrix", "homeserver")),
    }
    for number, digest in settings.digests.items():
        way, name = ways[digest.to.partition(":")[0]]
        if not way:
            where = variable("digests", str(number), "to")
            raise ConfigurationError(f"{where} is {digest.to}, but {name} is empty.")


def _edges(settings: Settings) -> list["Edge"]:
    """The edges that are set up. Raises ConfigurationError where none is."""
    edges: list[Edge] = []
    if settings.discord.token.get_secret_value():
        edges.append(_discord)
    if settings.matrix.is_set_up:
        edges.append(_matrix)
    if not edges:
        raise ConfigurationError(
            f"There is nothing to listen to: {variable('discord', 'token')} is empty, and so is "
            f"{variable('matrix', 'homeserver')}. Put the token of your bot there, or where its "
            "account lives, in the environment or in a file .env."
        )
    return edges


async def _discord(house: House, intake: "Intake", meters: "Meters") -> None:
    from bot.ingest.readiness import get_ready
    from cogs import edge
    from cogs.house import House as Discord

    get_ready()
    await edge.serve(
        Discord(
            settings=house.settings.discord,
            ledger=house.store,
            recorder=house.ingest,
            intake=intake,
            coverage=house.store,
            keepsakes=house.store,
            digests=house.digests,
            meters=meters,
            caretaker=house.caretaker(intake.pulse),
        )
    )


async def _matrix(house: House, intake: "Intake", meters: "Meters") -> None:
    from bot.ingest.readiness import get_ready
    from matrix import edge
    from matrix.house import House as Matrix
    from matrix.house import Keyring

    get_ready()
    files = encryption_files(house.settings)
    await edge.serve(
        Matrix(
            settings=house.settings.matrix,
            ledger=house.store,
            recorder=house.ingest,
            intake=intake,
            coverage=house.store,
            desk=house.store.desk,
            keepsakes=house.store,
            digests=house.digests,
            meters=meters,
            keyring=files and Keyring(*files),
            caretaker=house.caretaker(intake.pulse),
        )
    )


def encryption_files(settings: Settings) -> tuple[Path, Path] | None:
    """The files of the keys and of the recovery key; None where encrypted rooms are not read."""
    encryption, database = settings.matrix.encryption, database_file(settings.database_url)
    keys, recovery = encryption.keys_file(database), encryption.recovery_file(database)
    is_on = encryption.on and can_encrypt()
    return (keys, recovery) if is_on and keys and recovery else None
