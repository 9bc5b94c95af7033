"""The same commands on both doubles, the wire and the simulator: the same requests go out.

The two were written by different people. What the bot says to both is what it says to Discord, and
Discord's own description of its API judges it on both.
"""

import asyncio
import re
from pathlib import Path
from typing import Any

import discord
import simcord

from bot.settings import DiscordSettings
from tests.discord.behaviour.world import World, bot, opened
from tests.discord.wire.conftest import SOON, Town

ASKED = "The report says pH 5.1. Would liming in autumn still help before the frost?"
SCRIPT: tuple[tuple[str, dict[str, str]], ...] = (
    ("questions open", {}),
    ("questions why", {"number": "1"}),
    ("questions find", {"text": "frost"}),
    ("questions take", {"number": "1"}),
    ("questions show", {"number": "99"}),
    ("questions resolve", {"number": "1"}),
    ("claims in", {}),
    ("thread", {}),
    ("status", {}),
)
"""What Ben types in the room where Ada asked."""

_OWN = re.compile(r"\b\d{9,}\b|(?<=/)(?:token-|simcord_interaction_)\w+")


def without_ids(value: Any) -> Any:
    """The same, with each id and each moment replaced."""
    match value:
        case dict():
            return {key: without_ids(each) for key, each in value.items()}
        case list():
            return [without_ids(each) for each in value]
        case str() | int() if not isinstance(value, bool):
            return _OWN.sub("N", str(value))
        case _:
            return value


async def on_the_wire(town: Town) -> list[Any]:
    beds = await town.stage.room("beds")
    async with town.listening(history_days=0) as ear:
        await town.stage.post(beds, town.ada, ASKED)
        await ear.until(1)
        for place, (command, given) in enumerate(SCRIPT, start=1):
            await town.stage.command(town.ben, beds, *command.split(), **given)
            async with asyncio.timeout(SOON):
                while sum(c.path.endswith("/@original") for c in town.double.calls) < place:
                    await asyncio.sleep(0.01)
        return [
            (call.method, without_ids(call.path), without_ids(call.body))
            for call in town.double.calls
            if call.path.startswith(("/interactions", "/webhooks"))
        ]


async def in_the_simulator(folder: Path) -> list[Any]:
    async with (
        opened(folder, DiscordSettings()) as (house, clock),
        simcord.run(bot(house)) as env,
    ):
        world = World(env, house, clock, env.create_guild(name="Allotment"))
        beds = world.guild.create_text_channel("beds")
        everything = world.guild.create_role("all", permissions=discord.Permissions.all())
        ada, ben = world.member("Ada"), world.member("Ben", roles=[everything])
        post = await world.posted(beds, ada, ASKED)
        clock.now = post.at
        for command, given in SCRIPT:
            await ben.slash(beds, command, **given)
        return [
            (sent.method, without_ids(sent.path), without_ids(sent.json))
            for sent in env.http_requests
            if sent.path.startswith(("/interactions", "/webhooks"))
        ]


async def test_both_doubles_are_told_the_same(town: Town, tmp_path: Path) -> None:
    (tmp_path / "simulated").mkdir()

    wire = await on_the_wire(town)
    simulated = await in_the_simulator(tmp_path / "simulated")

    assert len(wire) == 2 * len(SCRIPT)
    assert wire == simulated
