import pytest

from bot.linking.naming import LONGEST, aliases, identity_token, names_in


@pytest.mark.parametrize(
    ("name", "called"),
    [
        ("nalioth_zZz", "nalioth"),
        ("|trey|", "trey"),
        ("Jane Doe", "jane"),
        ("Mira", "mira"),
        ("x", ""),
    ],
)
def test_an_author_is_called_by_the_name_and_its_first_part(name: str, called: str) -> None:
    words = aliases(name, "42")

    assert words[-1] == identity_token("42")
    assert (called in words) == bool(called)


def test_a_platform_id_is_no_word_of_any_text() -> None:
    assert identity_token("mira").split() != [identity_token("mira")]


@pytest.mark.parametrize("text", ["mira: hello", "mira, hello", "hello @mira!", "@mira"])
def test_a_name_is_addressed_by_mark(text: str) -> None:
    assert "mira" in names_in(text).addressed


def test_a_bare_name_is_only_mentioned() -> None:
    names = names_in("thanks (mira), you too")

    assert names.addressed == frozenset()
    assert "mira" in names.mentioned


def test_endless_words_are_no_names() -> None:
    assert names_in("@" + "a" * (LONGEST + 1)).addressed == frozenset()
