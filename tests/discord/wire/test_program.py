"""The program itself, in a process of its own: how it starts, how it ends, and what it survives."""

import asyncio
import random

import aiohttp

from bot.extraction.rules_extractor import RulesExtractor
from bot.ingest import Ingest
from bot.model import Entry, Posted, QuestionQuery, State
from bot.store import Store, open_store
from tests.discord.double.world import Room
from tests.discord.wire.conftest import Town
from tests.discord.wire.program import (
    LONG,
    connected,
    ended,
    posted_in,
    read_so_far,
    running,
    settled,
    texts,
    url,
)

MESSAGES = 2_000


async def test_sigterm_ends_it_soon_with_all_that_was_heard(town: Town) -> None:
    beds = await town.stage.room("beds")
    async with running(town) as process:
        await connected(town)
        await town.stage.post(beds, town.ada, "Is bed 0 free?")
        await read_so_far(town, 1)
        for n in range(1, 60):
            await town.stage.post(beds, town.ada, f"Is bed {n} free?")
        status = await ended(process)
    async with running(town) as process:
        await connected(town)
        await settled(town, [beds])
        again = await ended(process)

    assert (status, again) == (0, 0)
    async with open_store(url(town)) as store:
        assert (await store.coverage()).questions == 60


async def test_sigterm_in_the_middle_of_a_command_ends_it_too(town: Town) -> None:
    beds = await town.stage.room("beds")
    async with running(town) as process:
        await connected(town)
        await town.stage.post(beds, town.ada, "Is bed 1 free?")
        await read_so_far(town, 1)
        await town.stage.command(town.ben, beds, "questions", "open")
        async with asyncio.timeout(LONG):
            while not town.double.answered:
                await asyncio.sleep(0.001)
        status = await ended(process)

    deferred, answer = town.double.answered
    assert (status, deferred["type"]) == (0, 5)
    assert "Is bed 1 free?" in str(answer)


async def test_refused_token_is_a_sentence_and_a_status(town: Town) -> None:
    async with running(town, token="another") as process:  # noqa: S106  (opens nothing)
        _, said = await asyncio.wait_for(process.communicate(), LONG)

    assert process.returncode == 1
    assert "Discord refuses the token." in said.decode()
    assert "Traceback" not in said.decode()
    assert "another" not in said.decode().replace("another one", "")


async def test_it_says_how_it_is(town: Town, port: int) -> None:
    beds = await town.stage.room("beds")
    async with running(town, port=port), aiohttp.ClientSession(f"http://127.0.0.1:{port}") as web:
        await connected(town)
        await town.stage.post(beds, town.ada, "Is bed 1 free?")
        async with asyncio.timeout(LONG):
            while "looseends_arrivals_total 1.0" not in (metrics := await read(web, "/metrics")):
                await asyncio.sleep(0.05)
        alive, ready = await web.get("/live"), await web.get("/ready")
        town.double.is_shut = True
        await town.double.close(4000)
        async with asyncio.timeout(LONG):
            while (await web.get("/ready")).status != 503:
                await asyncio.sleep(0.01)

    assert (alive.status, ready.status) == (200, 200)
    assert "looseends_lag_seconds_count 1.0" in metrics
    assert "looseends_shards_connected 1.0" in metrics


async def read(web: aiohttp.ClientSession, page: str) -> str:
    async with web.get(page) as answer:
        return await answer.text()


async def test_whatever_happens_the_ledger_is_that_of_a_replay(town: Town) -> None:
    """Two thousand messages, with edits, deletions and reactions; the program is killed three times
    in between, and the line is cut twice.
    """
    chance = random.Random(7)  # noqa: S311  (a plot, no secret)
    rooms = [await town.stage.room(name) for name in ("beds", "shed", "pond")]
    rooms += [await town.stage.thread(rooms[0], "slugs")]
    told = 0
    for part in range(4):
        async with running(town) as process:
            await connected(town)
            while told < MESSAGES * (part + 1) // 4:
                told += 1
                await happening(town, rooms, chance, told)
                if told % (MESSAGES // 3) == 0:
                    await town.double.cut()
            if part < 3:
                await read_so_far(town, told * 2 // 3)
                process.kill()
            else:
                await settled(town, rooms)
                assert await ended(process) == 0
        # What happens while nobody listens.
        for _ in range(5 if part < 3 else 0):
            told += 1
            await happening(town, rooms, chance, told)
        if part < 3:
            for room in rooms:
                await town.stage.post(room, town.cleo, f"Who was here in part {part}?")

    async with open_store(url(town)) as store:
        assert await texts(store, rooms) == posted_in(rooms)
        replayed = town.folder / "replayed.db"
        async with open_store(f"sqlite+aiosqlite:///{replayed}") as other:
            await replay(store, rooms, other)
            assert await standings(store) == await standings(other)


async def happening(town: Town, rooms: list[Room], chance: random.Random, n: int) -> None:
    """Somebody posts; now and then somebody edits, deletes or reacts to what was posted lately."""
    room = chance.choice(rooms)
    people = (town.ada, town.ben, town.cleo)
    lately = list(room.posts.values())[-8:]
    kinds = ("Is bed {} free?", "Bed {} is free.", "Thanks, {}!", "How deep is pond {}?")
    reply_to = chance.choice(lately) if lately and chance.random() < 0.2 else None
    text = chance.choice(kinds).format(n)
    await town.stage.post(room, chance.choice(people), text, reply_to=reply_to)
    if lately and chance.random() < 0.08:
        await town.stage.edit(chance.choice(lately), f"Where is the key of shed {n}?")
    if lately and chance.random() < 0.05:
        await town.stage.delete(lately[-1])
    elif lately and chance.random() < 0.05:
        by = chance.choice(people)
        if by not in lately[0].reactions.get("✅", ()):
            await town.stage.react(lately[0], by, "✅")
    await asyncio.sleep(0)


async def replay(store: Store, rooms: list[Room], other: Store) -> None:
    """Takes in all messages of a ledger once more, from the first on, in another one."""
    ingest = Ingest(other, RulesExtractor())
    for room in rooms:
        thread = await store.thread(str(room.id))
        await ingest.ingest([Posted(thread.channel, turn.message) for turn in thread.turns])


async def standings(store: Store) -> list[tuple[str, int, Entry]]:
    """Every question with its standing, without the number: that tells who was read first."""
    every = QuestionQuery(states=frozenset(State), rhetorical=True, limit=100_000)
    page = await store.questions(every)
    return sorted(
        [(str(r.message.ref), r.entry.question.span.start, r.entry) for r in page.records],
        key=lambda found: found[:2],
    )
