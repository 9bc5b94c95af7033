from importlib.resources import files

import pytest

from bot.extraction import CUES
from bot.extraction.lexicon import Hit, Lexicon, Node, lexicon, probability, weights
from bot.words import LANGUAGES


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_language_has_rules(language: str) -> None:
    assert lexicon(language).language == language


def test_rules_of_an_unknown_language_are_an_error() -> None:
    with pytest.raises(FileNotFoundError):
        lexicon("tlh")


def test_phrases_are_found_where_they_start_and_end() -> None:
    found = {
        hit.cue: hit for hit in lexicon("en").hits(["so", "i", "wonder", "whether", "it", "is"])
    }
    assert (found["indirect-question"].start, found["indirect-question"].end) == (1, 4)


def test_one_word_may_be_any_word() -> None:
    cues = {hit.cue for hit in lexicon("en").hits(["how", "is", "a", "clerk", "supposed", "to"])}
    assert "rhetorical-modal" in cues


def test_a_phrase_that_runs_past_the_end_is_not_found() -> None:
    assert lexicon("en").hits(["i"]) == []


def test_a_phrase_may_not_begin_with_any_word() -> None:
    from bot.extraction.lexicon import _plant

    with pytest.raises(ValueError, match="begins with a word of its own"):
        _plant(Node(), "wh-start", "_ why")


def test_every_cue_has_a_weight_and_a_name_in_kebab_case() -> None:
    assert weights("question")["wh-start"] > 0
    assert all(cue == cue.lower() and " " not in cue and "_" not in cue for cue in CUES)
    assert "bias" not in CUES


def test_no_cue_is_dead() -> None:
    rules = files("bot.extraction")
    code = [path for path in rules.iterdir() if path.name.endswith(".py")]
    words = [path for path in rules.joinpath("rules").iterdir() if path.name != "cues.toml"]
    text = "".join(path.read_text("utf-8") for path in (*code, *words))
    assert [cue for cue in CUES if cue not in text] == []


def test_a_lexicon_is_read_once() -> None:
    assert lexicon("en") is lexicon("en")
    assert isinstance(lexicon("en"), Lexicon)


@pytest.mark.parametrize(("log_odds", "chance"), [(0, 0.5), (4, 0.982), (-4, 0.018)])
def test_probability_is_the_logistic_of_the_log_odds(log_odds: float, chance: float) -> None:
    assert probability(log_odds) == chance


@pytest.mark.parametrize(
    ("hit", "inside"),
    [
        (Hit("x", 1, 3, opens=False, closes=False), True),
        (Hit("x", 0, 2, opens=False, closes=False), False),
        (Hit("x", 3, 5, opens=False, closes=False), False),
        (Hit("x", 1, 2, opens=True, closes=False), True),
        (Hit("x", 2, 3, opens=True, closes=False), False),
        (Hit("x", 3, 4, opens=False, closes=True), True),
        (Hit("x", 2, 3, opens=False, closes=True), False),
    ],
)
def test_a_cue_lies_in_a_clause_where_it_stands_at_the_edge_that_it_wants(
    hit: Hit, *, inside: bool
) -> None:
    assert hit.lies_in(1, 4) is inside
