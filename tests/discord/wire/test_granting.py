"""What the bot is allowed to read while it listens is read at once, from its beginning."""

from collections.abc import Awaitable, Callable
from dataclasses import replace
from datetime import timedelta

import pytest

from bot.clock import utc_now
from tests.discord.double.world import ADMINISTRATOR, HISTORY, SEND, VIEW, Json, Room
from tests.discord.wire.conftest import Town, until
from tests.discord.wire.test_introducing import asked, greetings

READING = VIEW | HISTORY


def denied(to: int, rights: int) -> Json:
    return {"id": str(to), "type": 0, "allow": "0", "deny": str(rights)}


def rolls(town: Town, room: Room) -> int:
    """How often Discord was asked what threads there are."""
    path = f"/channels/{room.id}/threads/archived/public"
    return sum((call.method, call.path) == ("GET", path) for call in town.double.calls)


async def hidden(town: Town, rights: int = VIEW) -> Room:
    """A room with one old post in it, where nobody has these rights; and one for all."""
    town.stage.guild.our_rights = 0
    beds, shed = [await town.stage.room(name) for name in ("beds", "shed")]
    shed.overwrites = [denied(town.stage.guild.id, rights)]
    unheard, then = replace(town.stage, live=False), utc_now() - timedelta(days=1)
    await unheard.post(beds, town.ada, "Which bed is free?", at=then)
    await unheard.post(shed, town.ada, "Who has the key?", at=then)
    return shed


async def open_room(town: Town, shed: Room) -> None:
    await town.stage.rule(shed)


async def change_own_role(town: Town, _: Room) -> None:
    await town.stage.grant(ADMINISTRATOR)


async def give_role(town: Town, _: Room) -> None:
    await town.stage.promote(ADMINISTRATOR)


@pytest.mark.parametrize("lacking", [VIEW, HISTORY], ids=["hidden", "without history"])
@pytest.mark.parametrize("allow", [open_room, change_own_role, give_role])
async def test_channel_is_read_from_its_beginning_when_it_may_be(
    town: Town, allow: Callable[[Town, Room], Awaitable[None]], lacking: int
) -> None:
    shed = await hidden(town, lacking)
    async with town.listening() as ear:
        await asked(ear, "Which bed is free?")
        await until(lambda: ear.count("gaps") == 0)
        assert len(await ear.asked()) == 1

        await allow(town, shed)
        await asked(ear, "Who has the key?")


async def test_other_changes_of_a_channel_or_role_ask_for_nothing(town: Town) -> None:
    shed = await town.stage.room("shed")
    async with town.listening() as ear:
        await ear.caught_up()
        before = rolls(town, shed)

        await town.stage.rule(shed, denied(town.stage.guild.id, SEND))
        await town.stage.rename(shed, "barn")
        for color in range(3):
            await town.stage.grant(town.stage.guild.our_rights, color=color)
        await town.stage.post(shed, town.ada, "Does this go on?")
        await asked(ear, "Does this go on?")

    assert before == rolls(town, shed) == 1


async def test_guild_where_nothing_could_be_said_is_told_as_soon_as_it_can_be(town: Town) -> None:
    beds = await town.stage.room("beds")
    town.stage.guild.our_rights = READING
    beds.overwrites = [denied(town.stage.guild.id, SEND)]
    async with town.listening() as ear:
        await ear.caught_up()
        assert greetings([beds]) == []

        for _ in range(2):
            await town.stage.rule(beds)
            await until(lambda: bool(greetings([beds])))
            await town.stage.rule(beds, denied(town.stage.guild.id, SEND))
            await town.stage.post(beds, town.ada, "Who waters on Sunday?")
            await asked(ear, "Who waters on Sunday?")

    assert len(greetings([beds])) == 1


async def test_guild_of_which_nothing_was_read_is_told_when_that_begins(town: Town) -> None:
    beds = await town.stage.room("beds")
    for skip in (frozenset({str(town.stage.guild.id)}), frozenset[str]()):
        async with town.listening(skip=skip) as ear:
            await ear.caught_up()
            assert len(greetings([beds])) == (not skip)
