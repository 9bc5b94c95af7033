"""People's marks: they find their question by its words and have the last word on it."""

from dataclasses import replace

from bot.model import Form, MarkKind, Role, Span
from tests.unit.resolution.room import Room

POST = "«wh<Which mesh would you buy?» «polar<Did the council agree to the shed?»"


def asked() -> Room:
    room = Room()
    room.say("mira", POST)
    return room


def test_a_mark_resolves_the_question_that_it_quotes() -> None:
    room = asked()
    room.mark(MarkKind.RESOLVED, 0, "Which mesh would you buy?")

    assert room.state("mesh") == "resolved"
    assert room.turn_of("mesh") == "nobody"
    assert room.state("council") == "open"
    assert "marked-resolved" in room.cues("mesh")


def test_a_mark_says_who_set_it() -> None:
    room = asked()
    room.mark(MarkKind.DISMISSED, 0, "Which mesh would you buy?")

    (reason,) = room.entry("mesh").standing.reasons
    assert (reason.cue, reason.detail) == ("marked-dismissed", "keeper")


def test_a_mark_finds_its_question_after_an_edit() -> None:
    room = asked()
    room.mark(MarkKind.RESOLVED, 0, "which wire mesh would you have bought then?")

    assert room.state("mesh") == "resolved"
    assert room.state("council") == "open"


def test_a_mark_whose_words_are_gone_has_no_effect() -> None:
    room = asked()
    room.mark(MarkKind.RESOLVED, 0, "how deep is a well")
    room.mark(MarkKind.RESOLVED, 0, "")

    assert room.state("mesh") == room.state("council") == "open"


def test_the_latest_mark_counts() -> None:
    room = asked()
    room.mark(MarkKind.DISMISSED, 0, "Which mesh would you buy?", minute=20)
    room.mark(MarkKind.RESOLVED, 0, "Which mesh would you buy?", minute=10)

    assert room.state("mesh") == "dismissed"


def test_a_mark_that_was_undone_has_no_effect() -> None:
    room = asked()
    room.mark(MarkKind.RESOLVED, 0, "Which mesh would you buy?", undone=True)

    assert room.state("mesh") == "open"


def test_taking_and_snoozing_do_not_change_the_state() -> None:
    room = asked()
    room.mark(MarkKind.TAKEN, 0, "Which mesh would you buy?")
    room.mark(MarkKind.SNOOZED, 0, "Which mesh would you buy?")

    assert room.state("mesh") == "open"


def test_the_marked_answer_becomes_the_answer() -> None:
    room = asked()
    room.say("jon", "probably a fine mesh", to=0)
    room.mark(MarkKind.RESOLVED, 0, "Which mesh would you buy?", answer=1)

    assert room.roles("mesh") == {1: Role.ANSWER}


def test_a_marked_answer_that_was_no_reply_is_added() -> None:
    room = asked()
    room.say("jon", "green, always")
    room.mark(MarkKind.RESOLVED, 0, "Which mesh would you buy?", answer=1)

    assert room.roles("mesh") == {1: Role.ANSWER}


def test_reopening_outweighs_answers_and_acceptance_before_it() -> None:
    room = asked()
    room.say("jon", "a fine mesh", to=0)
    room.say("mira", "thanks!", to=1)
    room.mark(MarkKind.REOPENED, 0, "Which mesh would you buy?")

    assert room.state("mesh") == "partly_answered"
    assert room.turn_of("mesh") == "helpers"
    assert "marked-reopened" in room.cues("mesh")


def test_reopening_a_question_without_replies_leaves_it_open() -> None:
    room = asked()
    room.mark(MarkKind.RESOLVED, 0, "Which mesh would you buy?", minute=1)
    room.mark(MarkKind.REOPENED, 0, "Which mesh would you buy?", minute=2)

    assert room.state("mesh") == "open"


def test_a_new_answer_does_not_close_a_reopened_question() -> None:
    room = asked()
    room.mark(MarkKind.REOPENED, 0, "Which mesh would you buy?", minute=0.5)
    room.say("jon", "a fine mesh", to=0)

    assert room.state("mesh") == "partly_answered"


def test_acceptance_after_reopening_resolves() -> None:
    room = asked()
    room.mark(MarkKind.REOPENED, 0, "Which mesh would you buy?", minute=0.5)
    room.say("jon", "a fine mesh", to=0)
    room.say("mira", "thanks!", to=1)

    assert room.state("mesh") == "resolved"


def test_a_rhetorical_question_can_be_tracked() -> None:
    room = Room()
    room.say("mira", "«!wh<who put the valve there?»")
    room.say("jon", "the plumber", to=0)
    room.mark(MarkKind.TRACKED, 0, "who put the valve there?")

    entry = room.entry("valve")
    assert entry.question.genuine == 1.0
    assert entry.standing.state.value == "answered"
    assert entry.question.form is Form.WH


def test_a_claim_can_be_tracked_as_a_question() -> None:
    room = Room()
    room.say("mira", "The pump hums, no water comes. «polar<Is that the valve?»")
    room.mark(MarkKind.TRACKED, 0, "no water comes", span=Span(15, 29))

    entry = room.entry("no water comes")
    assert entry.index == 0
    assert entry.question.span == Span(15, 29)
    assert entry.question.form is Form.DECLARATIVE
    assert "marked-tracked" in {reason.cue for reason in entry.question.reasons}
    assert entry.standing.state.value == "open"


def test_a_tracked_question_is_found_again_after_an_edit() -> None:
    room = Room()
    room.say("mira", "Edited: the pump hums, no water comes. «polar<Is that the valve?»")
    room.mark(MarkKind.TRACKED, 0, "no water comes", span=Span(16, 30))

    assert room.state("no water comes") == "open"


def test_tracking_words_that_are_gone_has_no_effect() -> None:
    room = asked()
    room.mark(MarkKind.TRACKED, 0, "no water comes", span=Span(16, 30))
    room.mark(MarkKind.TRACKED, 0, "")

    assert len(room.entries()) == 2


def test_tracking_in_a_message_without_acts_has_no_effect() -> None:
    room = Room()
    room.say("mira", "no water")
    room.turns[0] = replace(room.turns[0], acts=())
    room.mark(MarkKind.TRACKED, 0, "no water")

    assert room.entries() == []


def test_tracking_again_lifts_a_dismissal() -> None:
    room = asked()
    room.mark(MarkKind.DISMISSED, 0, "Which mesh would you buy?", minute=1)
    room.mark(MarkKind.TRACKED, 0, "Which mesh would you buy?", minute=2)

    assert room.state("mesh") == "open"
