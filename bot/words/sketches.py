"""Which words a wording had, without saying them: what is left of words that somebody took back."""

from functools import lru_cache
from hashlib import blake2b
from typing import Final

from bot.words.tokens import tokens

_SIGN: Final = "\N{SYMBOL FOR SUBSTITUTE}"
_BUCKETS: Final = 1 << 12
"""So few that many words of a language fall into each: nobody can tell which of them it was."""


def sketch(text: str) -> str:
    """The words of the text, each as the number of a bucket that holds many others."""
    return " ".join((_SIGN, *sorted({_bucket(word) for word in tokens(text)})))


def faded(quote: str, text: str) -> str:
    """A quote from an earlier wording of `text`: as it is where the text still holds it."""
    return quote if is_sketch(quote) or quote in text else sketch(quote)


def is_sketch(text: str) -> bool:
    return text.startswith(_SIGN)


def marks(text: str) -> frozenset[str]:
    """The buckets of a sketch."""
    return frozenset(text.split()[1:])


@lru_cache(maxsize=4_096)
def _bucket(word: str) -> str:
    digest = blake2b(word.encode("utf-8", "surrogatepass"), digest_size=4).digest()
    return f"{int.from_bytes(digest) % _BUCKETS:03x}"
