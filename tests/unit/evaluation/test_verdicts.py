"""What people marked, beside what the rules say by themselves."""

import pytest

from bot.evaluation import Agreement, Measure, Scores, judged
from bot.model import Entry, Mark, MarkKind, Role, Span, State
from tests.unit.evaluation.panel import TEXT, WHERE, WHO, entry, mark, message

OPEN, ANSWERED = entry(WHO), entry(WHO, State.ANSWERED, ("2", Role.ANSWER))


def test_a_dismissed_question_is_a_false_alarm() -> None:
    found = judged(message(), [OPEN], [mark(MarkKind.DISMISSED)]).by_measure

    assert found == {Measure.QUESTIONS: Agreement(right=0, listed=1, named=0)}


def test_dismissing_what_the_rules_think_rhetorical_is_no_alarm() -> None:
    rhetorical = entry(WHO, genuine=0.1)

    assert judged(message(), [rhetorical], [mark(MarkKind.DISMISSED)]) == Scores()


@pytest.mark.parametrize("entries", [[], [entry(WHERE)], [entry(WHO, genuine=0.1)]])
def test_a_question_that_only_people_see_is_missed(entries: list[Entry]) -> None:
    tracked = mark(MarkKind.TRACKED, span=WHO)

    found = judged(message(), entries, [tracked]).by_measure

    assert found == {Measure.QUESTIONS: Agreement(right=0, listed=0, named=1)}


@pytest.mark.parametrize("kind", [MarkKind.TRACKED, MarkKind.TAKEN, MarkKind.REOPENED])
def test_a_question_that_people_care_for_is_one(kind: MarkKind) -> None:
    found = judged(message(), [OPEN], [mark(kind)]).by_measure

    assert found[Measure.QUESTIONS] == Agreement(1, 1, 1)


@pytest.mark.parametrize(
    ("by_rules", "kind", "agreement"),
    [
        (ANSWERED, MarkKind.RESOLVED, Agreement(right=1, listed=1, named=1)),
        (OPEN, MarkKind.RESOLVED, Agreement(right=0, listed=0, named=1)),
        (ANSWERED, MarkKind.REOPENED, Agreement(right=0, listed=1, named=0)),
    ],
)
def test_what_people_settle_is_compared_with_the_state(
    by_rules: Entry, kind: MarkKind, agreement: Agreement
) -> None:
    found = judged(message(), [by_rules], [mark(kind)]).by_measure

    assert found[Measure.SETTLED] == agreement


@pytest.mark.parametrize(
    ("replies", "right"),
    [([("2", Role.ANSWER)], 1), ([("2", Role.PARTIAL)], 1), ([("2", Role.OTHER)], 0), ([], 0)],
)
def test_the_message_that_settled_it_is_looked_for_among_the_answers(
    replies: list[tuple[str, Role]], right: int
) -> None:
    resolved = mark(MarkKind.RESOLVED, answer="2")

    found = judged(message(), [entry(WHO, State.OPEN, *replies)], [resolved]).by_measure

    assert found[Measure.ANSWERS] == Agreement(right, 1, 1)


def test_the_latest_verdict_counts_and_taking_a_question_is_none() -> None:
    marks = [
        mark(MarkKind.TAKEN, minute=3),
        mark(MarkKind.DISMISSED, minute=2),
        mark(MarkKind.RESOLVED, minute=1),
    ]

    found = judged(message(), [OPEN], marks).by_measure

    assert found == {Measure.QUESTIONS: Agreement(right=0, listed=1, named=0)}


@pytest.mark.parametrize("silent", [mark(MarkKind.SNOOZED), mark(MarkKind.DISMISSED, undone=True)])
def test_what_was_snoozed_or_undone_says_nothing(silent: Mark) -> None:
    assert judged(message(), [OPEN], [silent]) == Scores()


def test_a_mark_finds_its_question_after_a_small_edit() -> None:
    dismissed = mark(MarkKind.DISMISSED, "Who brings all the scores")

    assert judged(message(), [OPEN], [dismissed]).by_measure[Measure.QUESTIONS].listed == 1


def test_a_mark_whose_words_are_gone_tells_nothing() -> None:
    gone = mark(MarkKind.DISMISSED, "Is the organ in tune?", span=Span(0, 5))

    assert judged(message(), [OPEN], [gone]) == Scores(untold=1)


def test_a_mark_means_the_question_that_shares_half_of_its_words() -> None:
    half, third = mark(MarkKind.DISMISSED, TEXT[:10]), mark(MarkKind.DISMISSED, TEXT[:9])
    twenty = entry(Span(0, 20))

    assert judged(message(), [twenty], [half]).by_measure[Measure.QUESTIONS].listed == 1
    assert judged(message(), [twenty], [third]) == Scores()


def test_who_does_not_say_what_settled_it_says_nothing_of_the_answers() -> None:
    found = judged(message(), [ANSWERED], [mark(MarkKind.RESOLVED)]).by_measure

    assert Measure.ANSWERS not in found
