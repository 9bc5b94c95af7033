"""The only place with SQL. Every statement is written for SQLite and for PostgreSQL.

store       the store, as the house uses it; opening: how it is made
schema      the tables; migrations: how they came to be
rows        values of the model <-> columns; messages, directory, rooms: what many of them name
writing     what `ingest` writes, and what it must know before it does
reading     questions, claims, threads, counts; search: words
listening   what edges keep: letters that came, how far was heard, and what was not
people      what is kept of people, and who does not want to be kept
digests     when digests were due, and what they listed
models      what waits for a language model, what it said, and what it cost
database    the database itself: engine, threads, upgrades, copies, faults
"""

from bot.store.opening import open_store
from bot.store.schema import REVISION
from bot.store.store import Store

__all__ = ["REVISION", "Store", "open_store"]
