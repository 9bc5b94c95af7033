"""Nothing is kept of guilds that is not there any more."""

from types import SimpleNamespace
from typing import Any, cast

import discord
import pytest

from bot.model import CommunityId, Left, Platform
from cogs.hearing import absent
from cogs.hearing.absent import Expelled
from cogs.hearing.renewal import renew
from tests.unit.cogs.guilds import GUILD, PEOPLE, ROLES, Guild, Room, Thread, payload

GARDEN = Guild(
    everyone=0,
    roles=dict.fromkeys(ROLES, 0),
    rooms=(Room(3001, 0, ()), Room(3002, 0, ())),
    threads=(Thread(4001, 3001, private=False, active=True, members=frozenset()),),
    has_roles=dict.fromkeys(PEOPLE, frozenset()),
)
SHARDS = 2


def told(*guilds: int) -> discord.Client:
    """A client that was told of these guilds."""
    client = discord.Client(intents=discord.Intents(guilds=True), shard_count=SHARDS, shard_id=0)
    for id_ in guilds:
        there = {**payload(GARDEN), "id": str(id_), "unavailable": False}
        client._connection.parsers["GUILD_CREATE"](there)
    return client


def on_shard(shard: int, number: int) -> int:
    return (number * SHARDS + shard) << 22


def test_guilds_that_a_connection_is_not_told_of_any_more_are_gone() -> None:
    stays, goes, elsewhere = on_shard(0, 1), on_shard(0, 2), on_shard(1, 1)
    client = told(stays, goes, elsewhere)

    renew(client, "READY", {"shard": [0, SHARDS], "guilds": [{"id": str(stays)}]})

    assert {guild.id for guild in client.guilds} == {stays, elsewhere}


def test_guild_that_comes_again_has_only_what_it_comes_with() -> None:
    client = told(GUILD)

    renew(client, "GUILD_CREATE", {"id": str(GUILD)})
    renew(client, "GUILD_CREATE", {"id": "77"})

    [guild] = client.guilds
    assert (list(guild.channels), list(guild.threads)) == ([], [])


def test_other_events_take_nothing_away() -> None:
    client = told(GUILD)

    renew(client, "GUILD_UPDATE", {"id": str(GUILD)})

    [guild] = client.guilds
    assert (len(guild.channels), len(guild.threads)) == (2, 1)


@pytest.mark.parametrize(
    ("is_ready", "shards", "asked"), [(False, 2, 0), (True, 1, 0), (True, 2, 1)]
)
async def test_who_expelled_us_is_looked_for_also_where_one_connection_of_several_begins_anew(
    is_ready: bool, shards: int, asked: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    offered: list[object] = []
    gone = Left(Platform.DISCORD, CommunityId("7"), cast("Any", None))

    async def guilds(_: object) -> list[Left]:
        return [gone]

    async def offer(*arrivals: object) -> None:
        offered.extend(arrivals)

    monkeypatch.setattr(absent.Absent, "guilds", guilds)
    house = SimpleNamespace(intake=SimpleNamespace(offer=offer))
    bot = SimpleNamespace(house=house, is_ready=lambda: is_ready, shards=range(shards))

    await Expelled(cast("Any", bot)).on_shard_ready(1)

    assert offered == [gone] * asked
