from time import process_time
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.views.text import clean, name, quote, shown, unmentioning, web_link, width, wrapped

ANYTHING: Any = st.text(st.characters(), max_size=80)  # lone surrogates too


@pytest.mark.parametrize(
    ("text", "seen"),
    [
        ("two\n\n  lines\tand a\u2028third", "two lines and a third"),
        ("a\x00b\x1b[31mc", "a\ufffdb\ufffd[31mc"),
        ("half a \ud800 pair", "half a \ufffd pair"),
        ("invoice\u202efdp.exe", "invoicefdp.exe"),
        ("pass\u200bword\ufeff", "password"),
        ("hid\u200dden", "hidden"),
        ("flag \U000e0067\U000e0062", "flag"),
        ("e" + "\u0301" * 40, "e" + "\u0301" * 4),
    ],
)
def test_clean_leaves_nothing_unseen(text: str, seen: str) -> None:
    assert clean(text) == seen


@pytest.mark.parametrize("text", ["👩\u200d👩\u200d👧", "می\u200cخواهم", "क्\u200dष"])
def test_clean_keeps_the_joiners_that_a_script_or_an_emoji_needs(text: str) -> None:
    assert clean(text) == text


def test_shown_isolates_right_to_left_words() -> None:
    assert shown("מה שלומך?") == "\u2068מה שלומך?\u2069"
    assert shown("how are you?") == "how are you?"


def test_quote_cuts_at_a_word_and_drops_the_comma_before_the_ellipsis() -> None:
    assert quote("one two three, four five", 16) == "one two three…"


def test_quote_breaks_a_word_that_fills_the_line() -> None:
    assert quote("x" * 30, 10) == "xxxxxxxxx…"


def test_quote_says_that_a_post_goes_on_behind_a_sea_of_spaces() -> None:
    assert quote("yes" + " " * 10_000 + "no", 40) == "yes…"


def test_name_of_nothing_visible_is_a_question_mark() -> None:
    assert name("\u200b \u202e") == "?"


def test_width_counts_wide_characters_twice_and_marks_not_at_all() -> None:
    assert (width("日本"), width("e\u0301"), width("\u2068ש\u2069"), width("abc")) == (4, 1, 1, 3)


def test_wrapped_breaks_a_word_that_is_longer_than_the_line() -> None:
    assert wrapped("a 日本語日本 b", 6) == ["a", "日本語", "日本 b"]


def test_wrapped_has_a_line_for_nothing() -> None:
    assert wrapped("", 10) == [""]


def test_web_link_follows_http_only() -> None:
    assert web_link("https://forum.example/t/41") == "https://forum.example/t/41"
    assert [web_link(link) for link in (None, "", "javascript:x()", "https://a b", "\x1b]8")] == [
        None
    ] * 5


def test_unmentioning_breaks_what_rings_every_bell() -> None:
    words = unmentioning("ask @everyone, @Here, @room or @mira")
    assert words == "ask @\u200beveryone, @\u200bHere, @\u200broom or @mira"


@given(ANYTHING, st.integers(2, 60))
def test_quote_is_never_wider_than_asked(text: str, limit: int) -> None:
    assert width(quote(text, limit)) <= limit


@given(ANYTHING)
def test_clean_twice_is_clean_once(text: str) -> None:
    assert clean(clean(text)) == clean(text)


@given(ANYTHING, st.integers(2, 40))
def test_wrapped_keeps_every_visible_character_within_the_room(text: str, room: int) -> None:
    lines = wrapped(text, room)
    assert "".join("".join(lines).split()) == "".join(text.split())
    assert all(width(line) <= room for line in lines)


@pytest.mark.parametrize(
    "unit",
    [" ", "\u200d", "a\u0301", "\u0301", "x", "日", "\u200d\u200cא", "@", "\ud800", "\u202e"],
)
def test_huge_texts_cost_little(unit: str) -> None:
    huge = unit * (100_000 // len(unit)) + "א"
    begun = process_time()
    quote(huge)
    clean(huge)
    wrapped(huge, 76)
    assert process_time() - begun < 2
