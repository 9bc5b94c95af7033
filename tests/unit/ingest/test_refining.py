"""What a model says counts for the words that it read, and waits only where the rules are alone."""

from dataclasses import replace

import pytest

from bot.ingest.batch import Changes
from bot.ingest.folding import Heard, heard
from bot.ingest.refining import doubtful, weighed
from bot.model import (
    Act,
    Change,
    Deleted,
    Edited,
    Form,
    Judged,
    Judgement,
    Memory,
    MessageId,
    Other,
    Posted,
    Question,
    Refined,
    Refinement,
    Role,
    Span,
    Trace,
    fingerprint,
)
from tests.unit.ingest.test_folding import EDIT, HERE, MESSAGE, NOON, REF

SAID = Refinement(REF, fingerprint(MESSAGE.text), "tiny", ())
JUDGED = Judgement(
    REF,
    fingerprint(MESSAGE.text),
    MessageId("0"),
    fingerprint("?"),
    Span(0, 1),
    "tiny",
    Role.ANSWER,
)
POSTED = Posted(HERE, MESSAGE)


def after(*arrivals: Heard) -> Trace:
    trace = Trace()
    for arrival in arrivals:
        trace = heard(trace, arrival)
    return trace


def test_what_a_model_said_is_known_with_the_message() -> None:
    trace = after(POSTED, Refined(SAID), Judged(JUDGED))

    assert trace == Trace(MESSAGE, refinement=SAID, judgements=(JUDGED,))
    assert heard(trace, Refined(SAID)) is trace
    assert heard(trace, Judged(JUDGED)) is trace
    assert heard(trace, POSTED) is trace


def test_the_last_word_on_each_question_counts() -> None:
    again = replace(JUDGED, role=Role.OTHER)
    elsewhere = replace(JUDGED, question=MessageId("00"))

    trace = after(POSTED, Judged(JUDGED), Judged(elsewhere), Judged(again))

    assert trace.judgements == (again, elsewhere)


@pytest.mark.parametrize("said", [Refined(SAID), Judged(JUDGED)])
def test_word_about_other_words_has_no_effect(said: Heard) -> None:
    edited = after(POSTED, EDIT)

    assert heard(edited, said) is edited
    assert heard(Trace(), said) == Trace()
    assert after(POSTED, Deleted(REF, NOON), said) == Trace(deleted_at=NOON)


@pytest.mark.parametrize("other", [EDIT, Posted(HERE, replace(MESSAGE, text="is it really wet?"))])
def test_new_words_take_away_what_was_said_of_the_old(other: Edited | Posted) -> None:
    trace = after(POSTED, Refined(SAID), Judged(JUDGED), other)

    assert (trace.refinement, trace.judgements) == (None, ())


def test_reading_that_changes_no_words_keeps_what_was_said_of_them() -> None:
    moved = Posted(HERE, replace(MESSAGE, link="https://example.org/1"))

    trace = after(POSTED, Refined(SAID), Judged(JUDGED), moved)

    assert (trace.refinement, trace.judgements) == (SAID, (JUDGED,))


UNSURE: tuple[Act, ...] = (Other(span=Span(0, 10), score=0.5),)


def test_model_is_to_read_what_it_has_not_read() -> None:
    new = Change(REF, Trace(), Trace(MESSAGE), UNSURE)
    read = Change(REF, Trace(), Trace(MESSAGE, refinement=SAID), UNSURE)
    gone = Change(REF, Trace(MESSAGE), Trace(deleted_at=NOON))
    reacted = Change(REF, Trace(MESSAGE), Trace(MESSAGE))
    changes = Changes(channels={HERE.ref: HERE}, messages=[new, read, gone, reacted])
    heard_of: list[object] = []

    def doubts(channel: object, message: object, acts: object) -> bool:
        heard_of.append((channel, message, acts))
        return True

    assert doubtful(doubts, Memory(0, {}, {}, {}), changes) == [REF]
    assert heard_of == [(HERE, MESSAGE, UNSURE)]


def test_both_words_are_weighed() -> None:
    asks = Question(span=Span(0, 10), form=Form.POLAR, genuine=0.8)
    said = replace(SAID, acts=(asks,))
    change = Change(REF, Trace(), Trace(MESSAGE, refinement=said))

    acts = weighed(change, UNSURE)

    assert acts is not None
    assert isinstance(acts[0], Question)
    assert weighed(change, None) is None
    assert weighed(Change(REF, Trace(), Trace(MESSAGE)), UNSURE) == UNSURE
