"""By which words a text speaks of somebody. Pure.

People are called by their whole name, by its parts of three letters or more ("Mira" of "Mira Holm",
"mira" of `mira_holm42` or `MiraHolm`), and by what their account is called: in any case, with or
without accents, with digits or an s at the end ("Danas"), and whatever marks stand around it
("Dana's", "@dana", "dana-ish", `dana_config`).

A word of grammar that is a name too ("Will", "so"), and a name of two letters, means somebody where
it is written as names are, with a capital, or where a line begins with it as with an address:
"so: try the other one".
"""

import re
import unicodedata
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from typing import Final

from bot.model import Author, AuthorId, Span
from bot.words import STOP_WORDS

WORD: Final = r"(?:[^\W\d_]|\d{5})[^\W_]*"
"""Where somebody's name may stand: a run of letters, or the digits of an id."""

_SHORT: Final = 3
_LONGEST: Final = 80
_HEAD: Final = 2
_INDENT: Final = 8
_RUN: Final = re.compile(WORD)
_LETTERS: Final = re.compile(rf"[^\W\d_]{{{_SHORT},}}")
_HUMP: Final = re.compile(r"(?<=[^\W\d_A-Z])(?=[A-Z])")
_TAIL: Final = re.compile(r"(?:\d+|s)?(?![^\W_])")
_AFTER_ADDRESS: Final = re.compile(r"[ \t]{0,3}[:,]")


class Names:
    """The names of some people, as texts spell them."""

    def __init__(self, people: Iterable[Author]) -> None:
        self._people: dict[str, AuthorId] = {}
        lengths = defaultdict[str, set[int]](set)
        for person in sorted(people, key=lambda person: (person.id, person.name)):
            for name in _names(person):
                self._people.setdefault(name, person.id)
                lengths[name[:_HEAD]].add(len(name))
        self._lengths: Mapping[str, list[int]] = {
            head: sorted(found, reverse=True) for head, found in lengths.items()
        }

    def __getitem__(self, name: str) -> AuthorId | None:
        """Who is called exactly so."""
        return self._people.get(folded(name))

    def within(self, text: str, alike: str, run: Span) -> Iterator[tuple[Span, AuthorId]]:
        """The names that begin in a run of letters of a text, in order, the longest at each place,
        and whose they are. `alike` is the text, `folded`.
        """
        free = run.start
        for start in _starts(text, run):
            found = self._at(text, alike, start) if start >= free else None
            if found is not None:
                free = found[0].end
                yield found

    def _at(self, text: str, alike: str, start: int) -> tuple[Span, AuthorId] | None:
        for length in self._lengths.get(alike[start : start + _HEAD], ()):
            name = alike[start : start + length]
            person = self._people.get(name)
            there = Span(start, start + len(name))
            if person is not None and _is_meant(name, text, there):
                return there, person
        return None


def _has_case(character: str) -> bool:
    """Whether words of its script stand apart: between Han characters nothing shows a border."""
    return character.isascii() or character.lower() != character.upper()


def folded(text: str) -> str:
    """The text without case and accents, each character in its place."""
    return text.translate(_FOLDS)


class _Folds(dict[int, int]):
    """Characters as they are compared, each looked up once."""

    def __missing__(self, point: int) -> int:
        base = unicodedata.normalize("NFD", chr(point))[0] if _has_case(chr(point)) else chr(point)
        alike = (each for each in (base.casefold(), base.lower(), base) if len(each) == 1)
        self[point] = ord(next(alike))
        return self[point]


_FOLDS: Final = _Folds()
_GRAMMAR: Final = frozenset(map(folded, frozenset({"may"}).union(*STOP_WORDS.values())))
_GIVEN: Final = frozenset({"may", "will"})
"""Words of grammar by which people are called for short, too: "Will" of "Will Reed"."""


def _names(person: Author) -> Iterator[str]:
    """What somebody may be called, folded."""
    account = person.id.removeprefix("@").partition(":")[0]
    for called in (person.name, account):
        name = unicodedata.normalize("NFKC", called)
        if begins := _RUN.search(name):
            kept = name[begins.start() : begins.start() + _LONGEST]
            yield from set(map(folded, _parts(kept))) - (_GRAMMAR - _GIVEN)
            if len(whole := folded(_trimmed(kept))) > 1:
                yield whole


def _trimmed(name: str) -> str:
    """The name up to its last letter or digit, with single spaces."""
    return re.sub(r"[\W_]+\Z", "", " ".join(name.split()))


def _parts(name: str) -> list[str]:
    return _LETTERS.findall(_HUMP.sub(" ", name))


def _starts(text: str, run: Span) -> Iterator[int]:
    """Where words may begin in a run of letters: at its start, and where the script shows none."""
    yield run.start
    if not run.of(text).isascii():
        for place in range(run.start + 1, run.end):
            if not (_has_case(text[place - 1]) and _has_case(text[place])):
                yield place


def _is_meant(name: str, text: str, there: Span) -> bool:
    """Whether the words that stand there are a name."""
    stands_apart = _has_case(name[-1])
    if name not in _GRAMMAR and not (stands_apart and len(name) < _SHORT):
        return not stands_apart or _TAIL.match(text, there.end) is not None
    if stands_apart and text[there.end : there.end + 1].isalnum():
        return False
    return text[there.start].isupper() or _is_addressed(text, there)


def _is_addressed(text: str, there: Span) -> bool:
    """Whether a line begins with the name, and goes on as after an address."""
    before = text[max(0, there.start - _INDENT) : there.start].rpartition("\n")
    begins = not before[2].strip() and (before[1] or there.start <= _INDENT)
    return bool(begins) and _AFTER_ADDRESS.match(text, there.end) is not None
