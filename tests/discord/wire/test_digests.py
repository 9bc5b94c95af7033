"""A digest that could never be posted ends the start, with a sentence that says what to do."""

import asyncio
from dataclasses import replace

import pytest

from bot.clock import utc_now
from bot.digests.composing import Composer
from bot.digests.runner import Digests
from bot.digests.schedule import Schedule
from bot.errors import ConfigurationError
from bot.model import ChannelId, Platform
from bot.store import open_store
from cogs import edge
from tests.discord.wire.conftest import SOON, Ear, Town


async def test_a_digest_for_a_channel_that_is_not_there_is_refused_at_the_start(town: Town) -> None:
    weekly = Schedule("weekly", Platform.DISCORD, ChannelId("77"))
    async with open_store(f"sqlite+aiosqlite:///{town.folder / 'ledger.db'}") as store:
        digests = Digests((weekly,), Composer(store, store.digests), utc_now, "a")
        house = replace(Ear(store, town.settings()).house, digests=digests)

        with pytest.raises(ConfigurationError, match="I do not see a channel 77 to write in"):
            async with asyncio.timeout(SOON):
                await edge.serve(house)
