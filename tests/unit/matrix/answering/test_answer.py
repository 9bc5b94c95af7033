"""An answer stands where it was asked."""

from typing import Any

import pytest

from bot.importers.matrix_shapes import Event
from matrix.answering.answer import relation_to
from tests.unit.matrix.payloads import answering, message

ASKED = {"m.in_reply_to": {"event_id": "$1"}}


def related(raw: dict[str, Any]) -> dict[str, Any]:
    return relation_to(Event.model_validate(raw))


def in_thread(root: str) -> dict[str, Any]:
    return {"rel_type": "m.thread", "event_id": root, "is_falling_back": True, **ASKED}


def test_answer_opens_a_thread_on_what_was_asked() -> None:
    assert related(message("!ends open")) == in_thread("$1")


def test_answer_stays_in_the_thread_where_it_was_asked() -> None:
    about = {"rel_type": "m.thread", "event_id": "$root", **ASKED}

    assert related(answering("!ends open", about)) == in_thread("$root")


@pytest.mark.parametrize(
    "about",
    [
        {"m.in_reply_to": {"event_id": "$0"}},
        {"rel_type": "m.reference", "event_id": "$0"},
        {"rel_type": "m.thread", "event_id": 3},
    ],
)
def test_answer_to_what_relates_to_another_message_is_a_reply_in_no_thread(
    about: dict[str, Any],
) -> None:
    assert related(answering("!ends track", about)) == ASKED
