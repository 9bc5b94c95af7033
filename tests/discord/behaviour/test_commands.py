"""What Discord is told of the commands, and when."""

import discord
import pytest
import simcord
from structlog.testing import capture_logs

from bot.settings import DiscordSettings
from tests.discord.behaviour.world import World, said


def told(env: simcord.Env) -> int:
    """How often Discord was told of the commands."""
    return sum(r.method == "PUT" and r.path.endswith("/commands") for r in env.http_requests)


async def test_commands_are_told_once_and_not_at_every_start(world: World) -> None:
    assert told(world.env) == 1

    await world.restart()
    await world.restart()

    assert told(world.env) == 1


async def test_commands_are_told_anew_when_they_changed(world: World) -> None:
    await world.house.keepsakes.keep("discord-commands", "of an older release")

    await world.restart()

    assert told(world.env) == 2


async def test_a_start_goes_on_when_discord_will_not_hear_of_the_commands(world: World) -> None:
    beds, mira = world.guild.create_text_channel("beds"), world.member("mira")
    await world.house.keepsakes.keep("discord-commands", "of an older release")
    world.env.inject_error("PUT", "/applications/*/commands", status=400, code=30034)

    with capture_logs() as events:
        await world.restart()

    assert [event["event"] for event in events] == ["commands-not-synced"]
    assert "What I have read" in said(await mira.slash(beds, "status"))


async def test_what_a_command_does_not_catch_is_told_all_the_same(world: World) -> None:
    beds, mira = world.guild.create_text_channel("beds"), world.member("mira")

    @world.bot.tree.command()
    async def stumble(_: discord.Interaction) -> None:
        """Fails."""
        raise RuntimeError("over a root")

    await world.bot.tree.sync()
    with capture_logs() as events:
        told = said(await mira.slash(beds, "stumble"))

    assert [event["error"] for event in events] == ["RuntimeError"]
    assert events[0]["id"] in told
    assert "root" not in told + repr(events)
    assert len(world.env.errors) == 1


async def test_everything_is_said_without_a_ping(world: World) -> None:
    beds, mira = world.guild.create_text_channel("beds"), world.member("mira")
    await world.posted(beds, mira, "@everyone <@1> why is <@&2> [here](https://a.b)?")

    await mira.slash(beds, "questions open", to_all=True)

    sent = [r.json for r in world.env.http_requests if r.json and "embeds" in str(r.json)]
    assert sent
    shown = beds.last_message
    assert shown is not None
    assert not shown.mention_everyone
    assert not shown.mentions
    assert not shown.role_mentions
    assert world.bot.allowed_mentions is not None
    assert not any(world.bot.allowed_mentions.to_dict().values())


@pytest.mark.parametrize("settings", [DiscordSettings(), DiscordSettings(members=True)], ids=repr)
async def test_neither_talk_nor_people_are_kept_in_memory_unless_the_setting_says_so(
    world: World, settings: DiscordSettings
) -> None:
    beds = world.guild.create_text_channel("beds")
    for name in ("mira", "jon"):
        await world.posted(beds, world.member(name), "Is bed 1 free?")

    [guild] = world.bot.guilds
    kept = {member.name for member in guild.members if not member.bot}
    assert world.bot._connection.max_messages is None
    assert kept == ({"mira", "jon"} if settings.members else set())
