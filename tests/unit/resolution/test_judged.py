"""What a language model says of a reply counts at most as an answer, and never against people."""

from dataclasses import replace
from typing import Any

import pytest

from bot.model import Judgement, MarkKind, Role, Span, fingerprint
from tests.unit.resolution.room import Room

ASKED = "«wh<Which valve keeps the tank from running dry and how far is it open?»"
WORDS = "Which valve keeps the tank from running dry and how far is it open?"
VAGUE = "the lever by the door does funny things"


def judged(role: Role | None, **changes: Any) -> Room:  # noqa: ANN401  (fields of a judgement)
    """A question, and a reply to it of which a model says something."""
    room = Room()
    room.say("mira", ASKED)
    room.say("jon", VAGUE, to=0)
    post, reply = room.turns
    word = Judgement(
        reply.message.ref,
        fingerprint(VAGUE),
        post.message.id,
        fingerprint(WORDS),
        Span(0, len(WORDS)),
        "tiny",
        role,
        0.9,
        Span(0, 21),
    )
    room.turns[1] = replace(reply, judgements=(replace(word, **changes),))
    return room


def test_a_model_names_the_role_of_a_reply_and_says_that_it_did() -> None:
    room = judged(Role.ANSWER)

    assert room.roles("valve") == {1: Role.ANSWER}
    assert room.state("valve") == "answered"
    assert "model-says" in room.cues("valve")
    (reply,) = room.entry("valve").standing.replies
    assert reply.reasons[0].detail == "tiny"
    assert reply.span == Span(0, 21)


def test_a_model_names_the_part_that_stays_open() -> None:
    room = judged(Role.PARTIAL, missing=Span(48, 66))

    assert room.state("valve") == "partly_answered"
    (reply,) = room.entry("valve").standing.replies
    missing = next(reason for reason in reply.reasons if reason.cue == "model-misses")
    assert missing.detail == WORDS[48:66]


@pytest.mark.parametrize(
    "role", [None, Role.CONFIRMATION, Role.ACKNOWLEDGEMENT, Role.REJECTION, Role.BUMP]
)
def test_a_model_says_nothing_that_is_the_askers_to_say(role: Role | None) -> None:
    room = judged(role)

    assert "model-says" not in room.cues("valve")
    assert room.state("valve") != "resolved"


@pytest.mark.parametrize("role", Role)
def test_a_model_never_resolves_a_question(role: Role) -> None:
    assert judged(role).state("valve") in {"open", "partly_answered", "answered"}


@pytest.mark.parametrize(
    "other",
    [
        {"of": fingerprint("other words")},
        {"to": fingerprint("other words")},
        {"question": "m7"},
        {"asked": Span(0, 5)},
    ],
)
def test_a_model_is_not_heard_on_other_words_than_it_read(other: dict[str, object]) -> None:
    assert "model-says" not in judged(Role.ANSWER, **other).cues("valve")


def test_the_askers_word_comes_after_a_models() -> None:
    room = judged(Role.ANSWER)
    room.say("mira", "no, that does not work, still running dry", to=1)

    assert room.state("valve") == "open"


def test_a_persons_mark_beats_a_models_word() -> None:
    room = judged(Role.ANSWER)
    room.mark(MarkKind.DISMISSED, 0, WORDS)

    assert room.state("valve") == "dismissed"


def test_a_models_word_is_heard_of_a_reply_that_bears_a_mark_itself() -> None:
    room = judged(Role.ANSWER)
    room.mark(MarkKind.TRACKED, 1, "funny things", span=Span(27, 39))

    assert "model-says" in room.cues("valve")
