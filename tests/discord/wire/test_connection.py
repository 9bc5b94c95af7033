"""It stays up: whatever happens to the line, nothing is lost and nothing is read twice."""

import asyncio
from dataclasses import replace
from typing import Any

import pytest

from bot.errors import ConfigurationError, StoreError
from bot.model import Platform
from cogs import edge
from cogs.client import LooseEndsBot
from cogs.hearing import attendance
from cogs.history import backfill
from tests.discord.double.acting import Stage, founded
from tests.discord.double.judge import IS_THERE
from tests.discord.double.rest import FORBIDDEN, Answer, too_many
from tests.discord.double.server import MESSAGE_CONTENT
from tests.discord.double.world import Person
from tests.discord.wire.conftest import SOON, Town, until


def test_requests_are_judged_by_discords_own_description() -> None:
    if not IS_THERE:
        pytest.skip("NOT JUDGED: Discord's openapi.json does not lie beside the project.")


async def test_cut_line_is_resumed_and_what_was_missed_is_told_once(town: Town) -> None:
    beds = await town.stage.room("beds")
    async with town.listening() as ear:
        await town.stage.post(beds, town.ada, "Who waters on Sunday?")
        await ear.until(1)
        await town.double.cut()
        await town.stage.post(beds, town.ben, "Where is the hose?")
        await ear.until(2)
        await until(lambda: town.double.resumed == 1)

        assert await ear.asked() == ["Who waters on Sunday?", "Where is the hose?"]
    assert (town.double.identified, town.double.resumed) == (1, 1)


async def test_wish_to_reconnect_is_followed_by_a_resume(town: Town) -> None:
    beds = await town.stage.room("beds")
    async with town.listening() as ear:
        await town.double.ask_to_reconnect()
        await until(lambda: town.double.resumed == 1)
        await town.stage.post(beds, town.ben, "Where is the hose?")
        await ear.until(1)

    assert town.double.identified == 1


async def test_ended_session_begins_anew_and_what_was_missed_is_read(town: Town) -> None:
    beds = await town.stage.room("beds")
    async with town.listening() as ear:
        await ear.caught_up()
        await town.double.invalidate()
        town.stage.live = False
        await town.stage.post(beds, town.ben, "Where is the hose?")
        await until(lambda: town.double.identified == 2)
        async with asyncio.timeout(SOON):
            while not await ear.asked():
                await asyncio.sleep(0.02)

        assert await ear.asked() == ["Where is the hose?"]


async def test_guild_that_expelled_us_unheard_is_forgotten_when_the_session_begins_anew(
    town: Town,
) -> None:
    beds = await town.stage.room("beds")
    async with town.listening() as ear:
        await ear.is_ready()
        await town.stage.post(beds, town.ada, "Who waters on Sunday?")
        await ear.until(1)
        await ear.caught_up()
        del town.double.guilds[town.stage.guild.id]
        await town.double.invalidate()
        async with asyncio.timeout(SOON):
            while await ear.store.heard_until(Platform.DISCORD):
                await asyncio.sleep(0.02)

        assert await ear.asked() == []


