"""Every medium tells the same facts, in the same order."""

from collections.abc import Callable

import pytest

from bot.views import View, list_view, why_view
from bot.views.render import html, markdown, plain
from tests.unit.views.allotment import NOW, PARTLY, page, record, soil

MEDIA = pytest.mark.parametrize("render", [plain, markdown, html])


def in_order(text: str, facts: list[str]) -> bool:
    places = [text.find(fact) for fact in facts]
    return -1 not in places and places == sorted(places)


@MEDIA
def test_list_comes_in_the_same_order(render: Callable[[View], str]) -> None:
    facts = ["Loose ends", "2 open", "Soil test results", "Allotment", "mira, 9 days ago"]
    facts += ["#41", "Would liming", "re: The report", "nobody replied", "#42", "jon, in part"]
    facts += ["#43", "depends on #42", "Settle one"]
    assert in_order(render(list_view(page(*soil()), now=NOW)), facts)


@MEDIA
def test_why_comes_in_the_same_order(render: Callable[[View], str]) -> None:
    facts = ["#42", "mira in Soil", "choice question", "Why a question", "ends in", "though"]
    facts += ["Why partly", "most likely", "answers it only in part", "What did not count"]
    facts += ["mine is acid", "Whose turn", "Helpers", "It becomes", "Not a question?"]
    assert in_order(render(why_view(record(2, PARTLY), now=NOW)), facts)
