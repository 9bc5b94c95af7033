from dataclasses import replace
from datetime import timedelta

import pytest

from bot.model import AuthorId, MarkKind, MessageId, Record, Reply, Role, Span, State, WaitingFor
from bot.views.happened import happened, pledge, turn
from tests.unit.views.allotment import (
    JON,
    NOW,
    PARTLY,
    TESS,
    lone,
    mark,
    record,
    said,
    standing,
)


def after(state: State, *replies: tuple[Role, str]) -> str:
    """What happened to a question in `state` after these replies, by jon, tess, jon ..."""
    messages = [
        said("jon" if n % 2 == 0 else "tess", text, minutes=n)
        for n, (_, text) in enumerate(replies)
    ]
    weighed = (Reply(m.id, role) for m, (role, _) in zip(messages, replies, strict=True))
    return happened(record(1, standing(state, *weighed), replies=messages))


@pytest.mark.parametrize(
    ("replies", "words"),
    [
        ((), "nobody replied"),
        (((Role.ME_TOO, "same here"),), "nobody replied; 1 other has the same question"),
        (
            ((Role.ME_TOO, "same"), (Role.ME_TOO, "same"), (Role.ME_TOO, "same!")),
            "nobody replied; 2 others have the same question",
        ),
        (((Role.BUMP, "anyone?"),), "nobody replied"),
        (((Role.OTHER, "nice beds"),), "1 reply, which does not answer it"),
        (
            ((Role.OTHER, "nice beds"), (Role.ACKNOWLEDGEMENT, "thanks")),
            "2 replies, none of which answers it",
        ),
        (((Role.CLARIFICATION, "which bed?"), (Role.OTHER, "hm")), 'jon asked back: "which bed?"'),
        (
            ((Role.ANSWER, "lime it"), (Role.REJECTION, "no change")),
            'tess tried, it did not help: "no change"',
        ),
    ],
)
def test_open_question_says_what_came_of_it(
    replies: tuple[tuple[Role, str], ...], words: str
) -> None:
    assert after(State.OPEN, *replies) == words


def test_partial_answer_is_quoted_where_it_matters() -> None:
    assert happened(record(2, PARTLY)) == 'jon, in part: "most likely the needles"'


def test_pointer_only_points() -> None:
    words = after(State.PARTLY_ANSWERED, (Role.POINTER, "see the wiki"))
    assert words == 'jon points elsewhere: "see the wiki"'


def test_better_answer_is_quoted_before_a_later_pointer() -> None:
    words = after(State.PARTLY_ANSWERED, (Role.PARTIAL, "some lime"), (Role.POINTER, "see wiki"))
    assert words == 'jon, in part: "some lime"'


def test_of_two_answers_the_later_one_is_quoted() -> None:
    words = after(State.ANSWERED, (Role.ANSWER, "no"), (Role.ANSWER, "yes, in May"))
    assert words == 'tess answered, not confirmed: "yes, in May"'


def test_answer_whose_message_is_gone_is_not_quoted() -> None:
    gone = Reply(MessageId("gone"), Role.ANSWER)
    assert happened(record(1, standing(State.ANSWERED, gone))) == "an answer, not confirmed"
    assert happened(record(1, standing(State.PARTLY_ANSWERED, gone))) == "partly answered"


def test_accepted_answer_is_quoted() -> None:
    words = after(State.RESOLVED, (Role.ANSWER, "yes"), (Role.CONFIRMATION, "worked"))
    assert words == 'jon: "yes", accepted'
    assert after(State.RESOLVED) == "mira accepted it"


def test_person_who_marked_it_as_resolved_is_named() -> None:
    marked = record(1, standing(State.RESOLVED), marks=(mark(MarkKind.RESOLVED),))
    assert happened(marked) == "marked as resolved by jon"


def test_answer_that_a_mark_names_is_quoted() -> None:
    by = mark(MarkKind.RESOLVED, by="@stranger", answer=TESS.id)
    marked = record(1, standing(State.RESOLVED), marks=(by, mark(MarkKind.TAKEN)))
    assert happened(marked) == 'tess: "mine is acid too!", marked as resolved by @stranger'


@pytest.mark.parametrize(
    ("state", "words"),
    [
        (State.WITHDRAWN, "mira took it back"),
        (State.DISMISSED, "marked as nothing to answer"),
    ],
)
def test_question_that_left_the_list_says_how(state: State, words: str) -> None:
    assert happened(record(1, standing(state))) == words


@pytest.mark.parametrize(
    ("waiting_for", "words"),
    [
        (WaitingFor.HELPERS, "waiting for helpers"),
        (WaitingFor.ASKER, "waiting for mira"),
        (WaitingFor.NOBODY, ""),
    ],
)
def test_turn_names_whom_it_waits_for(waiting_for: WaitingFor, words: str) -> None:
    assert turn(record(1, standing(State.OPEN, waiting_for=waiting_for))) == words


def test_pledge_says_who_is_on_it_until_it_expires() -> None:
    until = NOW + timedelta(hours=2)
    taken = record(marks=(mark(MarkKind.TAKEN, until=until),))
    assert pledge(taken, NOW) == "jon is on it until 11 May 20:30"
    assert pledge(taken, until) == ""


def test_pledge_without_an_end_stays() -> None:
    assert pledge(record(marks=(mark(MarkKind.TAKEN),)), NOW) == "jon is on it"


def test_pledge_is_the_last_word_on_it() -> None:
    asleep = mark(MarkKind.SNOOZED, until=NOW + timedelta(days=1))
    both = record(marks=(mark(MarkKind.TAKEN), asleep, mark(MarkKind.REOPENED)))
    assert pledge(both, NOW) == "asleep until 12 May 18:30"


def test_nobody_has_pledged_anything_at_first() -> None:
    assert pledge(record(marks=(mark(MarkKind.REOPENED),)), NOW) == ""


def test_asker_with_a_hostile_name_cannot_reorder_the_line() -> None:
    hostile: Record = lone("why?", who="\u202eevil\n\u200b", stands=standing(State.WITHDRAWN))
    assert happened(hostile) == "evil took it back"


def test_quoted_reply_is_cut_to_its_span() -> None:
    reply = Reply(JON.id, Role.ANSWER, span=Span(24, len(JON.text)))
    answered = record(2, standing(State.ANSWERED, reply))
    assert happened(answered).endswith('"but compost from bark can do it too"')


def test_pledge_names_who_never_wrote_there_as_far_as_that_is_known() -> None:
    taken = record(marks=(mark(MarkKind.TAKEN, by="77"),))

    assert pledge(taken, NOW) == "77 is on it"
    assert pledge(replace(taken, people={AuthorId("77"): "dov"}), NOW) == "dov is on it"
