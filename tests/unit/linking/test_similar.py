import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.linking.similar import SAME, similarities

LEAK = "How do I stop the tap in the greenhouse from leaking?"
LEAK_AGAIN = "The greenhouse tap leaks, can anyone tell me how to stop it?"
BUS = "When does the last bus to the harbour leave?"


def test_the_same_question_in_other_words_scores_above_another_question() -> None:
    again, other = similarities([(LEAK, LEAK_AGAIN), (LEAK, BUS)])

    assert again.score > other.score
    assert again.same
    assert not other.same


def test_a_question_is_the_same_as_itself() -> None:
    (itself, _) = similarities([(LEAK, LEAK), (LEAK, BUS)])

    assert itself.score == pytest.approx(1.0)


def test_shared_words_are_named_rarest_first() -> None:
    pairs = [("the red pedal", "the red pump"), ("the red pedal", "pedal, red, grommet")]
    pairs += [("a red hat", "a red scarf")] * 2

    assert similarities(pairs)[1].shared == ("pedal", "red")


def test_words_that_everybody_uses_weigh_less_than_rare_ones() -> None:
    everywhere = [(f"server number {n}", f"server for {n}") for n in range(20)]
    common, rare = similarities(
        [("server alpha", "server beta"), ("grommet alpha", "grommet beta"), *everywhere]
    )[:2]

    assert rare.score > common.score


def test_what_is_said_early_weighs_more() -> None:
    rest = "moss fern reed sedge thyme sorrel clover nettle yarrow tansy dill chervil"
    early, late = similarities([(f"kettle {rest}", "kettle"), (f"{rest} kettle", "kettle")])

    assert early.score > late.score


@pytest.mark.parametrize("text", ["", "?!", "the and of"])
def test_a_text_without_topic_words_is_like_nothing(text: str) -> None:
    (nothing,) = similarities([(text, LEAK)])

    assert nothing.score == 0
    assert not nothing.same


@given(st.lists(st.tuples(st.text(), st.text()), max_size=6))
def test_scores_are_symmetric_and_between_zero_and_one(pairs: list[tuple[str, str]]) -> None:
    there = similarities(pairs)
    back = similarities([(b, a) for a, b in pairs])

    assert [s.score for s in there] == pytest.approx([s.score for s in back])
    assert all(0 <= s.score <= 1 for s in there)
    assert all(s.same == (s.score >= SAME) for s in there)
