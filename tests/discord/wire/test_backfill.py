"""What was posted while nobody listened is read afterwards, once, newest first."""

import asyncio
from collections.abc import Awaitable, Callable
from datetime import datetime, timedelta
from typing import Any

import pytest

from bot.clock import utc_now
from bot.model import Platform
from cogs.hearing import absent
from cogs.history import backfill, page
from tests.discord.double.acting import founded
from tests.discord.double.rest import FORBIDDEN, Answer
from tests.discord.double.world import (
    ADMINISTRATOR,
    EVERYTHING,
    FORUM,
    MANAGE_THREADS,
    PRIVATE_THREAD,
    PUBLIC_THREAD,
    Person,
    Room,
)
from tests.discord.wire.conftest import SOON, Ear, Town


@pytest.fixture(autouse=True)
def short_pages(monkeypatch: pytest.MonkeyPatch) -> None:
    """Ten messages at once, where Discord gives a hundred."""
    monkeypatch.setattr(page, "PAGE", 10)


async def told(town: Town, room: Room, count: int, at: datetime | None = None) -> None:
    """So many posts of which the bot hears nothing."""
    town.stage.live = False
    for n in range(count):
        await town.stage.post(room, town.ada, f"Is bed {n} of {room.name} free?", at=at)
    town.stage.live = True


def pages(town: Town, room: Room) -> int:
    read = ("GET", f"/channels/{room.id}/messages", 200)
    return sum((call.method, call.path, call.status) == read for call in town.double.calls)


async def test_history_is_read_page_by_page(town: Town) -> None:
    beds = await town.stage.room("beds")
    await told(town, beds, 25)
    async with town.listening() as ear:
        await ear.caught_up()

        assert len(await ear.asked()) == 25
        assert (await ear.store.missing()).unread == 0
    assert pages(town, beds) == 3


async def test_threads_are_read_active_and_archived_public_and_private(town: Town) -> None:
    beds, forum = await town.stage.room("beds"), await town.stage.room("seeds", FORUM)
    town.stage.live = False
    for parent, type_, archived in (
        (beds, PUBLIC_THREAD, False),
        (beds, PUBLIC_THREAD, True),
        (beds, PRIVATE_THREAD, True),
        (forum, PUBLIC_THREAD, True),
    ):
        name = f"{parent.name}-{type_}-{archived}"
        thread = await town.stage.room(name, type_, parent, archived=archived)
        await told(town, thread, 1)
    async with town.listening() as ear:
        await ear.caught_up()

        assert sorted(await ear.asked()) == [
            "Is bed 0 of beds-11-False free?",
            "Is bed 0 of beds-11-True free?",
            "Is bed 0 of beds-12-True free?",
            "Is bed 0 of seeds-11-True free?",
        ]


async def test_without_the_right_to_manage_threads_private_ones_are_read_that_we_are_in(
    town: Town,
) -> None:
    beds = await town.stage.room("beds")
    town.stage.guild.our_rights = EVERYTHING & ~MANAGE_THREADS & ~ADMINISTRATOR
    for name, has_us in (("ours", True), ("theirs", False)):
        thread = await town.stage.room(name, PRIVATE_THREAD, beds, archived=True)
        thread.has_us = has_us
        await told(town, thread, 1)
    async with town.listening() as ear:
        await ear.caught_up()

        assert await ear.asked() == ["Is bed 0 of ours free?"]


async def test_channel_that_was_renamed_while_nobody_listened_is_called_so(town: Town) -> None:
    beds = await town.stage.room("beds")
    await told(town, beds, 1)
    async with town.listening() as ear:
        await ear.caught_up()
    town.stage.live = False
    await town.stage.rename(beds, "raised beds")
    town.stage.live = True
    async with town.listening() as ear:
        async with asyncio.timeout(SOON):
            while [channel.name for channel in await ear.store.channels()] != ["raised beds"]:
                await asyncio.sleep(0.02)

        assert await ear.asked() == ["Is bed 0 of beds free?"]


async def test_only_what_was_missed_is_read_after_a_pause(town: Town) -> None:
    beds, shed = await town.stage.room("beds"), await town.stage.room("shed")
    long_ago = utc_now() - timedelta(days=1)
    await told(town, beds, 15, long_ago)
    async with town.listening() as ear:
        await ear.caught_up()
    town.double.calls.clear()
    await told(town, beds, 5)

    async with town.listening() as ear:
        await all_asked(ear, 20)

    assert pages(town, beds) == 1
    assert pages(town, shed) == 0


