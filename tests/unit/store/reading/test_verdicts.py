"""What people marked, with the talk from which the rules judge it."""

from collections.abc import AsyncGenerator
from dataclasses import replace
from pathlib import Path

import pytest

from bot.ingest import Ingest
from bot.model import Channel, Deleted, Mark, Marked, MarkKind
from bot.ports import Verdicts
from tests.unit.store.garden import BEDS, JON, NOON, PUMP, post, said
from tests.unit.store.garden import ledger as opened

FAR = 100


@pytest.fixture
async def both(tmp_path: Path) -> AsyncGenerator[tuple[Verdicts, Ingest]]:
    """Two questions in the beds, one at the pump, and talk around them."""
    async with opened(tmp_path / "ledger.db") as (store, ingest):
        await ingest.ingest(
            [
                post("1", "the frost is near"),
                post("2", "is the soil wet?"),
                post("3", "how deep?", by=JON),
                post("4", "very", by=JON, reply_to="2"),
                post("5", "it is late"),
                post("6", "a spade deep", reply_to="3"),
                post("7", "which adapter fits?", where=PUMP),
            ]
        )
        yield store, ingest


def mark(message: str, kind: MarkKind = MarkKind.RESOLVED, where: Channel = BEDS) -> Mark:
    about = said(message, "", where=where)
    return Mark(f"{kind}-{message}", kind, about.ref, "words", JON.id, NOON)


async def test_what_nobody_marked_is_not_read(both: tuple[Verdicts, Ingest]) -> None:
    assert await both[0].verdicts(FAR) == []


async def test_a_marked_message_comes_first_with_the_talk_that_follows(
    both: tuple[Verdicts, Ingest],
) -> None:
    store, ingest = both
    await ingest.ingest([Marked(mark("3")), Marked(mark("2")), Marked(mark("7", where=PUMP))])

    found = await store.verdicts(FAR)

    assert [channel for channel, _ in found] == [BEDS, BEDS, PUMP]
    ids = [[turn.message.id for turn in run.turns] for _, run in found]
    assert ids == [["2", "3", "4", "5", "6"], ["3", "4", "5", "6"], ["7"]]
    first = found[0][1]
    assert first.turns[0].acts
    assert {(link.child, link.parent) for link in first.links} >= {("4", "2"), ("6", "3")}
    assert {mark.message.message for mark in first.marks} == {"2", "3"}


async def test_no_more_turns_are_read_than_the_rules_look_at(
    both: tuple[Verdicts, Ingest],
) -> None:
    store, ingest = both
    await ingest.ingest([Marked(mark("2"))])

    ((_, run),) = await store.verdicts(1)

    # Beyond the horizon stand those alone that reply to it explicitly.
    assert [turn.message.id for turn in run.turns] == ["2", "3", "4", "6"]


async def test_a_message_with_several_marks_is_read_once(both: tuple[Verdicts, Ingest]) -> None:
    store, ingest = both
    await ingest.ingest([Marked(mark("2")), Marked(mark("2", MarkKind.REOPENED))])

    ((_, run),) = await store.verdicts(FAR)

    assert len(run.marks) == 2


async def test_what_was_undone_or_deleted_is_left_out(both: tuple[Verdicts, Ingest]) -> None:
    store, ingest = both
    await ingest.ingest(
        [
            Marked(replace(mark("2"), undone_at=NOON)),
            Marked(mark("3")),
            Deleted(said("3", "").ref, NOON),
            Marked(mark("99")),
        ]
    )

    assert await store.verdicts(FAR) == []
