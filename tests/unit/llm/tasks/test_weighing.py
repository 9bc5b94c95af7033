"""The rules keep what they are sure of; where they are not, a model decides."""

import pytest

from bot.llm.tasks.weighing import alone, unsure, weighed
from bot.model import Act, Certainty, Claim, Form, Other, Question, Reason, Request, Span

LEFT, RIGHT = Span(0, 20), Span(21, 40)
RULE, MODEL = Reason("rule", 1.0), Reason("model", 1.0, LEFT, "tiny")


def ruled(score: float, genuine: float = 0.95, span: Span = LEFT) -> Question:
    return Question(span=span, score=score, genuine=genuine, form=Form.POLAR, reasons=(RULE,))


def said(span: Span = LEFT, *, wanted: bool = True) -> Question:
    genuine = 0.8 if wanted else 0.2
    return Question(span=span, score=0.85, genuine=genuine, form=Form.INDIRECT, reasons=(MODEL,))


def claim(score: float, span: Span = LEFT) -> Claim:
    return Claim(span=span, score=score, reasons=(RULE,))


CLAIMED = Claim(span=LEFT, score=0.85, certainty=Certainty.HEDGED, reasons=(MODEL,))
REQUESTED = Request(span=LEFT, score=0.85, reasons=(MODEL,))
GREETED = Other(span=LEFT, score=0.85, reasons=(MODEL,))


def one(rule: Act, model: Act) -> Act:
    (act,), _ = weighed([rule], [model])
    return act


def test_a_claim_that_the_rules_are_unsure_of_becomes_the_models_question() -> None:
    act = one(claim(0.8), said(Span(0, 15)))

    assert isinstance(act, Question)
    assert act.span == LEFT
    assert act.reasons == (MODEL, RULE)


@pytest.mark.parametrize("model", [said(), REQUESTED])
def test_a_claim_that_the_rules_are_sure_of_stays_one(model: Act) -> None:
    acts, ignored = weighed([claim(0.95)], [model])

    assert acts == (claim(0.95),)
    assert ignored == {"against-the-rules": 1}


@pytest.mark.parametrize("model", [CLAIMED, REQUESTED, GREETED])
@pytest.mark.parametrize("score", [0.6, 0.99])
def test_a_question_of_the_rules_is_never_lost(score: float, model: Act) -> None:
    act = one(ruled(score), model)

    assert isinstance(act, Question)
    assert act.genuine == (0.95 if score > 0.9 else pytest.approx(0.2))


def test_what_speaks_against_a_question_is_a_reason_against_it() -> None:
    act = one(ruled(0.6), CLAIMED)

    assert act.reasons[-1].weight < 0


@pytest.mark.parametrize("wanted", [True, False])
def test_whether_an_answer_is_wanted_is_the_models_to_say_where_the_rules_do_not_know(
    *, wanted: bool
) -> None:
    act = one(ruled(0.97, genuine=0.5), said(wanted=wanted))

    assert isinstance(act, Question)
    assert act.genuine == (0.8 if wanted else 0.2)
    assert act.form == Form.POLAR


def test_where_they_know_it_stays_as_it_is() -> None:
    act = one(ruled(0.7), said(wanted=False))

    assert isinstance(act, Question)
    assert (act.genuine, act.score) == (0.95, 0.85)


def test_how_firmly_something_is_claimed_may_be_said_better() -> None:
    act = one(claim(0.8), CLAIMED)

    assert isinstance(act, Claim)
    assert act.certainty is Certainty.HEDGED


def test_a_request_or_a_claim_may_be_seen_in_what_says_little() -> None:
    little = Other(span=LEFT, score=0.6, reasons=(RULE,))

    assert isinstance(one(little, REQUESTED), Request)
    assert isinstance(one(little, CLAIMED), Claim)
    assert one(claim(0.8), GREETED) == claim(0.8)


def test_what_stands_in_a_quotation_was_not_said_here() -> None:
    acts, ignored = weighed([claim(0.8)], [said(Span(50, 60))])

    assert acts == (claim(0.8),)
    assert ignored == {"not-said-here": 1}


def test_a_few_words_of_an_act_do_not_speak_for_all_of_it() -> None:
    acts, ignored = weighed([claim(0.8)], [said(Span(0, 9))])

    assert acts == (claim(0.8),)
    assert ignored == {"only-a-part": 1}


def test_a_question_with_its_lead_in_means_the_question() -> None:
    acts, ignored = weighed([claim(0.8), ruled(0.7, 0.5, RIGHT)], [said(Span(0, 40))])

    assert [type(act) for act in acts] == [Claim, Question]
    assert acts[1].score == 0.85
    assert not ignored


def test_rules_that_had_to_judge_alone_say_so() -> None:
    (act,) = alone([claim(0.8)], "over-budget")

    assert act.reasons == (RULE, Reason("rules-alone", 0.0, None, "over-budget"))


@pytest.mark.parametrize(
    ("act", "open_"),
    [
        (claim(0.8), True),
        (claim(0.95), False),
        (ruled(0.95, 0.9), False),
        (ruled(0.95, 0.5), True),
        (ruled(0.6, 0.9), True),
    ],
)
def test_a_model_is_worth_asking_where_the_rules_are_unsure(act: Act, *, open_: bool) -> None:
    assert unsure(act) is open_