async def test_reading_goes_on_where_it_was_broken_off(
    town: Town, monkeypatch: pytest.MonkeyPatch
) -> None:
    beds = await town.stage.room("beds")
    await told(town, beds, 35, utc_now() - timedelta(days=1))
    async with town.unheard() as ear:  # no hello: that would be one more message to be read
        await ear.store.keep(f"discord-introduced:{town.stage.guild.id}", str(beds.id))
    async with town.listening() as ear:
        async with asyncio.timeout(SOON):
            while pages(town, beds) < 2:
                await asyncio.sleep(0)
        monkeypatch.setattr(backfill, "PAUSE", 60)
        town.double.fail("GET .*/messages", Answer({"message": "?"}, 501), times=1)
        async with asyncio.timeout(SOON):
            while town.double.faults:
                await asyncio.sleep(0.01)
        kept = (await ear.store.coverage()).messages
        assert (await ear.store.missing()).unread == 1
    town.double.faults.clear()
    async with town.listening() as ear:
        await ear.caught_up()

        assert len(await ear.asked()) == 35
    assert kept == 20
    assert pages(town, beds) == 4


async def test_channels_take_turns(town: Town) -> None:
    rooms = [await town.stage.room(name) for name in ("beds", "shed", "pond")]
    for room in rooms:
        await told(town, room, 21)
    async with town.listening() as ear:
        await ear.caught_up()

    read = [call.path.split("/")[2] for call in town.double.calls if call.path.endswith("messages")]
    for first in range(0, 9, 3):
        assert set(read[first : first + 3]) == {str(room.id) for room in rooms}


async def test_history_is_not_read_further_back_than_the_setting(town: Town) -> None:
    beds = await town.stage.room("beds")
    await told(town, beds, 3, utc_now() - timedelta(days=9))
    await told(town, beds, 2)
    async with town.listening(history_days=7) as ear:
        await ear.caught_up()

        assert len(await ear.asked()) == 2


async def test_ticks_of_old_posts_are_asked_for(town: Town) -> None:
    beds = await town.stage.room("beds")
    town.stage.live = False
    asked = await town.stage.post(beds, town.ada, "How deep should I sow the carrots?")
    answer = await town.stage.post(beds, town.ben, "One centimetre is enough.", reply_to=asked)
    await town.stage.react(answer, town.ada, "✅")
    await town.stage.react(answer, town.cleo, "🌱")
    async with town.listening() as ear:
        await ear.caught_up()
        posts = await ear.posts(beds.id)

    assert [(r.emoji, r.by) for r in posts[1].reactions] == [("✅", str(town.ada.id))]


async def test_channel_that_may_now_be_read_is_read_from_its_beginning(town: Town) -> None:
    beds, shed = await town.stage.room("beds"), await town.stage.room("shed")
    for room in (beds, shed):
        await told(town, room, 2)
    async with town.listening(skip=str(shed.id)) as ear:
        await ear.caught_up()
        assert len(await ear.asked()) == 2
    async with town.listening() as ear:
        await all_asked(ear, 4)


async def test_new_guild_is_read(town: Town) -> None:
    async with town.listening() as ear:
        await ear.caught_up()
        other = founded(town.double, "Orchard", Person("Dora"))
        other.live = False
        trees = await other.room("trees")
        await other.post(trees, town.ada, "When are the apples ripe?")
        other.live = True
        await other.invite()
        await all_asked(ear, 1)

        assert len(await ear.store.heard_until(Platform.DISCORD)) == 2


async def test_two_shards_share_the_guilds(town: Town) -> None:
    town.double.shards = 2
    beds = await town.stage.room("beds")
    async with town.listening() as ear:
        await town.stage.post(beds, town.ada, "Who waters on Sunday?")
        await all_asked(ear, 1)
        async with asyncio.timeout(SOON):
            while ear.count("shards_connected") < 2:
                await asyncio.sleep(0.05)


async def all_asked(ear: Ear, count: int) -> None:
    async with asyncio.timeout(SOON):
        while len(await ear.asked()) < count:
            await asyncio.sleep(0.02)
    assert len(await ear.asked()) == count


