import pytest

from bot.llm.endpoint.gauge import Gauge
from bot.model import Usage

TEXT = "four letters make a token, more or less " * 10


def test_four_letters_make_a_token() -> None:
    assert 100 <= Gauge().tokens(TEXT) <= 101


def test_of_other_scripts_each_character_makes_one() -> None:
    assert 40 <= Gauge().tokens("これはなぜですか" * 5) <= 41


def test_the_guess_follows_what_is_told() -> None:
    gauge = Gauge()

    for _ in range(40):
        gauge.learn(TEXT, Usage(sent=150, written=9_999))

    assert gauge.tokens(TEXT) == pytest.approx(150, abs=3)


@pytest.mark.parametrize("sent", [1, 1_000_000])
def test_a_figure_that_cannot_be_moves_it_within_bounds(sent: int) -> None:
    gauge = Gauge()

    for _ in range(100):
        gauge.learn(TEXT, Usage(sent=sent))

    assert 50 <= gauge.tokens(TEXT) <= 402


@pytest.mark.parametrize("usage", [None, Usage()])
def test_what_is_not_told_teaches_nothing(usage: Usage | None) -> None:
    gauge = Gauge()

    gauge.learn(TEXT, usage)
    gauge.learn("", Usage(sent=10))

    assert gauge.tokens(TEXT) == Gauge().tokens(TEXT)
