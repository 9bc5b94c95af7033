"""What is known of messages that are heard of again, wherever they were posted."""

from pathlib import Path

from bot.model import Deleted, Edited, Reacted, Reaction
from tests.unit.store.garden import JON, NOON, PUMP, channel, ledger, post, said

ROOMS = [channel(f"room {n}") for n in range(70)]


async def test_message_is_known_in_its_own_channel_alone(tmp_path: Path) -> None:
    async with ledger(tmp_path / "ledger.db") as (store, ingest):
        await ingest.ingest([post("1", "wet?"), post("2", "dry?", where=PUMP)])

        memory = await store.recall([said("2", "").ref, said("1", "", where=PUMP).ref], ())

    assert memory.traces == {}


async def test_everything_that_was_heard_of_a_message_is_known(tmp_path: Path) -> None:
    posted, reacted, edited, deleted, new = (said(str(n), "").ref for n in range(5))
    async with ledger(tmp_path / "ledger.db") as (store, ingest):
        tick = Reaction("✅", JON.id)
        arrivals = [Reacted(reacted, tick), Edited(edited, "dry?", NOON), Deleted(deleted, NOON)]
        await ingest.ingest([post("0", "wet?"), *arrivals])

        memory = await store.recall([posted, reacted, edited, deleted, new], ())

    assert memory.traces.keys() == {posted, reacted, edited, deleted}


async def test_messages_of_many_rooms_are_all_known(tmp_path: Path) -> None:
    async with ledger(tmp_path / "ledger.db") as (store, ingest):
        await ingest.ingest([post(n, "wet?", where=room) for room in ROOMS for n in ("1", "2")])
        asked = [said(n, "", where=room).ref for room in ROOMS for n in ("2", "3")]

        memory = await store.recall(asked, ())

    assert memory.traces.keys() == {ref for ref in asked if ref.message == "2"}
