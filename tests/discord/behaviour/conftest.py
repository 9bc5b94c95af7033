"""The world of these tests, for each of them anew."""

from collections.abc import AsyncGenerator
from pathlib import Path

import pytest
import simcord

from bot.settings import DiscordSettings
from cogs.client import LooseEndsBot
from cogs.house import House
from tests.discord.behaviour.world import Clock, Talk, World, bot, opened


@pytest.fixture
def settings() -> DiscordSettings:
    """Tests with other settings have a fixture of this name."""
    return DiscordSettings()


@pytest.fixture
async def house(tmp_path: Path, settings: DiscordSettings) -> AsyncGenerator[tuple[House, Clock]]:
    async with opened(tmp_path, settings) as house:
        yield house


@pytest.fixture
async def simcord_bot(house: tuple[House, Clock]) -> LooseEndsBot:
    return bot(house[0])


@pytest.fixture
async def world(simcord_env: simcord.Env, house: tuple[House, Clock]) -> AsyncGenerator[World]:
    """An empty guild with the bot in it. In the end, all that the bot sent is judged by Discord's
    own description of its API, where that is there.
    """
    made = World(simcord_env, *house, simcord_env.create_guild(name="Allotment"))
    yield made
    assert made.complaints() == []


@pytest.fixture
async def talk(world: World) -> Talk:
    return await Talk(world).start()
