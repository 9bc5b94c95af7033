import pytest

from bot.extraction.clauses import clauses_of
from bot.extraction.lexicon import lexicon
from bot.extraction.reading import read
from bot.extraction.sentences import sentences_of
from bot.extraction.tokens import tokens_of


def clauses(text: str, language: str = "en") -> list[str]:
    (sentence,) = sentences_of(tokens_of(text), text)
    reading = read(sentence, lexicon(language))
    return [reading.span(c.start, c.end).of(text) for c in clauses_of(reading)]


@pytest.mark.parametrize(
    ("text", "parts"),
    [
        (
            "It's often said that bees sleep, would that hold here?",
            ["It's often said that bees sleep", "would that hold here?"],
        ),
        (
            "How warm is the hive, and is the queen still there?",
            ["How warm is the hive", "is the queen still there?"],
        ),
        (
            "Is it void, does it adjourn, and if so who has to be told?",
            ["Is it void", "does it adjourn", "if so who has to be told?"],
        ),
        ("which hive is it and can we move it", ["which hive is it", "can we move it"]),
        ("the junction: has it been opened yet", ["the junction", "has it been opened yet"]),
        ("It broke twice, did the lid open", ["It broke twice", "did the lid open"]),
        (
            "They swarm in May, but does anyone count them?",
            ["They swarm in May", "does anyone count them?"],
        ),
        ("It swarmed, and did anyone count?", ["It swarmed", "did anyone count?"]),
        ("By whom, though, and is it due?", ["By whom, though", "is it due?"]),
        ("I misread it, hence this long post.", ["I misread it", "hence this long post."]),
        ("I sold two hives, so of course I'm glad.", ["I sold two hives", "of course I'm glad."]),
        (
            "It took two weeks, which is half a month, not one.",
            ["It took two weeks", "which is half a month, not one."],
        ),
        (
            "Would bees do the same, given that wasps, unlike bees, sting twice?",
            ["Would bees do the same", "wasps, unlike bees, sting twice?"],
        ),
    ],
)
def test_a_question_is_cut_from_what_stands_before_it(text: str, parts: list[str]) -> None:
    assert clauses(text) == parts


@pytest.mark.parametrize(
    "text",
    [
        "Is it the queen, or is it only a drone?",
        "If the lid is shut, how do they breathe?",
        "If it's the latter, why do they fly?",
        "when you open it do you wear gloves",
        "if you can find that out what should i do",
        "what happens if you are late, any ideas?",
        "They share one hive, I take it?",
        "It is late, isn't it?",
        "the hive is full, probably",
        "which hive did you open, the old one or the new one",
        "the honey, the wax, the brood",
        "My reading, for what it's worth, is the old one.",
        "no idea why",
        "If the lid was loose, as the rain makes likely, what does it mean?",
        "the old lid is lost, I'm afraid",
        "also not sure whether the lid fits",
        "he says that since it rains, they stay in",
        "if so, then the lid",
        "if so",
        "the lid fell, the old one",
        "the lid fell, the box, the key",
        "the lid fell, he",
        "the lid is on and it is tight now",
        "I think that if the lid is loose, it lets the rain in",
        "It fell, of all things, down",
        "We met the keeper of bees, which was late",
        "In the old hive of ours, the bees are late",
    ],
)
def test_what_belongs_together_is_not_cut(text: str) -> None:
    assert len(clauses(text)) == 1


@pytest.mark.parametrize(
    ("text", "parts"),
    [
        (
            "The hive is full, and the bees are restless.",
            ["The hive is full", "the bees are restless."],
        ),
        ("The lid is loose, it's the wind.", ["The lid is loose", "it's the wind."]),
        ("the lid was loose, beeswax does help", ["the lid was loose", "beeswax does help"]),
        (
            "It counts once, which is odd for a hive this size.",
            ["It counts once", "which is odd for a hive this size."],
        ),
        (
            "Would they stay there, given that it is so cold?",
            ["Would they stay there", "it is so cold?"],
        ),
        (
            "If it rains, they stay, and the keeper is glad.",
            ["If it rains, they stay", "the keeper is glad."],
        ),
        (
            "the notes were wrong: i counted them myself",
            ["the notes were wrong", "i counted them myself"],
        ),
    ],
)
def test_two_statements_with_subject_and_verb_are_two(text: str, parts: list[str]) -> None:
    assert clauses(text) == parts


@pytest.mark.parametrize(
    ("text", "clause"),
    [
        ("ok so what happened", "what happened"),
        ("<@12> where is it", "where is it"),
        ("anna: where is it", "where is it"),
        ("anna what did you find", "what did you find"),
        ("Right, where is it", "where is it"),
        ("right side up", "right side up"),
        ("and", "and"),
    ],
)
def test_leads_and_called_names_are_cut_off(text: str, clause: str) -> None:
    assert clauses(text) == [clause]


def test_the_spanish_opening_mark_begins_a_clause_unless_a_tag_follows() -> None:
    assert clauses("Y ya que estamos, ¿dónde está la miel?", "es")[1] == "¿dónde está la miel?"
    assert len(clauses("No es difícil, ¿no?", "es")) == 1


def test_punctuation_behind_the_spanish_opening_mark_does_not_hide_it() -> None:
    assert clauses("Hola, ¿, dónde está la miel?", "es")[-1] == "¿, dónde está la miel?"


def test_the_question_mark_goes_to_the_last_clause_that_asks() -> None:
    text = "Would they stay, because it is so cold?"
    (sentence,) = sentences_of(tokens_of(text), text)
    assert [c.asked for c in clauses_of(read(sentence, lexicon("en")))] == [True, False]


def test_a_sentence_without_words_has_no_clauses() -> None:
    (sentence,) = sentences_of(tokens_of(", ,"), ", ,")
    assert clauses_of(read(sentence, lexicon("en"))) == []


@pytest.mark.parametrize(
    "text",
    [
        "when you open it isn't the lid loose",
        "when you open it do the bees leave?",
        "When it is late you know who was there.",
    ],
)
def test_a_condition_stays_with_what_it_leads(text: str) -> None:
    assert len(clauses(text)) == 1
