"""Who misreads the made-up messages is not believed about the others."""

import pytest

from bot.llm.sending.control import ASKING, LEAD, STATEMENT, was_read
from tests.unit.llm.double import Line, control

STATED, ASKED = (line["text"] for line in LEAD)


def question(number: int, quote: str) -> Line:
    return {"id": number, "kind": "question", "quote": quote}


def test_an_attentive_reader_is_believed() -> None:
    assert was_read(control())
    assert was_read([*control(), {"id": STATEMENT, "kind": "claim", "quote": STATED}])
    assert was_read([question(ASKING, ASKED.removeprefix("Does anybody know "))])


@pytest.mark.parametrize(
    "items",
    [
        [],
        [{"id": ASKING, "kind": "claim", "quote": ASKED}],
        [question(ASKING, "Where are the blue cups?")],
        [question(ASKING, "cups")],
        [question(ASKING, "")],
        [question(STATEMENT, ASKED)],
        [*control(), question(STATEMENT, STATED)],
    ],
)
def test_a_reader_who_misreads_them_is_not(items: list[Line]) -> None:
    assert not was_read(items)
