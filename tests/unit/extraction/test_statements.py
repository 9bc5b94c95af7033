import pytest

from bot.extraction import extract
from bot.model import Certainty, Claim, Other, Request


@pytest.mark.parametrize(
    "text",
    [
        "can someone merge this?",
        "could the secretary please send the minutes?",
        "please move this thread",
        "osk can you paste the log",
        "react please",
        "Use the other lid.",
        "can a mod pin this pls",
    ],
)
def test_asking_for_an_action_is_a_request(text: str) -> None:
    assert isinstance(extract(text)[0], Request)


def test_what_opens_like_an_order_may_be_a_thing() -> None:
    assert isinstance(extract("Open book is still being decided.")[0], Claim)


def test_thanks_at_the_end_of_a_claim_stand_apart() -> None:
    claim, thanks = extract("It is more than I expected, thank you.")
    assert isinstance(claim, Claim)
    assert isinstance(thanks, Other)


def test_asking_somebody_to_tell_is_no_request() -> None:
    assert not any(isinstance(act, Request) for act in extract("can someone explain why it fell?"))


@pytest.mark.parametrize(
    "text",
    ["Thanks a lot!", "hello everyone", "I'll look at it tonight.", "fine by me", "🎉🎉", "3.1"],
)
def test_talk_that_asserts_nothing_is_other(text: str) -> None:
    (act,) = extract(text)
    assert isinstance(act, Other)
    assert act.reasons


@pytest.mark.parametrize(
    ("text", "certainty"),
    [
        ("The lid is loose.", Certainty.PLAIN),
        ("The lid is probably loose.", Certainty.HEDGED),
        ("The lid is certainly loose.", Certainty.STRONG),
        ("I think the lid is certainly loose.", Certainty.HEDGED),
    ],
)
def test_a_claim_says_how_firmly_it_is_put(text: str, certainty: Certainty) -> None:
    (claim,) = extract(text)
    assert isinstance(claim, Claim)
    assert claim.certainty is certainty


@pytest.mark.parametrize(
    ("text", "source"),
    [
        ("You mention that the lid is loose.", "You"),
        ("The authors state that lids are loose.", "The authors"),
        ("It's often said that lids are loose.", "It's often said"),
        ("The lid is loose.", None),
    ],
)
def test_a_claim_names_its_source_as_written(text: str, source: str | None) -> None:
    (claim,) = extract(text)
    assert isinstance(claim, Claim)
    assert claim.attributed_to == source


def test_a_longer_fragment_may_be_a_claim() -> None:
    (claim,) = extract("Up sixty percent autumn on autumn.")
    assert isinstance(claim, Claim)
    assert claim.reasons[0].cue == "fragment"


def test_an_aside_that_ends_in_a_question_mark_is_a_tentative_claim() -> None:
    claim = extract("It is late (the old clock being slow?).")[1]
    assert isinstance(claim, Claim)
    assert claim.certainty is Certainty.HEDGED


def test_a_claim_keeps_the_conjunction_that_leads_its_sentence() -> None:
    text = "Ah, so the lid was loose."
    (claim,) = extract(text)
    assert claim.span.of(text) == "so the lid was loose."


@pytest.mark.parametrize("text", ["they do", "you're not", "found it", "it works now", "i read it"])
def test_what_says_nothing_by_itself_is_no_claim(text: str) -> None:
    (act,) = extract(text)
    assert isinstance(act, Other)


@pytest.mark.parametrize("text", ["they do leak", "it works by suction", "zoe its in the shed"])
def test_what_goes_on_claims_something(text: str) -> None:
    (act,) = extract(text)
    assert isinstance(act, Claim)


def test_what_one_does_not_know_stands_apart_from_what_one_does() -> None:
    claim, rest = extract("last year it was about sixty each, no clue about this year")
    assert isinstance(claim, Claim)
    assert isinstance(rest, Other)
