"""Who is named in a text: "nick: ...", "@nick", a nick anywhere. Strings only, no who-is-who.

Whether a name belongs to somebody is decided by equality with the names of those who spoke nearby,
so that the answer never depends on who else ever was in the channel.
"""

import re
from collections.abc import Set
from typing import Final, NamedTuple

from bot.words import STOP_WORDS

LONGEST = 40
"""Letters of a name."""
SHORTEST: Final = 2

_EDGES: Final = "<>()[]{}*\"'“”‘’,:;.!?~…"
_FIRST_PART: Final = re.compile(r"[^\W\d_]{3,}")
NEVER_NAMES: Final = frozenset[str]().union(*STOP_WORDS.values())
"""A bare "the" is not talk about the_dude."""


class Names(NamedTuple):
    """The names in a text: those that it speaks to, and those it only mentions."""

    addressed: Set[str]
    mentioned: Set[str]


def aliases(name: str, identity: str) -> tuple[str, ...]:
    """What others may call the author `name`: the name, its first part, and the platform's id.

    "nalioth_zZz" is called nalioth, "|trey|" trey, "Jane Doe" Jane.
    """
    whole = name.strip().lower()[:LONGEST]
    first = _FIRST_PART.search(whole)
    known = [whole, whole.strip(_EDGES + "|_-^`"), first.group() if first else ""]
    return (*dict.fromkeys(n for n in known if len(n) >= SHORTEST), identity_token(identity))


def identity_token(identity: str) -> str:
    """The token of a platform id. Starts with a blank, so that no word of a text equals it."""
    return " " + identity


def names_in(text: str) -> Names:
    """All words of the lower-cased text that could be a name, by the way they are put."""
    words = text.split()
    marked = [word.lstrip("@") for word in words if word[0] == "@"] if "@" in text else []
    if words and words[0][-1] in ":,;>":
        marked.append(words[0].lstrip("@"))
    spoken = {name for name in _bare(marked) if SHORTEST <= len(name) <= LONGEST}
    return Names(spoken, _bare(words) - spoken)


def _bare(words: list[str]) -> set[str]:
    """The words without what stands around them."""
    return {word if word.isalnum() else word.strip(_EDGES) for word in words}
