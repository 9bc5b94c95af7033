"""What waits to be written is written, whatever comes meanwhile."""

from collections.abc import Sequence
from pathlib import Path

from bot.ingest import Ingest
from bot.model import Link, MessageId, MessageRef, QuestionQuery, Stretch
from bot.store import Store, open_store
from tests.unit.store.garden import BEDS, PLAIN, PUMP, Splitter, ledger, post, url

RULES = "plain"
FIRST, SECOND = MessageId("1"), MessageId("2")


async def talk(store: Store) -> Stretch:
    """What the database tells of the beds."""
    places = await store.page(BEDS.ref, None, 10)
    await store.recall([MessageRef(BEDS.ref, FIRST)], ())
    async with store.writing(RULES) as log:
        stretch = await log.stretch(BEDS.ref, places[0], places[-1], 0, 1)
        return await log.surroundings(BEDS.ref, stretch)


async def links_put(path: Path, *links: Sequence[Link]) -> tuple[Link, ...]:
    """The links of a channel after some were put in one transaction, one after the other."""
    async with open_store(url(path)) as store:
        await Ingest(store, Splitter(), PLAIN).ingest([post("1", "wet?"), post("2", "yes")])
        turns = (await talk(store)).turns
        async with store.writing(RULES) as log:
            for some in links:
                await log.put_links(BEDS.ref, turns, some)
    async with open_store(url(path)) as store:
        return (await talk(store)).links


async def test_of_links_put_twice_the_last_ones_stay(tmp_path: Path) -> None:
    start, reply = Link(FIRST, None), Link(SECOND, FIRST, 0.25)

    found = await links_put(
        tmp_path / "ledger.db", [start, Link(SECOND, FIRST, 0.75)], [start, reply]
    )

    assert found == (start, reply)


async def test_links_that_go_and_come_in_one_transaction_are_there(tmp_path: Path) -> None:
    wanted = [Link(FIRST, None), Link(SECOND, FIRST)]

    assert await links_put(tmp_path / "ledger.db", [], wanted) == tuple(wanted)


async def test_links_that_come_and_go_in_one_transaction_are_not_there(tmp_path: Path) -> None:
    start = Link(FIRST, None)

    assert await links_put(tmp_path / "ledger.db", [start, Link(SECOND, FIRST)], [start]) == (
        start,
    )


async def test_more_questions_than_may_wait_are_all_written(tmp_path: Path) -> None:
    many = "\n".join(f"is bed {n} wet?" for n in range(300))
    async with ledger(tmp_path / "ledger.db") as (store, ingest):
        receipt = await ingest.ingest([post(str(n), many) for n in range(8)])
        page = await store.questions(QuestionQuery(limit=1))

    assert receipt.questions == page.total == 2_400


async def test_numbers_of_several_channels_go_on_from_one_another(tmp_path: Path) -> None:
    async with ledger(tmp_path / "ledger.db") as (store, ingest):
        await ingest.ingest([post("1", "wet?\ndry?"), post("1", "leaks?", where=PUMP)])
        await ingest.ingest([post("2", "cold?", where=PUMP), post("2", "warm?")])
        page = await store.questions(QuestionQuery())

    assert sorted(record.number for record in page.records) == [1, 2, 3, 4, 5]
