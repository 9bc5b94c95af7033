"""No name leaves the machine: people get pseudonyms, the same ones in every call.

Also made harmless on the way out: what chat templates read as the beginning of somebody's turn,
and characters that no endpoint takes.
"""

import hmac
import re
from base64 import b32encode
from collections.abc import Iterable
from functools import cached_property
from typing import Final

from bot.llm.sent import Sent, altered
from bot.model import Author, AuthorId
from bot.words import STOP_WORDS

_PEOPLE: Final = (
    r"<@!?(?P<mention>\d+)>"
    r"|(?P<account>@[\w.=/+-]++:[\w.-]++(?::\d+)?)"
    r"|(?P<mail>(?<![\w.+-])[\w.+-]++@[\w-]++(?:\.[\w-]++)++)"
    r"|(?<!\w)@(?P<handle>[\w-]++(?:\.[\w-]++)*)"
)
_TEMPLATE: Final = (
    r"(?P<marker><\||\|>|\[/?INST\]|</?s>|<</?SYS>>|</?think>|<(?:start|end)_of_turn>)"
)
_ODD: Final = "(?P<odd>[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ud800-\udfff\U000e0000-\U000e007f])"
_SHORT: Final = 3
_COMMON: Final = frozenset[str]().union(*STOP_WORDS.values())


class Pseudonyms:
    """Pseudonyms of people. Who does not know the `key` cannot tell whose they are."""

    def __init__(self, key: bytes) -> None:
        self._key = key

    def of(self, person: str) -> str:
        """The pseudonym of somebody, by their id."""
        digest = hmac.digest(self._key, person.encode("utf-8", "surrogatepass"), "sha256")
        return f"person-{b32encode(digest)[:6].decode().lower()}"

    def veil(self, people: Iterable[Author]) -> "Veil":
        """What hides these people, and all others who are mentioned in a way that shows."""
        return Veil(self, people)


class Veil:
    """Texts as they may be sent: without the names of some people."""

    def __init__(self, pseudonyms: Pseudonyms, people: Iterable[Author]) -> None:
        self._pseudonyms = pseudonyms
        self._ids: dict[str, AuthorId] = {}
        self._spelled: set[str] = set()
        for person in sorted(people, key=lambda person: person.id):
            for name in _names(person):
                self._ids.setdefault(name.casefold(), person.id)
                self._spelled.add(name)

    @cached_property
    def _pattern(self) -> re.Pattern[str]:
        longest = sorted(self._spelled, key=lambda name: (-len(name), name))
        plain = [_bounded(name) for name in longest if not _is_word(name)]
        exact = [_bounded(name) for name in longest if _is_word(name)]
        names = [f"(?i:{'|'.join(plain)})"] if plain else []
        known = "|".join((*names, *exact))
        parts = (_PEOPLE, f"(?P<name>{known})" if known else "", _TEMPLATE, _ODD)
        return re.compile("|".join(part for part in parts if part))

    def over(self, text: str) -> Sent:
        """The text as it may be sent."""
        return altered(text, self._pattern, self._instead)

    def _instead(self, match: re.Match[str]) -> str:
        kind, found = match.lastgroup, match.group()
        if kind == "odd":
            return "\ufffd"
        if kind == "marker":
            return f"{found[0]} {found[1:]}"
        named = match.group(kind) if kind else found
        return self._pseudonyms.of(self._ids.get(named.casefold(), AuthorId(named)))


def _names(person: Author) -> list[str]:
    """What somebody may be called: the whole name, its parts, and the id as far as it is a name."""
    whole = person.name.strip()
    parts = [part for part in whole.split() if len(part) >= _SHORT] if " " in whole else []
    local = person.id.removeprefix("@").partition(":")[0]
    return [name for name in (whole, person.id, local, *parts) if len(name) > 1]


def _is_word(name: str) -> bool:
    """Whether it is written as a common word is, so that only its own spelling means somebody."""
    return len(name) < _SHORT or name.casefold() in _COMMON


def _bounded(name: str) -> str:
    before = r"(?<!\w)" if _has_case(name[0]) else ""
    after = r"(?!\w)" if _has_case(name[-1]) else ""
    return f"{before}{re.escape(name)}{after}"


def _has_case(character: str) -> bool:
    """Whether words of its script stand apart: between Han characters nothing shows a border."""
    return character.isascii() or character.lower() != character.upper()
