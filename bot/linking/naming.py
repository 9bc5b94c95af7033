"""Who is named in a text: "nick: ...", "@nick", a nick anywhere. Strings only, no who-is-who.

Whether a name belongs to somebody is decided by equality with the names of those who spoke nearby,
so that the answer never depends on who else ever was in the channel.
"""

import re
from typing import Final, NamedTuple

from bot.model import Message
from bot.words import STOP_WORDS

READ = 2_000
"""Characters of a text that are searched for names; whoever is meant is named early."""
LONGEST = 40
"""Letters of a name."""
SHORTEST: Final = 2

_EDGES: Final = "<>()[]{}*\"'“”‘’,:;.!?~…"
_FIRST_PART: Final = re.compile(r"[^\W\d_]{3,}")
_NEVER_NAMES: Final = frozenset[str]().union(*STOP_WORDS.values())
"""A bare "the" is not talk about the_dude."""


class Names(NamedTuple):
    """The names in a text, lower-cased: those that it speaks to, and those it only mentions."""

    addressed: tuple[str, ...]
    mentioned: tuple[str, ...]


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


def names_in(message: Message) -> Names:
    """All words of the text that could be a name, by the way they are put."""
    addressed = [identity_token(who) for who in message.mentions]
    mentioned: list[str] = []
    for place, word in enumerate(message.text[:READ].lower().split()):
        if word in _NEVER_NAMES:
            continue
        bare = word.lstrip("@").strip(_EDGES)
        if not SHORTEST <= len(bare) <= LONGEST:
            continue
        if word[0] == "@" or (place == 0 and word[-1] in ":,;>"):
            addressed.append(bare)
        elif len(bare) > SHORTEST and bare not in _NEVER_NAMES:
            mentioned.append(bare)
    return Names(tuple(dict.fromkeys(addressed)), tuple(dict.fromkeys(mentioned)))
