import pytest

from bot.words import LANGUAGES, content_stems, language_of, stem, tokens


def test_tokens_are_lower_cased_words_without_punctuation() -> None:
    assert tokens("Hello, World! It’s v1.2 of snake_case (e-mail).") == [
        "hello",
        "world",
        "it's",
        "v1.2",
        "of",
        "snake_case",
        "e-mail",
    ]


def test_tokens_leave_out_links_mentions_and_quoted_lines() -> None:
    assert tokens("> old words\nsee https://x.org/a?b=c <@123> ok") == ["see", "ok"]


def test_tokens_of_japanese_are_pairs_of_characters() -> None:
    assert tokens("猫が好き、犬") == ["猫が", "が好", "好き", "犬"]


@pytest.mark.parametrize(
    ("word", "language", "stemmed"),
    [
        ("crashes", "en", "crash"),
        ("crashing", "en", "crash"),
        ("crashed", "en", "crash"),
        ("stopped", "en", "stop"),
        ("install", "en", "install"),
        ("installing", "en", "install"),
        ("queries", "en", "query"),
        ("bus", "en", "bus"),
        ("class", "en", "class"),
        ("is", "en", "is"),
        ("regeln", "de", "regel"),
        ("canaux", "fr", "canal"),
        ("canciones", "es", "canción"),
        ("猫が", "ja", "猫が"),
        ("wort", "nl", "wort"),
    ],
)
def test_stem_cuts_a_light_ending(word: str, language: str, stemmed: str) -> None:
    assert stem(word, language) == stemmed


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("The cache is cold after the restart", "en"),
        ("Warum ist der Speicher nach dem Neustart leer und wie lange noch", "de"),
        ("Pourquoi est-ce que le cache est vide après le redémarrage", "fr"),
        ("¿Por qué está vacía la memoria después de un reinicio?", "es"),
        ("再起動の後でなぜ空になるのですか", "ja"),
        ("", "en"),
        ("42", "en"),
    ],
)
def test_language_is_told_by_script_and_common_words(text: str, language: str) -> None:
    assert language_of(text) == language
    assert language in LANGUAGES


def test_content_stems_keep_only_words_with_a_topic() -> None:
    assert content_stems("The caches of the server are crashing") == ["cach", "server", "crash"]
    assert content_stems("Die Regeln der Gruppe", language="de") == ["regel", "grupp"]
