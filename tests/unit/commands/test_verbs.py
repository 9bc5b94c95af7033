from collections import Counter
from datetime import timedelta
from enum import StrEnum
from typing import get_args

import pytest

from bot.commands import VERBS, Verb
from bot.model import State

DESIGNED = {
    ("questions", "open"),
    ("questions", "mine"),
    ("questions", "show"),
    ("questions", "why"),
    ("questions", "find"),
    ("questions", "resolve"),
    ("questions", "reopen"),
    ("questions", "dismiss"),
    ("questions", "take"),
    ("questions", "snooze"),
    ("questions", "track"),
    ("questions", "undo"),
    ("claims", "find"),
    ("claims", "in"),
    ("thread", "show"),
    ("status", "show"),
    ("digest", "preview"),
    ("digest", "now"),
    ("digest", "status"),
    ("privacy", "notice"),
    ("privacy", "export"),
    ("privacy", "forget"),
    ("privacy", "optout"),
    ("privacy", "optin"),
}
"""The table of verbs in the design, as far as it is built."""


def named(verb: Verb[object]) -> str:
    return f"{verb.group} {verb.name}"


def test_every_designed_verb_is_there_once() -> None:
    assert Counter((verb.group, verb.name) for verb in VERBS) == Counter(DESIGNED)


@pytest.mark.parametrize("verb", VERBS, ids=named)
def test_a_verb_and_all_that_it_takes_have_help_in_sentences(verb: Verb[object]) -> None:
    for sentence in (verb.help, *(parameter.help for parameter in verb.parameters)):
        assert sentence[0].isupper()
        assert sentence.endswith(".")
        assert len(sentence) <= 100  # Discord's limit for a description


@pytest.mark.parametrize("verb", VERBS, ids=named)
def test_a_verb_takes_only_what_every_edge_can_offer(verb: Verb[object]) -> None:
    for parameter in verb.parameters:
        kinds = set(get_args(parameter.type) or (parameter.type,))
        for kind in kinds - {type(None), Ellipsis}:
            assert issubclass(kind, int | str | timedelta | StrEnum)


@pytest.mark.parametrize("verb", VERBS, ids=named)
def test_a_verb_runs_with_what_is_required_alone(verb: Verb[object]) -> None:
    required = {parameter.name: "x" for parameter in verb.parameters if parameter.required}

    assert verb.arguments(**required) is not None


def test_defaults_are_told_to_the_edges() -> None:
    verb = next(verb for verb in VERBS if named(verb) == "questions open")

    defaults = {parameter.name: parameter.default for parameter in verb.parameters}

    assert (defaults["state"], defaults["limit"], defaults["asker"]) == ((), 20, None)
    assert {p.name: p.type for p in verb.parameters}["state"] == tuple[State, ...]