@pytest.mark.parametrize(("left", "kept"), [(0, 0), (0, 1), (1, 0)])
async def test_of_two_shards_that_begin_anew_each_forgets_who_expelled_us_and_hears_the_others(
    town: Town, left: int, kept: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(LooseEndsBot, "before_identify_hook", at_once)
    town.double.shards = 2
    other = founded(town.double, "Orchard", Person("Dora"))
    for stage, shard in ((town.stage, left), (other, kept)):
        settle(stage, shard)
    beds, trees = await town.stage.room("beds"), await other.room("trees")
    async with town.listening() as ear:
        await ear.is_ready()
        await town.stage.post(beds, town.ada, "Who waters on Sunday?")
        await other.post(trees, town.ben, "When are the apples ripe?")
        await ear.until(2)
        await ear.caught_up()
        del town.double.guilds[town.stage.guild.id]
        await town.double.invalidate()
        await other.post(trees, town.ben, "Where is the ladder?")
        async with asyncio.timeout(SOON):
            while await ear.asked() != ["When are the apples ripe?", "Where is the ladder?"]:
                await asyncio.sleep(0.02)
        await until(lambda: town.double.identified == 4)


async def at_once(*_: object, **__: object) -> None:
    """Instead of the five seconds before each session but the first."""


def settle(stage: Stage, shard: int) -> None:
    """Puts the guild on this one of two shards."""
    guilds, guild = stage.double.guilds, stage.guild
    del guilds[guild.id]
    guild.id += ((guild.id >> 22) % 2 != shard) << 22
    guilds[guild.id] = guild


async def begins_anew(town: Town) -> None:
    """Returns when the session has ended and the client is about to identify: it waits before."""
    before = len(town.double.beating)
    await town.double.invalidate()
    await until(lambda: len(town.double.beating) > before)


async def test_it_can_be_ended_while_a_session_begins_anew(town: Town) -> None:
    async with town.listening() as ear:
        await ear.is_ready()
        await begins_anew(town)

    assert ear.ended.cancelled()
    assert town.double.identified == 1


async def test_what_fails_while_a_session_begins_anew_starts_all_anew(
    town: Town, monkeypatch: pytest.MonkeyPatch
) -> None:
    run, may_fail = backfill.Backfill.run, asyncio.Event()

    async def failing_once(reader: backfill.Backfill) -> None:
        if not may_fail.is_set():
            await may_fail.wait()
            raise RuntimeError
        await run(reader)

    monkeypatch.setattr(backfill.Backfill, "run", failing_once)
    beds = await town.stage.room("beds")
    await replace(town.stage, live=False).post(beds, town.ada, "Who waters on Sunday?")
    async with town.listening() as ear:
        await ear.is_ready()
        await begins_anew(town)
        may_fail.set()
        await ear.caught_up()

        assert await ear.asked() == ["Who waters on Sunday?"]
        assert ear.count("edge_restarts_total") == 1


async def test_channel_that_was_deleted_in_an_outage_is_gone_after_it(town: Town) -> None:
    beds, shed = await town.stage.room("beds"), await town.stage.room("shed")
    thread = await town.stage.thread(beds, "slugs")
    guild = town.stage.guild
    async with town.listening() as ear:
        for room in (beds, shed, thread):
            await town.stage.post(room, town.ada, f"What of {room.name}?")
        await ear.until(3)
        await ear.caught_up()
        await town.double.emit("GUILD_DELETE", {"id": str(guild.id), "unavailable": True}, guild)
        await replace(town.stage, live=False).delete_room(beds)
        await town.double.emit("GUILD_CREATE", guild.payload(town.double.me), guild)
        async with asyncio.timeout(SOON):
            while await ear.asked() != ["What of shed?"]:
                await asyncio.sleep(0.02)


async def test_events_told_twice_change_nothing(town: Town) -> None:
    beds = await town.stage.room("beds")
    async with town.listening() as ear:
        post = await town.stage.post(beds, town.ada, "Who waters on Sunday?")
        for _ in range(3):
            await town.double.emit("MESSAGE_CREATE", post.payload(live=True), town.stage.guild)
        await ear.until(4)

        assert await ear.asked() == ["Who waters on Sunday?"]


@pytest.mark.parametrize(
    ("event", "payload"),
    [
        ("MESSAGE_CREATE", {"id": "no number"}),
        ("MESSAGE_CREATE", {}),
        ("GUILD_CREATE", {"unavailable": False}),
        ("MESSAGE_REACTION_ADD", {"emoji": "?"}),
        ("THREAD_DELETE", {}),
        ("SOMETHING_NEW", {"id": "3"}),
    ],
)
async def test_event_that_cannot_be_read_ends_nothing(
    town: Town, event: str, payload: dict[str, Any]
) -> None:
    beds = await town.stage.room("beds")
    async with town.listening() as ear:
        await town.double.emit(event, payload)
        await town.stage.post(beds, town.ada, "Who waters on Sunday?")
        await ear.until(1)

        assert ear.count("events_unreadable_total") == (event != "SOMETHING_NEW")
    assert (town.double.identified, town.double.resumed) == (1, 0)


async def test_token_that_is_refused_is_said_in_a_sentence(town: Town) -> None:
    town.double.token = "another"  # noqa: S105  (opens nothing)

    with pytest.raises(ConfigurationError, match=r"refuses the token.*LOOSEENDS_DISCORD__TOKEN"):
        async with town.listening():
            pass


async def test_token_that_is_revoked_later_is_said_too(town: Town) -> None:
    async def revoked() -> None:
        async with town.listening() as ear:
            town.double.token = "another"  # noqa: S105
            await town.double.close(4004)
            await asyncio.wait([ear.ended], timeout=SOON)
            assert ear.count("edge_restarts_total") == 0

    with pytest.raises(ConfigurationError, match="refuses the token"):
        await revoked()


async def test_without_the_content_intent_it_hears_what_mentions_it(town: Town) -> None:
    town.double.granted &= ~MESSAGE_CONTENT
    beds = await town.stage.room("beds")
    async with town.listening() as ear:
        await ear.caught_up()
        await town.stage.post(beds, town.ada, "Who waters on Sunday?")
        me = town.double.me
        await town.stage.post(beds, town.ben, "Where is the hose?", mentions=[me])
        await ear.until(1)

        assert await ear.asked() == ["Where is the hose?"]
        assert (await ear.store.coverage()).messages == 1
        assert (await ear.store.missing()).blind_spots


@pytest.mark.parametrize("everywhere", [False, True])
async def test_limits_are_waited_for(town: Town, *, everywhere: bool) -> None:
    beds = await town.stage.room("beds")
    town.stage.live = False
    await town.stage.post(beds, town.ada, "Who waters on Sunday?")
    town.double.fail("GET .*/messages", too_many(0.2, everywhere=everywhere), times=2)
    async with town.listening() as ear:
        await ear.caught_up()

        assert await ear.asked() == ["Who waters on Sunday?"]


@pytest.mark.parametrize(
    ("status", "times"), [(500, 1), (501, 3), (502, 1), (503, 3), (504, 1), (524, 1)]
)
async def test_fault_of_discords_own_is_tried_again(town: Town, status: int, times: int) -> None:
    """By discord.py after a second, or else by us."""
    beds = await town.stage.room("beds")
    town.stage.live = False
    await town.stage.post(beds, town.ada, "Who waters on Sunday?")
    town.double.fail("GET .*/(messages|archived)", Answer({"message": "?"}, status), times=times)
    async with town.listening() as ear:
        await ear.caught_up()

        assert await ear.asked() == ["Who waters on Sunday?"]


async def test_history_that_may_not_be_read_is_a_blind_spot(town: Town) -> None:
    beds, shed = await town.stage.room("beds"), await town.stage.room("shed")
    town.stage.live = False
    for room in (beds, shed):
        await town.stage.post(room, town.ada, f"What of {room.name}?")
    town.double.fail(f"GET /channels/{beds.id}/messages", FORBIDDEN)
    async with town.listening() as ear:
        async with asyncio.timeout(SOON):
            while not (await ear.store.missing()).blind_spots:
                await asyncio.sleep(0.02)

        assert await ear.asked() == ["What of shed?"]


async def test_database_that_cannot_be_written_for_a_while_loses_nothing(town: Town) -> None:
    beds = await town.stage.room("beds")
    async with town.listening() as ear:
        await ear.caught_up()
        ingest, failures = ear.ingest.ingest, iter([StoreError("locked")] * 3)

        async def unsteady(*args: Any, **named: Any) -> Any:
            for failure in failures:
                raise failure
            return await ingest(*args, **named)

        ear.ingest.ingest = unsteady
        for n in range(5):
            await town.stage.post(beds, town.ada, f"Is bed {n} free?")
        await ear.until(5)

        assert len(await ear.asked()) == 5
        assert ear.count("store_retries_total") == 3


async def test_what_a_full_queue_refuses_is_read_later(
    town: Town, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(attendance, "EVERY", 0.05)
    beds = await town.stage.room("beds")
    async with town.listening() as ear:
        await ear.caught_up()
        ear.intake._capacity = 1
        for n in range(30):
            await town.stage.post(beds, town.ada, f"Is bed {n} free?")
        async with asyncio.timeout(SOON):
            while len(await ear.asked()) < 30:
                await asyncio.sleep(0.02)

        assert ear.count("refused_total") > 0


async def test_how_far_was_heard_is_noted(town: Town, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(attendance, "EVERY", 0.05)
    await town.stage.room("beds")
    async with town.listening() as ear:
        await ear.caught_up()
        before = await ear.store.heard_until(Platform.DISCORD)
        async with asyncio.timeout(SOON):
            while await ear.store.heard_until(Platform.DISCORD) == before:
                await asyncio.sleep(0.02)
        [[was], [is_now]] = (
            before.values(),
            (await ear.store.heard_until(Platform.DISCORD)).values(),
        )

    assert is_now > was


async def test_command_that_has_begun_is_answered_before_the_end(
    town: Town, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(edge, "_PATIENCE", SOON)
    beds = await town.stage.room("beds")
    async with town.listening() as ear:
        await town.stage.post(beds, town.ada, "Is bed 1 free?")
        await ear.until(1)
        questions = ear.store.questions

        async def slowly(*args: Any, **named: Any) -> Any:
            await asyncio.sleep(0.5)
            return await questions(*args, **named)

        monkeypatch.setattr(ear.store, "questions", slowly)
        await town.stage.command(town.ben, beds, "questions", "open")
        await until(lambda: len(town.double.answered) == 1)

    deferred, answer = town.double.answered
    assert deferred["type"] == 5
    assert "Is bed 1 free?" in str(answer)


async def test_start_that_fails_is_made_anew(town: Town) -> None:
    beds = await town.stage.room("beds")
    town.double.fail("GET /gateway/bot", Answer({"message": "?"}, 501))
    async with town.listening() as ear:
        await town.stage.post(beds, town.ada, "Is bed 1 free?")
        await ear.until(1)

        assert ear.count("edge_restarts_total") == 1


async def test_no_privileged_intent_is_asked_for_where_it_is_switched_off(town: Town) -> None:
    town.double.granted = 0
    settings = {"message_content": False, "members": False}

    async with town.listening(**settings) as ear:
        await ear.caught_up()
        await until(lambda: town.double.identified == 1)
