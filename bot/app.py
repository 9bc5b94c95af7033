"""The composition root: settings -> store, extractor, ingest.

The only place that knows which implementation stands behind which port.
"""

from collections.abc import AsyncGenerator, Sequence
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

from bot.model import Act, Message
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

    @cached_property
    def ingest(self) -> "Ingest":
        from bot.ingest import Ingest

        return Ingest(self.store, RulesExtractor())


class RulesExtractor:
    """The `Extractor` that needs no model: the rules of `bot.extraction`."""

    @property
    def version(self) -> str:
        from bot.extraction import RULES_VERSION

        return RULES_VERSION

    async def extract(self, messages: Sequence[Message]) -> Sequence[tuple[Act, ...]]:
        from bot.extraction import extract

        # The platform's own lines say nothing: nobody asks or claims when somebody joins.
        return [() if message.system else extract(message.text) for message in messages]


@asynccontextmanager
async def opened(settings: Settings) -> AsyncGenerator[House]:
    """The ledger of these settings, ready to be read and written; closed again at the end.

    Raises StoreError where the database cannot be used.
    """
    _make_folder(settings)
    refuse_unopenable(settings.database_url)
    async with open_store(settings.database_url) as store:
        yield House(settings, store)


def _make_folder(settings: Settings) -> None:
    """Make our own folder for data; any other must be there, lest a slip of the pen makes one."""
    ours = default_database()
    if database_file(settings.database_url) == ours:
        with suppress(OSError):  # the store will say what is wrong
            ours.parent.mkdir(parents=True, exist_ok=True)
