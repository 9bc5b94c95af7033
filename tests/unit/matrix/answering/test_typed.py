"""What somebody types means one thing, or a sentence says what to type."""

from contextlib import suppress
from datetime import timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.commands import VERBS, Verb
from bot.errors import WrongUse
from bot.model import Order, State
from matrix.answering.typed import Help, Here, Typed, addressed, called, parsed, usage

HERE = Here("!beds")
NAMES = ("Loose Ends", "@ends:example.org", "ends")


def typed(said: str, here: Here = HERE) -> Typed:
    found = parsed(said, here, "!ends")
    assert isinstance(found, Typed)
    return found


def given_by(said: str, here: Here = HERE) -> dict[str, Any]:
    return dict(typed(said, here).given)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("!ends open", "open"),
        ("  !ENDS\n open  ", "open"),
        ("!ends", ""),
        ("Loose Ends: why 42", "why 42"),
        ("ends, help", "help"),
        ("@ends:example.org: open", "open"),
    ],
)
def test_it_is_spoken_to_by_the_prefix_or_by_its_name(text: str, said: str) -> None:
    assert addressed(text, "!ends", NAMES) == said


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("@ends:example.org open", "open"),
        ("Loose Ends why 42", "why 42"),
        ("ends", ""),
        ("[Loose Ends](https://matrix.to/#/@ends:example.org) open", "open"),
        ("[@ends](https://matrix.to/#/%40ends%3Aexample.org): open", "open"),
    ],
)
def test_mention_at_the_beginning_needs_no_colon(text: str, said: str) -> None:
    assert addressed(text, "!ends", NAMES, is_mentioned=True) == said


@pytest.mark.parametrize(
    "text",
    [
        "it ends here",
        "endswith open",
        "thanks to @ends:example.org open",
        "[Jon](https://matrix.to/#/@jon:example.org) open",
    ],
)
def test_mention_elsewhere_is_talk(text: str) -> None:
    assert addressed(text, "!ends", NAMES, is_mentioned=True) is None


@pytest.mark.parametrize(
    "text",
    ["open", "!endsopen", "!end open", "it ends here: why?", "I said !ends open", "ends open", ""],
)
def test_talk_that_looks_like_a_command_is_talk(text: str) -> None:
    assert addressed(text, "!ends", NAMES) is None


@given(st.text())
def test_any_text_is_talk_or_a_command(text: str) -> None:
    said = addressed(f"!ends {text}", "!ends", NAMES)

    assert said is not None
    with suppress(WrongUse):
        parsed(said, HERE, "!ends")


@pytest.mark.parametrize("verb", VERBS, ids=lambda verb: f"{verb.group}-{verb.name}")
def test_every_verb_is_typed_by_its_name_and_by_its_full_name(verb: Verb[Any]) -> None:
    must = {
        "number": "7",
        "text": "wet",
        "message": "$1",
        "channel": "beds",
        "period": "2d",
        "digest": "x",
        "sure": "yes",
    }
    words = " ".join(must[p.name] for p in verb.parameters if p.positional)

    for name in (called(verb), f"{verb.group} {verb.name}"):
        assert typed(f"{name} {words}").verb is verb
    typed(f"{called(verb)} {words}").arguments  # noqa: B018  (it can be made)


def test_values_are_read_as_the_verb_wants_them() -> None:
    assert given_by("open --state open,partly-answered --older-than=7d --order newest") == {
        "state": (State.OPEN, State.PARTLY_ANSWERED),
        "older_than": timedelta(days=7),
        "order": Order.NEWEST,
    }
    assert given_by("open asker:mira limit=500") == {"asker": "mira", "limit": 100}
    assert given_by("take #41 12h") == {"number": 41, "period": timedelta(hours=12)}


def test_words_at_the_end_are_one_text() -> None:
    assert given_by('find "pine needles" or bark') == {"text": "pine needles or bark"}
    assert given_by('find "--state"') == {"text": "--state"}
    assert given_by("find when: noon, why?") == {"text": "when: noon, why?"}


def test_room_and_message_are_those_where_it_was_typed() -> None:
    assert given_by("thread") == {"channel": "!beds"}
    assert given_by("track", Here("!beds", "$asked")) == {"message": "$asked", "channel": "!beds"}


def test_link_to_a_message_is_the_message() -> None:
    link = "https://matrix.to/#/!beds%3Aexample.org/%24asked?via=example.org"

    assert given_by(f"resolve 41 --by {link}") == {"number": 41, "by": "$asked"}
    assert given_by("open --asker https://matrix.to/#/@mira:x.org") == {"asker": "@mira:x.org"}


@pytest.mark.parametrize(
    ("said", "remedy"),
    [
        ("opne", "help"),
        ("why", "number"),
        ("why soon", "no number"),
        ("why 41 42", "42"),
        ("status now", "now"),
        ("open --colour red", "--state"),
        ("open --state", "value"),
        ("open --state lost", "answered"),
        ("take 41 --period soon", "stretch of time"),
        ("track", "message"),
    ],
)
def test_what_cannot_be_meant_is_said_with_a_remedy(said: str, remedy: str) -> None:
    with pytest.raises(WrongUse, match=remedy):
        parsed(said, HERE, "!ends")


@pytest.mark.parametrize("said", ["", "help", "?"])
def test_help_is_for_the_asking(said: str) -> None:
    assert parsed(said, HERE, "!ends") == Help()


def test_help_may_be_about_one_verb() -> None:
    found = parsed("help claims find", HERE, "!ends")

    assert isinstance(found, Help)
    assert found.verb is not None
    assert usage(found.verb, "!ends").startswith("!ends claims find [--text …]")
