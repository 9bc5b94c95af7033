import json
from collections.abc import Iterable
from typing import Any

import pytest

from bot.cli.piping.protocol import extract_lines, ledger_lines, link_lines, similar_lines
from bot.errors import BadInput

Row = dict[str, Any]

ASKED: Row = {
    "id": "1",
    "channel": "pond",
    "author": "ada",
    "at": "2026-03-01T10:00:00Z",
    "text": "The pump hums all night. Which valve do I close first?",
}
ANSWERED: Row = {
    "id": "2",
    "channel": "pond",
    "author": "ben",
    "at": "2026-03-01T10:05:00+00:00",
    "text": "Close the upper valve first, the lower one only when the pump is off.",
    "reply_to": "1",
}


def lines(*rows: Row | str) -> list[bytes]:
    return [(row if isinstance(row, str) else json.dumps(row)).encode() + b"\n" for row in rows]


def read(answer: Iterable[str]) -> list[Row]:
    return [json.loads(line) for line in answer]


def test_extract_gives_a_line_per_message_in_order() -> None:
    answer = read(extract_lines(lines({"id": "b", "text": "Why?"}, {"id": "a", "text": ""})))

    assert [row["id"] for row in answer] == ["b", "a"]
    assert answer[1]["segments"] == []


def test_extract_offsets_cut_the_question_out_of_the_text() -> None:
    (answer,) = read(extract_lines(lines(ASKED)))
    questions = [s for s in answer["segments"] if s["kind"] == "question"]

    assert [ASKED["text"][s["start"] : s["end"]] for s in questions] == [
        "Which valve do I close first?"
    ]


def test_ledger_gives_a_line_per_question_with_its_replies() -> None:
    (question,) = read(ledger_lines(lines(ASKED, ANSWERED)))

    assert question["question"]["message"] == "1"
    assert question["question"]["text"] == "Which valve do I close first?"
    assert [reply["message"] for reply in question["replies"]] == ["2"]
    assert question["reasons"]


def test_ledger_orders_a_channel_by_time_whatever_the_order_of_its_lines() -> None:
    assert read(ledger_lines(lines(ANSWERED, ASKED))) == read(ledger_lines(lines(ASKED, ANSWERED)))


def test_ledger_names_the_question_that_another_depends_on() -> None:
    text = "Does the pump run in winter? If so, who clears the ice?"
    first, second = read(ledger_lines(lines(ASKED | {"text": text})))

    assert first["depends_on"] is None
    assert second["depends_on"] == first["question"]


def test_links_give_a_line_per_message_with_its_parents() -> None:
    assert read(link_lines(lines(ASKED, ANSWERED))) == [
        {"id": "1", "parents": []},
        {"id": "2", "parents": ["1"]},
    ]


def test_similar_gives_a_line_per_pair() -> None:
    (answer,) = read(similar_lines(lines({"id": "x", "a": "Which valve?", "b": "Which valve?"})))

    assert answer == {"id": "x", "score": 1.0, "same": True}


def test_blank_lines_are_passed_over() -> None:
    assert len(read(extract_lines([b"\n", *lines({"id": "1", "text": "x"}), b"  \n"]))) == 1


@pytest.mark.parametrize(
    ("bad", "problem"),
    [
        ("{", "Invalid JSON"),
        ("[]", "object"),
        ({"id": "2"}, '"text"'),
        ({"id": 2, "text": "x"}, '"id"'),
        ({"id": "2", "text": None}, '"text"'),
    ],
)
def test_a_bad_line_is_named_with_its_number_and_the_remedy(bad: Row | str, problem: str) -> None:
    with pytest.raises(BadInput) as caught:
        read(extract_lines(lines({"id": "1", "text": "x"}, bad)))

    assert caught.value.line == 2
    assert problem in str(caught.value)
    assert caught.value.remedy == 'Each line is a JSON object with "id", "text".'


def test_nothing_is_given_when_a_later_line_is_bad() -> None:
    given: list[str] = []

    with pytest.raises(BadInput):
        given.extend(ledger_lines(lines(ASKED, ASKED | {"at": "yesterday"})))
    assert given == []


def test_a_time_without_a_zone_is_refused() -> None:
    with pytest.raises(BadInput, match="timezone"):
        read(ledger_lines(lines(ASKED | {"at": "2026-03-01T10:00:00"})))
