"""No name leaves the machine: people get pseudonyms, the same ones in every call.

Also made harmless on the way out: what chat templates read as the beginning of somebody's turn,
and characters that no endpoint takes.
"""

import hmac
import re
from base64 import b32encode
from collections.abc import Iterable, Iterator
from typing import Final

from bot.llm.sending.names import WORD, Names, folded
from bot.llm.sending.sent import Sent, altered
from bot.model import Author, AuthorId, Span

_SIGNS: Final = re.compile(
    r"<@!?(?P<mention>\d+)>"
    r"|(?P<account>@[\w.=/+-]++:[\w.-]++(?::\d+)?)"
    r"|(?P<mail>(?<![\w.+-])[\w.+-]++@[\w-]++(?:\.[\w-]++)++)"
    r"|(?<!\w)@(?P<handle>[\w-]++(?:\.[\w-]++)*)"
    r"|(?P<marker><\||\|>|\[/?INST\]|</?s>|<</?SYS>>|</?think>|<(?:start|end)_of_turn>)"
    "|(?P<odd>[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ud800-\udfff\U000e0000-\U000e007f])"
    f"|(?P<word>{WORD})"
)


class Pseudonyms:
    """Pseudonyms of people. Who does not know the `key` cannot tell whose they are."""

    def __init__(self, key: bytes) -> None:
        self._key = key
        self._last = frozenset[Author](), Veil(self, ())

    def of(self, person: str) -> str:
        """The pseudonym of somebody, by their id."""
        digest = hmac.digest(self._key, person.encode("utf-8", "surrogatepass"), "sha256")
        return f"person-{b32encode(digest)[:6].decode().lower()}"

    def veil(self, people: Iterable[Author]) -> "Veil":
        """What hides these people, and all others who are mentioned in a way that shows. That of
        the same people as the last time is the same: many calls of a long talk have them all.
        """
        everybody = frozenset(people)
        if self._last[0] != everybody:
            self._last = everybody, Veil(self, everybody)
        return self._last[1]


class Veil:
    """Texts as they may be sent: without the names of some people."""

    def __init__(self, pseudonyms: Pseudonyms, people: Iterable[Author]) -> None:
        everybody = list(people)
        self._pseudonyms = pseudonyms
        self._names = Names(everybody)
        self._ids = {person.id for person in everybody}

    def over(self, text: str) -> Sent:
        """The text as it may be sent."""
        return altered(text, self._changes(text))

    def _changes(self, text: str) -> Iterator[tuple[Span, str]]:
        alike, place = folded(text), 0
        while match := _SIGNS.search(text, place):
            there, place = Span(*match.span()), match.end()
            if match.lastgroup != "word":
                yield there, self._instead(match)
                continue
            for name, person in self._names.within(text, alike, there):
                yield name, self._pseudonyms.of(person)
                place = max(place, name.end)

    def _instead(self, match: re.Match[str]) -> str:
        kind, found = str(match.lastgroup), match.group()
        if kind == "odd":
            return "\ufffd"
        if kind == "marker":
            return f"{found[0]} {found[1:]}"
        named = match.group(kind)
        known = named if named in self._ids else self._names[named]
        return self._pseudonyms.of(known or AuthorId(named))
