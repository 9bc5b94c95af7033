import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.words import faded, likeness, sketch

ASKED = "would liming the lower beds in autumn still help?"


def test_sketch_says_none_of_the_words() -> None:
    drawn = sketch(ASKED)

    assert not set(ASKED.removesuffix("?").split()) & set(drawn.split())
    assert drawn == sketch("Still help, in autumn: would the lower LIMING BEDS?")


@pytest.mark.parametrize(
    ("other", "share"),
    [
        (ASKED, 0.99),
        ("would liming the upper beds in autumn still help?", 0.79),
        ("who has a spare hose?", 0.0),
        ("", 0.0),
    ],
)
def test_sketch_is_as_like_a_wording_as_its_words_are(other: str, share: float) -> None:
    assert likeness(sketch(ASKED), other) == pytest.approx(share, abs=0.01)
    assert likeness(other, sketch(ASKED)) == likeness(sketch(ASKED), other)


def test_two_sketches_of_the_same_are_the_same() -> None:
    assert likeness(sketch(ASKED), sketch(ASKED)) == 1.0


def test_quote_fades_only_where_its_text_holds_it_no_more() -> None:
    assert faded(ASKED, f"Hello. {ASKED}") == ASKED
    assert faded(ASKED, "Hello.") == sketch(ASKED)
    assert faded(sketch(ASKED), "Hello.") == sketch(ASKED)


@given(st.text())
def test_anything_can_be_sketched(text: str) -> None:
    assert faded(sketch(text), "") == sketch(text)
