"""How the house is."""

from datetime import UTC, datetime
from decimal import Decimal
from pathlib import Path

import pytest

from bot.caretaker import Caretaker
from bot.model import ChannelId, ChannelRef, CommunityId, Platform, Pulse, Spending, Usage
from bot.settings import load_settings
from bot.store import REVISION, open_store
from bot.store.database.copies import back_up
from bot.upkeep import backup_folder

NOW = datetime(2026, 5, 3, 12, tzinfo=UTC)
HERE = (Platform.DISCORD, CommunityId("7"))
SPENT = Spending(1, Usage(10, 2), 3, Decimal("0.5"))


async def test_a_house_without_model_and_bot_has_versions_alone(tmp_path: Path) -> None:
    settings = load_settings(database_url=str(tmp_path / "ends.db"))
    async with open_store(settings.database_url) as store:
        condition = await Caretaker(settings, store).condition(NOW, None)

    assert condition.schema == REVISION
    assert condition.release
    assert (condition.pulse, condition.expense, condition.copied) == (None, None, None)


async def test_a_running_house_has_a_pulse_and_knows_its_copies(tmp_path: Path) -> None:
    settings = load_settings(database_url=str(tmp_path / "ends.db"))
    async with open_store(settings.database_url) as store:
        back_up(settings.database_url, backup_folder(settings), NOW)
        condition = await Caretaker(settings, store, lambda: Pulse(3)).condition(NOW, None)

    assert (condition.pulse, condition.copied) == (Pulse(3), NOW)


async def test_a_model_costs_what_it_cost_in_the_community_that_asks(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name, value in {
        "EXTRACTOR": "hybrid",
        "LLM__BASE_URL": "http://localhost:1/v1",
        "LLM__MODEL": "tiny",
        "LLM__TOKENS_A_DAY": "900",
        "LLM__TOKENS_A_DAY_EACH": "90",
    }.items():
        monkeypatch.setenv(f"LOOSEENDS_{name}", value)
    settings = load_settings(database_url=str(tmp_path / "ends.db"))
    async with open_store(settings.database_url) as store:
        for community in "78":
            channel = ChannelRef(Platform.DISCORD, CommunityId(community), ChannelId("1"))
            await store.model_desk.spend(NOW.date(), channel, "tiny", SPENT)
        caretaker = Caretaker(settings, store)
        here = (await caretaker.condition(NOW, HERE)).expense
        everywhere = (await caretaker.condition(NOW, None)).expense

    assert here is not None
    assert everywhere is not None
    assert (here.today, here.allowed, here.model) == (SPENT, 90, "tiny")
    assert (everywhere.today, everywhere.allowed) == (SPENT + SPENT, 900)
