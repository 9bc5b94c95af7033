"""How alike two wordings are: what tells whether a question is still the one it was."""

from typing import Final

from bot.words.tokens import tokens

_SAME_WORDS: Final = 0.99
"""Less than equal texts, so that the very same wording always comes first."""


def likeness(one: str, other: str) -> float:
    """The share of words that two wordings have in common, 1 only where they are equal.

    Jaccard 1912, New Phytologist 11(2).
    """
    if one == other:
        return 1.0
    first, second = set(tokens(one)), set(tokens(other))
    return _SAME_WORDS * len(first & second) / len(first | second) if first | second else 0.0
