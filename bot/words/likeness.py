"""How alike two wordings are: what tells whether a question is still the one it was."""

from typing import Final

from bot.words.sketches import is_sketch, marks, sketch
from bot.words.tokens import tokens

_SAME_WORDS: Final = 0.99
"""Less than equal texts, so that the very same wording always comes first."""


def likeness(one: str, other: str) -> float:
    """The share of words that two wordings have in common, 1 only where they are equal. Where of
    one there is a sketch alone, of the other a sketch is made too.

    Jaccard 1912, New Phytologist 11(2).
    """
    if one == other:
        return 1.0
    if is_sketch(one) or is_sketch(other):
        first, second = _marks(one), _marks(other)
    else:
        first, second = frozenset(tokens(one)), frozenset(tokens(other))
    return _SAME_WORDS * len(first & second) / len(first | second) if first | second else 0.0


def _marks(text: str) -> frozenset[str]:
    return marks(text if is_sketch(text) else sketch(text))
