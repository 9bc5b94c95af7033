"""Light stems: enough to see that "crashes" and "crashing" speak of the same thing."""

from collections.abc import Mapping
from functools import lru_cache
from typing import Final

SHORTEST: Final = 3
"""Letters that a stem keeps at least."""

_ENDINGS: Final[Mapping[str, tuple[tuple[str, str], ...]]] = {
    "en": (
        ("'s", ""),
        ("ies", "y"),
        ("sses", "ss"),
        ("shes", "sh"),
        ("ches", "ch"),
        ("xes", "x"),
        ("ss", "ss"),
        ("us", "us"),
        ("ings", ""),
        ("ing", ""),
        ("ied", "y"),
        ("ed", ""),
        ("es", ""),
        ("s", ""),
        ("e", ""),
    ),
    "de": (("ern", ""), ("en", ""), ("em", ""), ("er", ""), ("es", ""), ("e", ""), ("n", "")),
    "fr": (("aux", "al"), ("ées", ""), ("és", ""), ("ée", ""), ("es", ""), ("s", ""), ("e", "")),
    "es": (("ciones", "ción"), ("es", ""), ("os", "o"), ("as", "a"), ("s", "")),
    "ja": (),
}

_BY_LAST: Final[Mapping[str, Mapping[str, tuple[tuple[str, str], ...]]]] = {
    language: {
        last: tuple(ending for ending in endings if ending[0][-1] == last)
        for last in {ending[-1] for ending, _ in endings}
    }
    for language, endings in _ENDINGS.items()
}
"""The same by their last letter, since most words end in none of them."""
_KNOWN: Final = 16_384
"""Words whose stems are remembered, some 3 MB: talk says the same few thousand again and again."""


@lru_cache(maxsize=_KNOWN)
def stem(word: str, language: str = "en") -> str:
    """The stem of a lower-cased `word`: the first ending that leaves enough letters is cut.

    Weak on purpose, after Harman 1991 ("How effective is suffixing?", JASIS 42): a stronger stemmer
    merges words that a chat keeps apart.
    """
    for ending, instead in _BY_LAST.get(language, {}).get(word[-1:], ()):
        if word.endswith(ending) and len(word) - len(ending) >= SHORTEST:
            return _undoubled(word[: -len(ending)] + instead, ending)
    return word


def _undoubled(stemmed: str, ending: str) -> str:
    """Undo the doubling of "stopped"; the "ll" of "install" and the "ss" of "pass" belong."""
    doubled = stemmed[-1] == stemmed[-2] and stemmed[-1] not in "aeiouls"
    return stemmed[:-1] if doubled and ending in ("ing", "ed") else stemmed
