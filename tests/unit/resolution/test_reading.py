"""How a reply is read: cue phrases in five languages, pieces, quotes."""

import pytest

from bot.model import Span
from bot.resolution import CUES
from bot.resolution.lexicon import hits, light, rules
from bot.resolution.pieces import pieces
from bot.words import LANGUAGES
from tests.unit.resolution.room import turn


def cues(text: str, language: str = "en") -> list[str]:
    return [hit.cue for hit in hits(text, language)]


@pytest.mark.parametrize(
    ("language", "text", "cue"),
    [
        ("en", "many thanks!", "thanks"),
        ("en", "don’t know", "ignorance"),
        ("en", "Dont know", "ignorance"),
        ("de", "Danke schon mal!", "thanks-in-advance"),
        ("de", "vielen Dank", "thanks"),
        ("de", "geht leider nicht", "fails"),
        ("de", "thx", "thanks"),
        ("de", "ich glaube", "hedge"),
        ("de", "denke ich", "hedge"),
        ("de", "steht in der Anleitung", "pointer"),
        ("fr", "toujours la même", "fails"),
        ("fr", "pareil chez moi", "me-too"),
        ("fr", "merci d'avance", "thanks-in-advance"),
        ("fr", "ça ne marche pas", "fails"),
        ("fr", "aucune idée", "ignorance"),
        ("es", "muchas gracias", "thanks"),
        ("es", "sigue sin funcionar", "fails"),
        ("es", "ni idea", "ignorance"),
        ("ja", "ありがとうございます", "thanks"),
        ("ja", "まだ動きません", "fails"),
        ("ja", "わかりません", "ignorance"),
    ],
)
def test_a_cue_phrase_is_found_in_its_language(language: str, text: str, cue: str) -> None:
    assert cues(text, language) == [cue]


def test_the_longest_phrase_wins() -> None:
    assert cues("thanks in advance") == ["thanks-in-advance"]
    assert cues("that doesn't work") == ["fails"]


def test_a_phrase_tied_to_the_start_opens_a_clause() -> None:
    assert "affirmation" in cues("yes it is")
    assert "affirmation" in cues("well, yes")
    assert "affirmation" in cues("and yes")
    assert "affirmation" not in cues("she said yes it is")


def test_a_phrase_tied_to_the_end_closes_a_sentence() -> None:
    assert "bump" in cues("anyone?")
    assert "thanks" in cues("that was quick, ty")
    assert "bump" not in cues("tell anyone there")


def test_no_phrase_reaches_over_the_end_of_a_sentence() -> None:
    assert cues("no. idea of mine") == ["negation"]


def test_a_gap_stands_for_one_word() -> None:
    assert "acceptance" in cues("that clears everything up")


def test_a_hit_knows_where_it_stands() -> None:
    text = "well — not sure about it"
    (hit,) = [hit for hit in hits(text, "en") if hit.cue == "ignorance"]

    assert hit.span.of(text) == "not sure"


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_language_has_words_for_thanks_trouble_and_doubt(language: str) -> None:
    assert {"thanks", "thanks-in-advance", "works", "fails", "hedge", "ignorance", "bump"} <= set(
        rules(language)
    )
    assert light(language)


@pytest.mark.parametrize("text", ["", " ", "?", "\x00", "\ud800", "نعم ؟", "👩‍🚒 🙏", "^", "$ _ |"])
def test_nothing_in_a_text_breaks_the_search(text: str) -> None:
    hits(text, "en")
    pieces(turn(0, "mira", text), "en")


def test_pieces_are_sentences_and_questions() -> None:
    message = turn(0, "mira", "It hums. It leaks, «polar<is it old?» Oh well.")
    text = message.message.text

    found = pieces(message, "en")

    assert [piece.text for piece in found] == ["It hums.", "It leaks,", "is it old?", "Oh well."]
    assert [piece.asks for piece in found] == [False, False, True, False]
    assert all(piece.span.of(text) == piece.text for piece in found)


def test_a_question_stays_one_piece_whatever_it_holds() -> None:
    message = turn(0, "mira", "«polar<is v. 2 better?\nor not?»")

    assert [piece.text for piece in pieces(message, "en")] == ["is v. 2 better?\nor not?"]


def test_quoted_lines_are_left_out_and_remembered() -> None:
    message = turn(0, "jon", "> is it old?\n> Or new. Or both.\nOld.\n\nAnd blue.")

    old, blue = pieces(message, "en")

    assert "is it old?" in old.quoted
    assert "Or both." in old.quoted
    assert blue.quoted == ""
    assert blue.paragraph > old.paragraph


def test_the_subject_is_what_is_named_outright() -> None:
    (piece,) = pieces(turn(0, "jon", "On the fence, no plans."), "en")

    assert "fenc" in piece.subject
    assert "plan" not in piece.subject or piece.subject <= piece.stems


def test_words_of_a_span_are_those_in_the_message() -> None:
    first, second = pieces(turn(0, "jon", "It hums. It leaks."), "en")

    assert second.words_of(Span(12, 17)) == "leaks"
    assert first.size_of(first.span) == 2


def test_every_reason_has_a_known_cue() -> None:
    assert all(cue == cue.lower() and " " not in cue for cue in CUES)


def test_a_unit_is_no_sign_of_sarcasm() -> None:
    assert "sarcasm" in cues("oh great, another one /s")
    assert cues("80mm/s") == []


def test_no_phrase_begins_with_any_word() -> None:
    for language in LANGUAGES:
        phrases = [phrase for phrases in rules(language).values() for phrase in phrases]
        assert not [phrase for phrase in phrases if phrase.removeprefix("^").startswith("_")]
