import json

import pytest

from bot.commands import export
from bot.errors import WrongUse
from bot.model import State
from bot.views.export import EXPORTS
from tests.unit.commands.fakes import Desk


async def document(desk: Desk, layout: str, channel: str | None = None) -> str:
    return "".join([piece async for piece in export(desk.context(), layout, channel)])


async def test_an_export_holds_every_question_whatever_its_state() -> None:
    desk = Desk()

    exported = json.loads(await document(desk, "json"))

    assert [question["number"] for question in exported["questions"]] == [41]
    assert all(
        q.states == frozenset(State) and q.rhetorical and q.snoozed for q in desk.ledger.asked
    )


async def test_an_export_reads_page_after_page_until_one_is_empty() -> None:
    desk = Desk()

    await document(desk, "json")

    first, second = desk.ledger.asked
    assert (first.offset, second.offset) == (0, first.limit)


async def test_an_export_of_one_channel_asks_for_that_alone() -> None:
    desk = Desk()

    await document(desk, "csv", channel="beds")

    assert {query.channel for query in (*desk.ledger.asked, *desk.ledger.claimed)} == {"beds"}


@pytest.mark.parametrize("layout", EXPORTS)
async def test_every_format_can_be_exported(layout: str) -> None:
    assert "liming in autumn" in await document(Desk(), layout)


async def test_an_unknown_format_is_refused_with_those_that_there_are() -> None:
    with pytest.raises(WrongUse, match="markdown, csv"):
        await document(Desk(), "docx")
