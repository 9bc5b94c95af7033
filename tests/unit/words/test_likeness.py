import pytest

from bot.words import likeness


def test_equal_wordings_are_wholly_alike_and_come_before_the_same_words_in_another_order() -> None:
    assert likeness("is the pump dry?", "is the pump dry?") == 1
    assert 0 < likeness("is the pump dry?", "the pump is dry") < 1


def test_likeness_is_the_share_of_the_words_in_common() -> None:
    assert likeness("red pump", "red valve") == pytest.approx(0.99 / 3)


@pytest.mark.parametrize("other", ["", "?!", "kettle"])
def test_wordings_without_a_common_word_are_not_alike(other: str) -> None:
    assert likeness("...", other) == 0
