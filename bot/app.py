"""The composition root: settings -> store, extractor, ingest.

The only place that knows which implementation stands behind which port.
"""

from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass

from bot.extraction import RULES_VERSION, extract
from bot.ingest import Ingest
from bot.model import Act, Message
from bot.settings import Settings
from bot.store import Store, open_store


@dataclass(frozen=True, slots=True)
class House:
    """What stands ready while the ledger is open."""

    settings: Settings
    store: Store
    ingest: Ingest


class RulesExtractor:
    """The `Extractor` that needs no model: the rules of `bot.extraction`."""

    @property
    def version(self) -> str:
        return RULES_VERSION

    async def extract(self, messages: Sequence[Message]) -> Sequence[tuple[Act, ...]]:
        return [extract(message.text) for message in messages]


@asynccontextmanager
async def opened(settings: Settings) -> AsyncIterator[House]:
    """The ledger of these settings, ready to be read and written; closed again at the end.

    Raises StoreError where the database cannot be used.
    """
    async with open_store(settings.database_url) as store:
        yield House(settings, store, Ingest(store, RulesExtractor()))
