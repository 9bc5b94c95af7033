"""What Discord is told of the commands, and when."""

import simcord

from tests.discord.behaviour.world import World


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
