"""Finds the cue phrases of `rules/<language>.toml` in a text, all in one walk over its words."""

import re
import tomllib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache
from importlib.resources import files
from itertools import count, product
from typing import Final

from bot.model import Span
from bot.words import stem

_WORD: Final = re.compile(
    r"(?P<stop>[.!?…。！？]+(?=\s|$)|[。！？\n])"
    r"|(?P<pause>[,;:(、，；：–—]|-(?=\s))"
    r"|[\u3041-\u30ff\u3400-\u9fff]"
    r"|\+\d+|\^+|/s\b"
    r"|[^\W_\u3041-\u30ff\u3400-\u9fff]+(?:['’`´][^\W_\u3041-\u30ff\u3400-\u9fff]+)*"
    r"|[^\w\s!-~…。！？、「」¿¡]"
)
_APOSTROPHES: Final = str.maketrans("", "", "'’`´")
START, END, ANY = "^", "$", "_"
LIGHT: Final = "light"
LEADERS: Final = frozenset({"and", "but", "so", "well", "also", "oh", "ah", "hm", "hmm", "then"})
"""Words after which a clause still only begins: "and yes", "hm no"."""


@dataclass(frozen=True, slots=True)
class Hit:
    """A cue phrase and where it stands."""

    cue: str
    span: Span


@dataclass(slots=True)
class _Token:
    word: str
    start: int
    end: int
    opens: bool
    closes: bool = False


@dataclass(slots=True)
class _Node:
    """A place in the tree of phrases: where each word leads, and the cues that end here."""

    next: dict[str, "_Node"] = field(default_factory=dict[str, "_Node"])
    cues: tuple[str, ...] = ()
    rank: int = 0
    """Its place among all phrases, in the order in which they are written."""


@dataclass(frozen=True, slots=True)
class _Match:
    """A phrase from the word `start` up to the word before `end`."""

    start: int
    end: int
    place: _Node


@cache
def _tree(language: str) -> _Node:
    """The phrases of a language, and of English, which chat mixes into every other one."""
    root, ranks = _Node(), count(1)
    for spoken in dict.fromkeys(("en", language)):
        for cue, phrases in ((c, p) for c, p in rules(spoken).items() if c != LIGHT):
            for words in (w for phrase in phrases for w in _readings(phrase)):
                node = root
                for word in words:
                    node = node.next.setdefault(word, _Node())
                node.rank = node.rank or next(ranks)
                node.cues = tuple(dict.fromkeys((*node.cues, cue)))
    return root


def rules(language: str) -> Mapping[str, Sequence[str]]:
    """The phrases of each cue, as written."""
    return tomllib.loads(
        files("bot.resolution").joinpath("rules", f"{language}.toml").read_text("utf-8")
    )


@cache
def light(language: str) -> frozenset[str]:
    """Stems too common to tell one question from another, beyond the stop words."""
    return frozenset(
        stem(word, language)
        for phrase in rules(language).get(LIGHT, ())
        for words in _readings(phrase)
        for word in words
    )


def _readings(phrase: str) -> Iterator[tuple[str, ...]]:
    """The rows of words that a phrase stands for: "a|b c" is "a c" and "b c"."""
    start, rest = (START,) * phrase.startswith(START), phrase.removeprefix(START)
    if not rest.strip(START):
        start, rest = (), phrase
    slots = [[_words(word) for word in slot.split("|")] for slot in rest.split()]
    for row in product(*slots):
        yield start + tuple(word for words in row for word in words)


def _words(word: str) -> tuple[str, ...]:
    return (word,) if word in (ANY, END) else tuple(token.word for token in _tokens(word))


def _tokens(text: str) -> list[_Token]:
    """The words of a text, each knowing whether it opens a clause or closes a sentence."""
    found: list[_Token] = []
    opens = True
    for match in _WORD.finditer(text):
        if match.lastgroup is None:
            word = match.group().lower().translate(_APOSTROPHES)
            found.append(_Token(word, match.start(), match.end(), opens))
            opens = opens and word in LEADERS
        else:
            opens = True
            if found and match.lastgroup == "stop":
                found[-1].closes = True
    if found:
        found[-1].closes = True
    return found


def hits(text: str, language: str) -> list[Hit]:
    """The cue phrases in `text`, in order; where phrases overlap, the longest stays,
    and of two as long the one written first.

    Phrases reach over commas, never over the end of a sentence.
    """
    words = _tokens(text)
    matches = sorted(
        _matches(_tree(language), words), key=lambda m: (m.start - m.end, m.place.rank, m.start)
    )
    taken: set[int] = set()
    found: list[Hit] = []
    for match in matches:
        if taken.isdisjoint(range(match.start, match.end)):
            taken.update(range(match.start, match.end))
            span = Span(words[match.start].start, words[match.end - 1].end)
            found += [Hit(cue, span) for cue in match.place.cues]
    return sorted(found, key=lambda hit: hit.span)


def _matches(root: _Node, words: Sequence[_Token]) -> Iterator[_Match]:
    """Every phrase in `words`."""
    anchored = root.next.get(START)
    for start, first in enumerate(words):
        if first.word in root.next or ANY in root.next:
            yield from _walk(root, words, start)
        if anchored is not None and first.opens:
            yield from _walk(anchored, words, start)


def _walk(node: _Node, words: Sequence[_Token], start: int) -> Iterator[_Match]:
    """The phrases below `node` that begin at `start`."""
    places, at = [node], start
    while places:
        word = words[at]
        at += 1
        places = [n for p in places for n in (p.next.get(word.word), p.next.get(ANY)) if n]
        for place in places:
            if place.cues:
                yield _Match(start, at, place)
            if word.closes and END in place.next:
                yield _Match(start, at, place.next[END])
        if word.closes:
            return
