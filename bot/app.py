"""The composition root: settings -> store, extractor, ingest.

The only place that knows which implementation stands behind which port.
"""

from collections.abc import AsyncGenerator
from contextlib import ExitStack, asynccontextmanager, closing, suppress
from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING

from bot.settings import Settings, default_database
from bot.store import Store, open_store
from bot.store.checkup import database_file, refuse_unopenable

# What only writes need is imported when something is written: reading starts in half the time.
if TYPE_CHECKING:
    from bot.ingest import Ingest


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

        crew = self._leaving.enter_context(Crew())
        return Ingest(self.store, RulesExtractor(crew), hands=crew)


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
