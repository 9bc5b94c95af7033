"""Commands of forms are read as if typed; anything odd is talk."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from matrix.answering.announced import announced
from matrix.answering.typed import Here, Typed, parsed
from tests.unit.matrix.payloads import JON, ME

NAMED, SYNTAX = "org.matrix.msc4391.command", "org.matrix.msc4332.command"


def said(key: str, command: Any, to: Any = (ME,)) -> str | None:
    content = {"body": "x", "m.mentions": {"user_ids": list(to)}, key: command}
    return announced(content, "!ends", ME)


@pytest.mark.parametrize(
    ("key", "command", "words"),
    [
        (NAMED, {"command": "open"}, "open"),
        (NAMED, {"command": "ends open", "arguments": {"limit": 5}}, 'open --limit "5"'),
        (NAMED, {"command": "open", "arguments": {"older_than": "7d"}}, 'open --older-than "7d"'),
        (NAMED, {"command": "open", "arguments": {"x y": "1", "z": "", "w": True}}, "open"),
        (SYNTAX, {"syntax": "ends why {n}", "variables": {"n": 7}}, 'why "7"'),
        (SYNTAX, {"syntax": "find {text...}", "variables": {"text": "--by x"}}, 'find "--by x"'),
        (SYNTAX, {"syntax": "find {text}"}, "find"),
    ],
)
def test_form_is_read_as_if_typed(key: str, command: Any, words: str) -> None:
    assert said(key, command) == words


@pytest.mark.parametrize(
    ("key", "command"),
    [
        (NAMED, 3),
        (NAMED, {"command": 3}),
        (SYNTAX, []),
        (SYNTAX, {}),
        (NAMED, {"command": "x" * 9999}),
    ],
)
def test_what_is_no_command_is_talk(key: str, command: Any) -> None:
    assert said(key, command) is None


def test_command_of_another_bot_is_not_ours() -> None:
    assert said(NAMED, {"command": "open"}, to=[JON]) is None
    assert announced({NAMED: {"command": "open"}, "m.mentions": 3}, "!ends", ME) is None


@given(st.text(min_size=1))
def test_words_of_a_field_are_never_an_option(words: str) -> None:
    found = said(NAMED, {"command": "find", "arguments": {"text": words}})

    assert found is not None
    typed = parsed(found, Here("!r"), "!ends")
    assert isinstance(typed, Typed)
    assert set(typed.given) == {"text"}
