"""What a text says by itself: its words, how it looks, whom it names."""

import re
from collections.abc import Callable
from typing import Final, NamedTuple, TypeAlias

from bot.linking.naming import Names, names_in
from bot.words import STOP_WORDS, tokens

READ: Final = 2_000
"""Characters of a text that are read; what it is about, and who is meant, is said early."""
WORDS: Final = 60
"""Words of a text that are looked at."""

Look: TypeAlias = Callable[[str], object]


def _opening(pattern: str) -> Look:
    return re.compile(pattern).match


def _anywhere(pattern: str) -> Look:
    return re.compile(pattern).search


def _ends(*marks: str) -> Look:
    return lambda text: text.rstrip().endswith(marks)


_ADDRESS: Final = r"(?:\S+[:,]\s+)?"
"""A "name: " that may stand before."""

_SEEN: Final = (
    _anywhere(r"\?"),
    _anywhere(r"[?？؟][\s)\"']*$"),
    _opening(
        _ADDRESS + r"(?:so |and |but |ok |hi,? |well,? )?(?:wh(?:at|y|o|ich|ere|en)|how|is|are|do"
        r"|does|did|can|could|would|will|should|has|have|any(?:one|body)?)\b"
    ),
    _opening(r"(?:hi|hello|hey|yo|good (?:morning|evening|day|afternoon))\b"),
    _opening(
        _ADDRESS + r"(?:yes|yeah|yep|yup|no|nope|ok|okay|oh|ah|right|sure|i see|hmm+|lol|haha)\b"
    ),
    _anywhere(r"://|www\."),
    _opening(r"[!./]\w"),
    _opening(r"@?[^\s:,]{2,40}[:,](?:\s|$)"),
    _anywhere(r"@(?<!\S@)\w"),
    _ends("..", "…"),
    _opening(r"[^a-z]*(?:and|or|but|so|also|then|because|cause|which|like|than|with|i mean)\b"),
    _anywhere(r"[:;]-?[)(dp]"),
    _opening(r"\w"),
    _ends(".", "!"),
)
"""What a lower-cased text looks like."""
ADDRESS_FORM: Final = 7
"""The look of "name: ..."."""
_HEARD: Final = (
    {"anyone", "anybody", "someone", "somebody", "everyone", "all", "guys", "folks"},
    {"thanks", "thank", "thx", "ty", "cheers", "tnx"},
)
"""Words that speak to everybody, and that thank."""
LOOKS: Final = len(_SEEN) + len(_HEARD)
"""Looks of a text, in the order of the feature columns."""


class Text(NamedTuple):
    """`topics` are the words that carry one; `opening` is the first word, "" if there is none.

    Names are no topics: who is addressed is judged apart. `length` is that of `words`, repeated
    ones counted.
    """

    looks: tuple[bool, ...]
    words: frozenset[str]
    opening: str
    length: int
    topics: frozenset[str]
    names: Names


def read_text(text: str) -> Text:
    """The reading of a text; only its first READ characters count."""
    begun = text[:READ].lower()
    said = tokens(begun)[:WORDS]
    words, names = frozenset(said), names_in(begun)
    return Text(
        looks=(
            *[bool(look(begun)) for look in _SEEN],
            *[not heard.isdisjoint(words) for heard in _HEARD],
        ),
        words=words,
        opening=said[0] if said else "",
        length=len(said),
        topics=frozenset([w for w in words - STOP_WORDS["en"] if len(w) > 1]) - names.addressed,
        names=names,
    )
