"""What was said before there was a model waits for it only where somebody says so."""

from datetime import timedelta
from pathlib import Path

import pytest

from bot.extraction.rules_extractor import RulesExtractor
from bot.ingest import Ingest
from bot.llm.later import older
from bot.llm.later.older import put_off_since
from bot.modelling import doubts
from bot.store import Store, open_store
from tests.unit.llm.double import NOON
from tests.unit.llm.later.test_queue import LAWN, PLAIN, UNCLEAR, bench, posted, settings

TALK = [
    posted(UNCLEAR, 1),
    posted(PLAIN, 2),
    posted(f"{UNCLEAR} again", 3),
    posted(f"{UNCLEAR} for good", 4),
    posted(UNCLEAR, 5, where=LAWN),
]


async def put_off(store: Store, path: Path, minutes: int) -> int:
    ours = settings(path)
    doubted = doubts(ours)
    assert doubted is not None
    since = NOON + timedelta(minutes=minutes)
    return await put_off_since(store.model_desk, ours.llm.channels, doubted, since)


async def imported(path: Path) -> None:
    """A ledger from before there was a model."""
    async with open_store(settings(path).database_url) as store:
        await Ingest(store, RulesExtractor()).ingest(TALK)


@pytest.mark.parametrize(("minutes", "many"), [(0, 3), (3, 2), (4, 1), (5, 0)])
async def test_as_far_back_as_is_said_and_of_named_channels_alone(
    tmp_path: Path, minutes: int, many: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(older, "_PAGE", 2)
    await imported(tmp_path)
    async with open_store(settings(tmp_path).database_url) as store:
        assert await put_off(store, tmp_path, minutes) == many
        assert (await store.model_desk.backlog()).waiting == many


async def test_what_was_read_or_waits_is_not_put_there_again(tmp_path: Path) -> None:
    await imported(tmp_path)
    async with bench(tmp_path) as here:
        assert await put_off(here.store, tmp_path, 4) == 1
        await here.queue.drain()

        assert await put_off(here.store, tmp_path, 0) == 2
        assert await put_off(here.store, tmp_path, 0) == 0
        await here.store.model_desk.put_off([each.message.ref for each in TALK[2:3]])

        assert await here.waiting() == 2
        assert await here.store.model_desk.read_back_to() == TALK[0].message.at


async def test_nothing_was_read_at_first(tmp_path: Path) -> None:
    await imported(tmp_path)
    async with open_store(settings(tmp_path).database_url) as store:
        assert await store.model_desk.read_back_to() is None