async def test_deletion_and_edit_that_nobody_heard_are_made_up_for(
    town: Town, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(page, "SETTLED", timedelta())
    beds = await town.stage.room("beds")
    async with town.listening() as ear:
        posts = [await town.stage.post(beds, town.ada, f"Is bed {n} free?") for n in range(3)]
        await ear.until(3)
        await ear.caught_up()
    town.stage.live = False
    await town.stage.delete(posts[0])
    await town.stage.edit(posts[1], "Is bed 1 still free?")
    await told(town, beds, 1)

    async with town.listening() as ear:
        async with asyncio.timeout(SOON):
            while await ear.asked() != [
                "Is bed 1 still free?",
                "Is bed 2 free?",
                "Is bed 0 of beds free?",
            ]:
                await asyncio.sleep(0.02)


async def test_channel_that_was_deleted_while_nobody_listened_is_forgotten(town: Town) -> None:
    beds, shed = await town.stage.room("beds"), await town.stage.room("shed")
    for room in (beds, shed):
        await told(town, room, 1)
    async with town.listening() as ear:
        await ear.caught_up()
        await all_asked(ear, 2)
    town.stage.live = False
    await town.stage.delete_room(beds)

    async with town.listening() as ear, asyncio.timeout(SOON):
        while await ear.asked() != ["Is bed 0 of shed free?"]:
            await asyncio.sleep(0.02)


async def test_channel_that_is_only_hidden_is_kept(town: Town) -> None:
    beds, shed = await town.stage.room("beds"), await town.stage.room("shed")
    for room in (beds, shed):
        await told(town, room, 1)
    async with town.listening() as ear:
        await ear.caught_up()
        await all_asked(ear, 2)
    town.stage.guild.rooms.pop(beds.id)
    town.double.fail(f"GET /channels/{beds.id}", FORBIDDEN)
    await told(town, shed, 1)

    async with town.listening() as ear:
        await all_asked(ear, 3)


async def test_guild_that_expelled_the_bot_while_nobody_listened_is_forgotten(town: Town) -> None:
    beds = await town.stage.room("beds")
    await told(town, beds, 1)
    async with town.listening() as ear:
        await ear.caught_up()
        await all_asked(ear, 1)
        await known_to(ear)
    town.stage.live = False
    await town.stage.expel()

    async with town.listening() as ear, asyncio.timeout(SOON):
        while (await ear.store.coverage()).messages:
            await asyncio.sleep(0.02)


async def test_another_bot_forgets_nothing_before_it_is_invited(town: Town) -> None:
    beds = await town.stage.room("beds")
    await told(town, beds, 1)
    async with town.listening() as ear:
        await ear.caught_up()
        await all_asked(ear, 1)
        await known_to(ear)
    del town.double.guilds[town.stage.guild.id]
    town.double.me = Person("Another", bot=True)
    other = founded(town.double, "Orchard", Person("Dora"))
    trees = await other.room("trees")

    async with town.listening() as ear:
        await other.post(trees, town.ada, "When are the apples ripe?")
        await all_asked(ear, 2)


async def known_to(ear: Ear) -> None:
    """Returns when the ledger knows which bot it listens as."""
    async with asyncio.timeout(SOON):
        while not await ear.store.kept("discord-application"):
            await asyncio.sleep(0.02)


@pytest.mark.parametrize("asked", [page.History.page, absent.Absent.rooms])
async def test_nothing_stays_of_a_guild_that_took_us_out_while_discord_was_being_asked(
    town: Town, asked: Callable[..., Awaitable[Any]], monkeypatch: pytest.MonkeyPatch
) -> None:
    beds = await town.stage.room("beds")
    await told(town, beds, 5)
    is_asked, may_answer, is_read = asyncio.Event(), asyncio.Event(), asyncio.Event()

    async def slowly(*args: Any) -> Any:
        answer = await asked(*args)
        is_asked.set()
        await may_answer.wait()
        asyncio.get_running_loop().call_later(0.2, is_read.set)
        return answer

    owner = page.History if asked.__name__ == "page" else absent.Absent
    monkeypatch.setattr(owner, asked.__name__, slowly)
    async with town.listening() as ear:
        async with asyncio.timeout(SOON):
            await is_asked.wait()
            await town.stage.expel()
            await ear.until(1)
            may_answer.set()
            await is_read.wait()

        assert (await ear.store.coverage()).messages == 0
        assert await ear.store.heard_until(Platform.DISCORD) == {}
        assert await ear.store.gaps(Platform.DISCORD) == []
