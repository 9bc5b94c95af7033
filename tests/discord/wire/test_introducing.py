"""A guild is told once, when it is listened to first, what is read and kept, and how to leave."""

import asyncio
from collections.abc import Sequence
from dataclasses import replace
from typing import Any

import pytest

from bot.clock import utc_now
from bot.errors import StoreError
from bot.model import CommunityId, Heard, Platform
from tests.discord.double.acting import Stage, founded
from tests.discord.double.rest import FORBIDDEN, Answer
from tests.discord.double.server import Double
from tests.discord.double.world import Room
from tests.discord.wire.conftest import SOON, Ear, Town, until


def greetings(rooms: Sequence[Room]) -> list[str]:
    texts = [post.text for room in rooms for post in room.posts.values()]
    return [text for text in texts if "privacy" in text]


async def missed(town: Town, room: Room, text: str) -> None:
    """Somebody posts, and the bot does not hear it."""
    await replace(town.stage, live=False).post(room, town.ada, text)


async def asked(ear: Ear, text: str) -> None:
    """Returns when the ledger has the question: what was missed is read when all that is said."""
    async with asyncio.timeout(SOON):
        while text not in await ear.asked():
            await asyncio.sleep(0.02)


async def test_guild_that_invites_the_bot_is_told_once_what_is_kept(town: Town) -> None:
    async with town.listening() as ear:
        await ear.is_ready()
        stage = founded(town.double, "Orchard", town.ada, town.ben)
        trees = await stage.room("trees")
        for _ in range(2):
            await stage.invite()
            await until(lambda: bool(greetings([trees])))
            await stage.post(trees, town.ada, "Does copper help?")
            await asked(ear, "Does copper help?")
            await stage.expel()
            async with asyncio.timeout(SOON):
                while await ear.asked():
                    await asyncio.sleep(0.02)

    [greeting] = greetings([trees])
    for verb in ("notice", "forget", "optout"):
        assert f"/privacy {verb}" in greeting


async def test_guild_that_invited_the_bot_while_it_was_away_is_told_at_the_start_and_never_again(
    town: Town,
) -> None:
    beds = await town.stage.room("beds")
    for start in range(2):
        await missed(town, beds, f"Is bed {start} free?")
        async with town.listening() as ear:
            await asked(ear, f"Is bed {start} free?")
            assert len(greetings([beds])) == 1
            if start:
                await town.double.invalidate()
                await missed(town, beds, "Who waters on Sunday?")
                await asked(ear, "Who waters on Sunday?")

    assert len(greetings([beds])) == 1


async def test_guild_that_comes_back_from_an_outage_is_told_nothing(town: Town) -> None:
    beds = await town.stage.room("beds")
    async with town.listening() as ear:
        await ear.caught_up()
        await town.double.emit(
            "GUILD_DELETE", {"id": str(town.stage.guild.id), "unavailable": True}, town.stage.guild
        )
        await missed(town, beds, "Who waters on Sunday?")
        await town.double.emit(
            "GUILD_CREATE", town.stage.guild.payload(town.double.me), town.stage.guild
        )
        await asked(ear, "Who waters on Sunday?")

    assert len(greetings([beds])) == 1


async def test_guild_that_was_listened_to_before_is_told_nothing(town: Town) -> None:
    beds = await town.stage.room("beds")
    async with town.unheard() as ear:
        there = CommunityId(str(town.stage.guild.id))
        await ear.ingest.ingest([], notes=[Heard(Platform.DISCORD, there, utc_now())])
    await missed(town, beds, "Who waters on Sunday?")
    async with town.listening() as ear:
        await asked(ear, "Who waters on Sunday?")

    assert greetings([beds]) == []


async def test_nothing_is_said_where_nothing_is_read(town: Town) -> None:
    beds = await town.stage.room("beds")
    async with town.listening(skip=frozenset({str(town.stage.guild.id)})) as ear:
        await ear.caught_up()

    assert greetings([beds]) == []


async def test_it_is_said_where_everybody_sees_it_and_the_bot_may_write(town: Town) -> None:
    guild, (view, send) = town.stage.guild, (1 << 10, 1 << 11)
    guild.our_rights = view
    hall, attic, beds = [await town.stage.room(name) for name in ("hall", "attic", "beds")]
    for room, denied in ((hall, send), (attic, view)):
        everybody = {"id": str(guild.id), "type": 0, "allow": "0", "deny": str(denied)}
        us = {"id": str(town.double.me.id), "type": 0, "allow": str(view), "deny": "0"}
        room.overwrites = [everybody, us]
    async with town.listening() as ear:
        await ear.caught_up()

    assert [len(greetings([room])) for room in (hall, attic, beds)] == [0, 0, 1]


@pytest.mark.parametrize(
    "refusal", [FORBIDDEN, Answer({"message": "?"}, 501)], ids=["forbidden", "broken"]
)
async def test_what_discord_refuses_is_not_said_again_and_holds_up_nothing(
    town: Town, refusal: Answer
) -> None:
    beds = await town.stage.room("beds")
    town.double.fail("POST .*/messages", refusal)
    for start in range(2):
        await missed(town, beds, f"Is bed {start} free?")
        async with town.listening() as ear:
            await asked(ear, f"Is bed {start} free?")

    assert greetings([beds]) == []


@pytest.mark.parametrize("is_kept", [False, True], ids=["lost", "kept, and said to be lost"])
async def test_database_that_fails_makes_nobody_be_told_twice(
    town: Town, monkeypatch: pytest.MonkeyPatch, *, is_kept: bool
) -> None:
    beds = await town.stage.room("beds")
    async with town.unheard() as ear:
        keep, failures = ear.store.keep, iter([StoreError("locked")])

        async def unsteady(key: str, value: str) -> None:
            failure = next(failures, None) if "introduced" in key else None
            if is_kept or failure is None:
                await keep(key, value)
            if failure is not None:
                raise failure

        monkeypatch.setattr(ear.store, "keep", unsteady)
        async with town.listened(ear):
            await ear.caught_up()

    assert len(greetings([beds])) == (0 if is_kept else 1)


async def test_two_processes_that_start_at_once_say_it_once(town: Town) -> None:
    beds = await town.stage.room("beds")
    (town.folder / "other").mkdir()
    other = replace(town, folder=town.folder / "other")
    async with town.listening() as one, other.listening() as two:
        await one.caught_up()
        await two.caught_up()

    assert said(town.double, town.stage) == 2
    assert len(greetings([beds])) == 1


def said(double: Double, stage: Stage) -> int:
    """How often the bot tried to post in the guild."""
    paths = {f"/channels/{room}/messages" for room in stage.guild.rooms}
    return sum(call.method == "POST" and call.path in paths for call in double.calls)


def test_its_nonce_is_one_that_discord_takes() -> None:
    longest: Any = (1 << 63) - 1

    assert len(f"hello-{longest}") <= 25
