"""Words of a text, lower-cased, without markup."""

import re
from itertools import pairwise
from typing import Final

from bot.words.languages import STOP_WORDS, language_of
from bot.words.stems import stem

_MARKUP: Final = re.compile(
    r"https?://\S+|<(?:@[!&]?|#|a?:\w+:)\d+>|(?m:^[ \t]*>[^\n]*)|&(?:amp|lt|gt|quot);"
)
_TOKEN: Final = re.compile(
    r"(?P<cjk>[\u3041-\u30ff\u3400-\u9fff\uff66-\uff9f]+)"
    r"|[^\W\u3041-\u30ff\u3400-\u9fff_]+(?:['’._-]+[^\W\u3041-\u30ff\u3400-\u9fff_]+)*"
)
_ASCII_TOKEN: Final = re.compile(r"[a-z0-9]+(?:['._-]+[a-z0-9]+)*")


def tokens(text: str) -> list[str]:
    """The words of `text` in order, lower-cased; links, mentions and quoted lines are left out.

    "e-mail", "v1.2" and "snake_case" are one word each. A run of Japanese gives its pairs of
    characters, since it bears no spaces (overlapping bigrams, as in Lucene's CJKAnalyzer).
    """
    marked = "<" in text or ">" in text or "&" in text or "://" in text
    plain = _MARKUP.sub(" ", text) if marked else text
    if plain.isascii():  # as below, a good deal faster
        return _ASCII_TOKEN.findall(plain.lower())
    found: list[str] = []
    for match in _TOKEN.finditer(plain):
        word = match.group().lower().replace("’", "'")
        if match.lastgroup != "cjk" or len(word) == 1:
            found.append(word)
        else:
            found.extend(a + b for a, b in pairwise(word))
    return found


def content_stems(text: str, language: str | None = None) -> list[str]:
    """The stems of the words of `text` that carry a topic, in order, repeated ones too."""
    spoken = language or language_of(text)
    stop_words = STOP_WORDS[spoken]
    return [stem(word, spoken) for word in tokens(text) if word not in stop_words]
