"""Archives that somebody attaches."""

import json

import pytest
import simcord

from bot.settings import DiscordSettings
from tests.discord.behaviour.world import World, said

TALK = b"[18:02] <nele> Which hose fits the pump?\n[18:04] <ole> The blue one fits.\n"


def export(world: World, channel: int, guild: int | None = None) -> bytes:
    """What an exporter writes of a channel."""
    post = {
        "id": "9001",
        "type": "Default",
        "timestamp": "2026-05-01T18:00:00+00:00",
        "content": "Who mends the greenhouse door?",
        "author": {"id": "44", "name": "nele"},
    }
    return json.dumps(
        {
            "guild": {"id": str(guild or world.guild.id), "name": "Allotment"},
            "channel": {"id": str(channel), "name": "shed", "type": "GuildTextChat"},
            "messages": [post],
        }
    ).encode()


async def read(world: World, where: simcord.ChannelHandle, name: str, content: bytes) -> str:
    kim = world.keeper()
    return said(await kim.slash(where, "import", file=(name, content)))


async def test_an_archive_is_read_into_the_channel_where_it_was_attached(world: World) -> None:
    beds, jon = world.guild.create_text_channel("beds"), world.member("jon")

    told = await read(world, beds, "talk.txt", TALK)

    assert "Read talk.txt: 2 new messages, 0 known ones, 1 new questions." in told
    assert "Which hose fits the pump?" in said(await jon.slash(beds, "questions find", text="hose"))


async def test_reading_it_again_changes_nothing(world: World) -> None:
    beds = world.guild.create_text_channel("beds")
    await read(world, beds, "talk.txt", TALK)

    told = await read(world, beds, "talk.txt", TALK)

    assert "0 new messages, 2 known ones, 0 new questions." in told


async def test_what_was_said_in_a_channel_that_is_there_is_read_by_those_who_read_that(
    world: World,
) -> None:
    beds, shed = (world.guild.create_text_channel(name) for name in ("beds", "shed"))
    jon = world.member("jon")
    await world.close(shed)

    await read(world, beds, "shed.json", export(world, shed.id))

    assert "greenhouse" not in said(await jon.slash(beds, "questions find", text="door"))
    await world.open_to(shed, jon)
    assert "greenhouse" in said(await jon.slash(beds, "questions find", text="door"))


async def test_nothing_is_read_into_another_server(world: World) -> None:
    beds, other = world.guild.create_text_channel("beds"), world.env.create_guild(name="Other")
    room = other.create_text_channel("room")

    await read(world, beds, "room.json", export(world, room.id, other.id))

    assert {c.ref.community for c in await world.house.ledger.channels()} == {str(world.guild.id)}


async def test_it_is_offered_to_those_who_manage_the_server(world: World) -> None:
    beds, jon = world.guild.create_text_channel("beds"), world.member("jon")

    assert "import" in world.keeper().available_commands(beds)
    assert "import" not in jon.available_commands(beds)


async def test_what_cannot_be_read_is_said(world: World) -> None:
    beds = world.guild.create_text_channel("beds")

    told = await read(world, beds, "talk.json", b"{")

    assert "talk.json" in told
    assert "Something went wrong" not in told


class TestWhereTheChannelIsNotRead:
    @pytest.fixture
    def settings(self) -> DiscordSettings:
        return DiscordSettings(read=frozenset({"1"}))

    async def test_nothing_is_read_in(self, world: World) -> None:
        beds = world.guild.create_text_channel("beds")

        assert await read(world, beds, "talk.txt", TALK) == "I do not read this channel."
