"""SQLite (or PostgreSQL): the only place with SQL."""

from bot.store.schema import REVISION
from bot.store.store import Store, open_store

__all__ = ["REVISION", "Store", "open_store"]
