"""Finds messages by words. Each engine has a module that says how its index is asked."""

import re
from collections.abc import Iterator
from typing import Final

from sqlalchemy import ColumnElement, exists, literal

from bot.store import schema
from bot.store.search import postgresql, sqlite
from bot.store.search.clause import WordsOf
from bot.store.search.sqlite import index, wipe

__all__ = ["index", "wipe", "with_words"]

_WORDS: Final = 30
"""So many different words of a query are looked for."""
_UNSPACED: Final = re.compile(
    "[\u0e00-\u0fff\u1000-\u109f\u1780-\u17ff\u2e80-\u30ff\u3400-\u9fff\uf900-\ufaff\uff66-\uff9f"
    "\U00020000-\U0003ffff]"
)
"""Scripts that put no spaces between words: Thai to Tibetan, Burmese, Khmer, Chinese, Japanese."""

_post = schema.message.alias("post")


def with_words(text: str, message: ColumnElement[int]) -> list[ColumnElement[bool]]:
    """What holds of a message with this row whose text has each of the words of `text`.

    A word is found by its beginning, whatever its case and its diacritics. What an index of words
    cannot tell, signs ("C++") and scripts without spaces, is looked for letter by letter.
    """
    words = list(dict.fromkeys(_cleaned(text).split()))[:_WORDS]
    indexed = [word for word in words if _is_indexed(word)]
    found: list[ColumnElement[bool]] = []
    if indexed:
        asked = (literal(engine.asking(indexed)) for engine in (sqlite, postgresql))
        found.append(WordsOf(message, *asked))
    return [*found, *_spelled(words, message)]


def _spelled(words: list[str], message: ColumnElement[int]) -> Iterator[ColumnElement[bool]]:
    odd = [word for word in words if not (word.isalnum() and _is_indexed(word))]
    if odd:
        spelled = (_post.c.text.icontains(word, autoescape=True) for word in odd)
        yield exists().where(_post.c.id == message, *spelled)


def _is_indexed(word: str) -> bool:
    return any(map(str.isalnum, word)) and not _UNSPACED.search(word)


def _cleaned(text: str) -> str:
    """Without what no database takes: NUL, and halves of surrogate pairs."""
    return text.replace("\0", " ").encode("utf-8", "replace").decode()
