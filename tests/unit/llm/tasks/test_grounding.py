"""A quote stands in the text, word for word, or it counts for nothing."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.llm.tasks.grounding import Quotes
from bot.model import Span

TEXT = "The lid  is\n\nloose. Is it the lid? Is it the lid? これはなぜですか。"


@pytest.mark.parametrize(
    ("quote", "stretch"),
    [
        ("The lid  is\n\nloose.", "The lid  is\n\nloose."),
        ("The lid is loose.", "The lid  is\n\nloose."),
        ("  The lid\nis ", "The lid  is"),
        ("これはなぜ", "これはなぜ"),
        ("lid?", "lid?"),
    ],
)
def test_a_quote_is_found_whatever_its_white_space(quote: str, stretch: str) -> None:
    span = Quotes(TEXT).find(quote)

    assert isinstance(span, Span)
    assert span.of(TEXT) == stretch


@pytest.mark.parametrize(
    ("quote", "why"),
    [
        ("the lid is loose", "not-found"),
        ("The lid is tight.", "not-found"),
        ("The lid’s loose", "not-found"),
        ("The lid ... loose", "not-found"),
        ("", "no-quote"),
        (" ?! ", "no-quote"),
        ("he li", "cuts-a-word"),
        ("oose. Is it", "cuts-a-word"),
        ("x" * 5_000, "too-long"),
    ],
)
def test_what_does_not_stand_there_is_not_found(quote: str, why: str) -> None:
    assert Quotes(TEXT).find(quote) == why


def test_what_stands_there_twice_is_found_twice_and_then_no_more() -> None:
    quotes = Quotes(TEXT)

    first, second, third = (quotes.find("Is it the lid?") for _ in range(3))

    assert isinstance(first, Span)
    assert isinstance(second, Span)
    assert first.end < second.start
    assert third == "said-twice"


@given(st.text(max_size=80), st.integers(0, 80), st.integers(0, 80))
def test_every_stretch_that_is_quoted_is_found_where_it_reads_the_same(
    text: str, start: int, end: int
) -> None:
    found = Quotes(text).find(text[start:end])

    if isinstance(found, Span):
        assert found.of(text).split() == text[start:end].split()
    else:
        assert found in {"no-quote", "cuts-a-word"}


def test_a_short_quote_in_a_long_text_is_found_at_once() -> None:
    assert Quotes("ab" * 50_000).find("ab") == "cuts-a-word"
