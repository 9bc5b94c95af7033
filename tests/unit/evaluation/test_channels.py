"""What people say of a message, beside the ledger of it."""

from collections import Counter
from collections.abc import Sequence

from bot.evaluation import Agreement, Asked, Labels, Measure, Reading, Scores, measured, total
from bot.model import (
    Claim,
    Entry,
    Link,
    MessageId,
    Role,
    Span,
    State,
    Turn,
    WaitingFor,
)
from tests.unit.evaluation.panel import NICE, POST, WHERE, WHO, asked, entry, message


def compared(
    labels: Labels,
    entries: Sequence[Entry] = (),
    *,
    claims: Sequence[Span] = (),
    links: Sequence[Link] = (),
    unmarked: bool = False,
) -> Scores:
    turn = Turn(message(), tuple(Claim(span=span) for span in claims))
    reading = Reading(
        turns=[turn],
        entries=entries,
        links=[Link(POST, None), *links],
        unmarked=frozenset({POST} if unmarked else ()),
        labels={POST: labels},
    )
    return measured(reading)


def questions(*asked: Asked) -> Labels:
    return Labels(questions=asked)


def test_what_nobody_labelled_is_not_counted() -> None:
    assert compared(Labels(), [entry(WHO)], claims=[NICE]) == Scores()


def test_questions_are_found_down_to_the_sub_question() -> None:
    found = compared(questions(Asked(WHO), Asked(WHERE)), [entry(WHO), entry(NICE)]).by_measure

    assert found[Measure.QUESTIONS] == Agreement(right=1, listed=2, named=2)


def test_a_message_asks_with_and_without_its_question_marks() -> None:
    found = compared(Labels(asks=True), [entry(WHO)]).by_measure
    assert found[Measure.ASKS] == Agreement(1, 1, 1)
    assert found[Measure.ASKS_UNMARKED] == Agreement(0, 0, 1)

    assert compared(Labels(asks=False), [entry(WHO)], unmarked=True).by_measure == {
        Measure.ASKS: Agreement(0, 1, 0),
        Measure.ASKS_UNMARKED: Agreement(0, 1, 0),
    }


def test_a_message_with_labelled_questions_asks() -> None:
    assert compared(questions(Asked(WHO))).by_measure[Measure.ASKS] == Agreement(0, 0, 1)
    assert Measure.ASKS not in compared(questions()).by_measure


def test_whether_an_answer_is_wanted_is_told_of_the_questions_that_were_found() -> None:
    labels = questions(Asked(WHO), Asked(NICE, genuine=False), Asked(WHERE, genuine=False))
    rules = [entry(WHO, genuine=0.2), entry(NICE, genuine=0.2), entry(WHERE)]
    found = compared(labels, rules).by_measure

    assert found[Measure.GENUINE] == Agreement(right=1, listed=3, named=3)


def test_states_are_told_of_found_questions_that_want_an_answer() -> None:
    labels = questions(
        asked(WHO, State.ANSWERED), asked(WHERE, State.OPEN), asked(NICE, genuine=False)
    )

    scores = compared(labels, [entry(WHO), entry(WHERE), entry(NICE)])

    assert scores.by_measure[Measure.STATE] == Agreement(1, 2, 2)
    assert scores.mistaken == Counter({(State.ANSWERED, State.OPEN): 1})


def test_turns_are_told_where_somebody_said_whose_it_is() -> None:
    labels = questions(asked(WHO, turn=WaitingFor.ASKER), asked(WHERE))

    found = compared(labels, [entry(WHO), entry(WHERE)]).by_measure

    assert found[Measure.TURN] == Agreement(0, 1, 1)


def test_loose_ends_count_end_to_end() -> None:
    labels = questions(
        asked(WHO, State.OPEN), asked(WHERE, State.RESOLVED), asked(NICE, genuine=False)
    )

    found = compared(labels, [entry(WHERE), entry(NICE, genuine=0.9)]).by_measure

    assert found[Measure.UNRESOLVED] == Agreement(right=0, listed=2, named=1)


def test_loose_ends_do_not_count_where_the_state_of_a_question_is_not_told() -> None:
    labels = questions(asked(WHO, State.OPEN), asked(WHERE))

    assert Measure.UNRESOLVED not in compared(labels, [entry(WHO)]).by_measure


def test_a_reply_is_right_only_with_its_role() -> None:
    labels = questions(asked(WHO, None, ("2", Role.ANSWER), ("3", Role.BUMP)), asked(WHERE))
    entries = [
        entry(WHO, State.OPEN, ("2", Role.PARTIAL), ("3", Role.BUMP)),
        entry(NICE, State.OPEN, ("2", Role.ANSWER)),
    ]

    assert compared(labels, entries).by_measure[Measure.ROLES] == Agreement(1, 3, 2)


def test_roles_do_not_count_where_the_replies_of_a_question_are_not_told() -> None:
    labels = questions(asked(WHO, None, ("2", Role.ANSWER)), Asked(WHERE))

    assert Measure.ROLES not in compared(labels, [entry(WHO)]).by_measure


def test_claims_are_compared_as_spans() -> None:
    found = compared(Labels(claims=(NICE,)), claims=[WHO, NICE]).by_measure

    assert found == {Measure.CLAIMS: Agreement(1, 2, 1)}


def test_links_count_for_messages_of_which_somebody_says_whom_they_reply_to() -> None:
    replies = Labels(asks=True, parents=frozenset({MessageId("0")}))

    assert Measure.LINKS not in compared(Labels(asks=True)).by_measure
    assert compared(replies).by_measure[Measure.LINKS] == Agreement(0, 1, 1)
    found = compared(replies, links=[Link(POST, MessageId("0"))]).by_measure
    assert found[Measure.LINKS] == Agreement(1, 1, 1)
    assert found[Measure.UNHEARD] == Agreement(1, 1, 1)


def test_channels_add_up_measure_by_measure() -> None:
    one = Scores(
        {Measure.QUESTIONS: Agreement(1, 2, 3)}, Counter({(State.OPEN, State.ANSWERED): 1})
    )
    two = Scores({Measure.ASKS: Agreement(1, 1, 1), Measure.QUESTIONS: Agreement(1, 1, 1)})

    both = total([one, two, one])

    assert list(both.by_measure.items()) == [
        (Measure.ASKS, Agreement(1, 1, 1)),
        (Measure.QUESTIONS, Agreement(3, 5, 7)),
    ]
    assert both.mistaken == Counter({(State.OPEN, State.ANSWERED): 2})
