"""SQLite (or PostgreSQL): the only place with SQL."""

from bot.store.store import Store, open_store

__all__ = ["Store", "open_store"]
