import pytest

from bot.model import Reason, Span
from bot.views.wording import count, explain, say

TEXT = "is it the needles?"


def test_cue_without_wording_is_its_name_with_spaces() -> None:
    assert explain([Reason("never-heard-of", 1.0)], TEXT) == ("never heard of",)


def test_explanation_names_three_cues_the_weightiest_first() -> None:
    reasons = [Reason(f"cue-{n}", float(n)) for n in range(1, 6)]
    assert explain(reasons, TEXT) == ("cue 5", "cue 4", "cue 3")


def test_explanation_admits_what_spoke_against_it_last() -> None:
    reasons = [Reason("cue-against", -3.0), Reason("cue-for", 1.0)]
    assert explain(reasons, TEXT) == ("cue for", "though cue against")


def test_explanation_names_a_cue_once() -> None:
    assert explain([Reason("a-cue", 2.0), Reason("a-cue", 1.0)], TEXT) == ("a cue",)


def test_cue_quotes_the_words_that_fired_it_where_their_place_is_known() -> None:
    assert explain([Reason("polar-start", 1.0, Span(0, 5))], TEXT) == ('opens with "is it"',)
    assert explain([Reason("polar-start", 1.0)], TEXT) == ("opens like a yes-or-no question",)


def test_explanation_quotes_a_stretch_once() -> None:
    both = [Reason("polar-start", 2.0, Span(0, 5)), Reason("asks-the-room", 1.0, Span(0, 5))]
    assert explain(both, TEXT) == ('opens with "is it"', "turns to everybody")


def test_stems_are_completed_to_the_words_that_they_were_taken_from() -> None:
    reason = Reason("picks-up-words", 1.0, Span(0, len(TEXT)), "needl, is, lime")
    assert explain([reason], TEXT) == ('picks up "needles, is, lime"',)


def test_words_of_strangers_are_never_placeholders() -> None:
    hostile = "{detail} {0}"
    assert explain([Reason("polar-start", 1.0, Span(0, 12))], hostile) == (
        f'opens with "{hostile}"',
    )


@pytest.mark.parametrize(("n", "words"), [(0, "0 claims"), (1, "1 claim"), (2, "2 claims")])
def test_count_chooses_one_or_many(n: int, words: str) -> None:
    assert count("count.claims", n) == words


def test_say_fills_placeholders() -> None:
    assert say("turn.asker", asker="{x}") == "waiting for {x}"
