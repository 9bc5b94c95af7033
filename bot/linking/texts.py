"""What a text says by itself: its words, how it looks, whom it names.

A text that was read is kept at hand for a while: when a message comes in, those around it are asked
for again.
"""

import re
from collections.abc import Callable
from dataclasses import dataclass
from functools import lru_cache
from typing import Final

from bot.linking.naming import Names, names_in
from bot.words import STOP_WORDS, tokens

READ: Final = 2_000
"""Characters of a text that are read; what it is about, and who is meant, is said early."""
WORDS: Final = 60
"""Words of a text that are looked at."""
KEPT: Final = 2_048
"""Texts that are kept at hand."""


def _opening(pattern: str) -> Callable[[str], object]:
    return re.compile(pattern).match


def _anywhere(pattern: str) -> Callable[[str], object]:
    return re.compile(pattern).search


_ADDRESS: Final = r"(?:\S+[:,]\s+)?"
"""A "name: " that may stand before."""

LOOKS: Final = (
    _anywhere(r"\?"),
    _anywhere(r"[?？؟][\s)\"']*$"),
    _opening(
        _ADDRESS + r"(?:so |and |but |ok |hi,? |well,? )?(?:wh(?:at|y|o|ich|ere|en)|how|is|are|do"
        r"|does|did|can|could|would|will|should|has|have|any(?:one|body)?)\b"
    ),
    _anywhere(r"\b(?:any(?:one|body)|some(?:one|body)|everyone|all|guys|folks)\b"),
    _opening(r"(?:hi|hello|hey|yo|good (?:morning|evening|day|afternoon))\b"),
    _anywhere(r"\b(?:thanks?|thx|ty|cheers|tnx|thank you)\b"),
    _opening(
        _ADDRESS + r"(?:yes|yeah|yep|yup|no|nope|ok|okay|oh|ah|right|sure|i see|hmm+|lol|haha)\b"
    ),
    _anywhere(r"https?://|www\."),
    _opening(r"[!./]\w"),
    _opening(r"@?[^\s:,]{2,40}[:,](?:\s|$)"),
    _anywhere(r"@(?<!\S@)\w"),
    _anywhere(r"\.\.+\s*$|…\s*$"),
    _opening(r"[^a-z]*(?:and|or|but|so|also|then|because|cause|which|like|than|with|i mean)\b"),
    _anywhere(r"[:;]-?[)(dp]"),
    _opening(r"\w"),
    _anywhere(r"[.!]\s*$"),
)
"""Looks of a lower-cased text, in the order of the feature columns."""
ADDRESS_FORM: Final = 9
"""The look of "name: ..."."""


@dataclass(frozen=True, slots=True)
class Text:
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


@lru_cache(KEPT)
def read_text(text: str) -> Text:
    """The reading of a text; only its first READ characters count."""
    begun = text[:READ].lower()
    said = tokens(begun)[:WORDS]
    words, names = frozenset(said), names_in(begun)
    return Text(
        looks=tuple([look(begun) is not None for look in LOOKS]),
        words=words,
        opening=said[0] if said else "",
        length=len(said),
        topics=frozenset([w for w in words - STOP_WORDS["en"] if len(w) > 1]) - names.addressed,
        names=names,
    )
