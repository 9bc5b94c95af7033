"""`looseends run` sees to it by itself that nothing is kept longer than it may be."""

import asyncio
import io
from collections.abc import Callable
from contextlib import suppress
from datetime import timedelta
from pathlib import Path

import pytest

from bot import logs, upkeep
from bot.errors import StoreError
from bot.ingest import Ingest
from bot.ingest.tidying import Tidying
from bot.model import Person, Wish, Wished
from bot.settings import Settings, load_settings
from bot.store import Store
from bot.store.database.copies import back_up, copies
from tests.unit.store.garden import BEDS, MIRA, NOON, ledger, post, url

LATER = NOON + timedelta(days=9)


async def tidied(
    settings: Settings, store: Store, ingest: Ingest, until: Callable[[], bool]
) -> None:
    work = asyncio.ensure_future(upkeep.tidy_in_time(settings, store, ingest, lambda: LATER))
    async with asyncio.timeout(60):
        while not until():  # noqa: ASYNC110  (files tell nobody)
            await asyncio.sleep(0.01)
    work.cancel()
    with suppress(asyncio.CancelledError):
        await work


async def test_copies_with_words_of_who_was_forgotten_go(tmp_path: Path) -> None:
    path, folder = tmp_path / "ledger.db", tmp_path / "backups"
    settings = load_settings(database_url=str(path))
    person = Person(BEDS.ref.platform, MIRA.id, BEDS.ref.community)
    async with ledger(path) as (store, ingest):
        await ingest.ingest([post("1", "wet?")])
        back_up(url(path), folder, NOON)
        await ingest.ingest([Wished(person, Wish.FORGET, NOON + timedelta(hours=1))])
        back_up(url(path), folder, NOON + timedelta(hours=2))

        await tidied(settings, store, ingest, lambda: len(copies(folder)) == 1)

    [(made, _)] = copies(folder)
    assert made == NOON + timedelta(hours=2)


async def test_nobody_who_was_forgotten_means_that_no_copy_goes(tmp_path: Path) -> None:
    path, folder = tmp_path / "ledger.db", tmp_path / "backups"
    async with ledger(path) as (store, ingest):
        await ingest.ingest([post("1", "wet?")])
        back_up(url(path), folder, NOON)

        await upkeep.forget_copies(load_settings(database_url=str(path)), store)

    assert len(copies(folder)) == 1


async def test_tidying_that_fails_is_tried_again(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    heard, tries = io.StringIO(), list[int]()
    logs.configure("warning", "json", heard)
    monkeypatch.setattr(upkeep, "_ROUND", 0.01)

    async def fail(_self: Tidying, _now: object) -> None:
        tries.append(1)
        raise StoreError("The disk is full.")

    monkeypatch.setattr(Tidying, "tidy", fail)
    async with ledger(tmp_path / "ledger.db") as (store, ingest):
        await tidied(load_settings(), store, ingest, lambda: len(tries) > 1)

    assert "tidying-failed" in heard.getvalue()
