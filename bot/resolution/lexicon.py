"""Finds the cue phrases of `rules/<language>.toml` in a text, all in one walk over its words."""

import re
import tomllib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache
from importlib.resources import files
from itertools import count, pairwise, product
from typing import Final, TypeAlias

from bot.model import Span
from bot.words import stem

_WORD: Final = re.compile(
    r"(?P<stop>[.!?…。！？]+(?=\s|$)|[。！？\n])"
    r"|(?P<pause>[,;:(、，；：–—]|-(?=\s))"
    r"|[\u3041-\u30ff\u3400-\u9fff]"
    r"|\+\d+|\^+|(?<!\w)/s\b"
    r"|[^\W_\u3041-\u30ff\u3400-\u9fff]+(?:['’`´][^\W_\u3041-\u30ff\u3400-\u9fff]+)*"
    r"|[^\w\s!-~…。！？、「」¿¡]"
)
_APOSTROPHES: Final = str.maketrans("", "", "'’`´")
START, END, ANY = "^", "$", "_"
_LEADING: Final = frozenset({END, ANY})
LIGHT: Final = "light"
NUMERALS: Final = "numerals"
LEADERS: Final = frozenset({"and", "but", "so", "well", "also", "oh", "ah", "hm", "hmm", "then"})
"""Words after which a clause still only begins: "and yes", "hm no"."""


@dataclass(frozen=True, slots=True)
class Hit:
    """A cue phrase and where it stands."""

    cue: str
    span: Span


@dataclass(frozen=True, slots=True)
class _Row:
    """The words of a text in order, where each stands, and which of them open a clause or close a
    sentence.
    """

    words: list[str]
    spans: list[tuple[int, int]]
    opening: set[int]
    closing: set[int]


@dataclass(slots=True)
class _Node:
    """A place in the tree of phrases: where each word leads, and the cues that end here."""

    next: dict[str, "_Node"] = field(default_factory=dict[str, "_Node"])
    cues: tuple[str, ...] = ()
    rank: int = 0
    """Its place among all phrases, in the order in which they are written."""

    def leads_on(self, word: str) -> bool:
        """Whether a phrase ends here, or may go on with `word`."""
        return bool(self.cues) or not _LEADING.isdisjoint(self.next) or word in self.next


_Match: TypeAlias = tuple[int, int, _Node]
"""A phrase from one word up to the word before another."""


@cache
def _tree(language: str) -> _Node:
    """The phrases of a language, and of English, which chat mixes into every other one."""
    root, ranks = _Node(), count(1)
    for spoken in dict.fromkeys(("en", language)):
        for cue, phrases in (
            (c, p) for c, p in rules(spoken).items() if c not in (LIGHT, NUMERALS)
        ):
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


@cache
def numerals(language: str) -> frozenset[str]:
    """Words that give a number or an amount."""
    phrases = rules(language).get(NUMERALS, ())
    return frozenset(word for p in phrases for words in _readings(p) for word in words)


def _readings(phrase: str) -> Iterator[tuple[str, ...]]:
    """The rows of words that a phrase stands for: "a|b c" is "a c" and "b c"."""
    start, rest = (START,) * phrase.startswith(START), phrase.removeprefix(START)
    if not rest.strip(START):
        start, rest = (), phrase
    slots = [[_words(word) for word in slot.split("|")] for slot in rest.split()]
    for row in product(*slots):
        yield start + tuple(word for words in row for word in words)


def _words(word: str) -> tuple[str, ...]:
    return (word,) if word in (ANY, END) else tuple(_row(word).words)


def _row(text: str) -> _Row:
    words: list[str] = []
    spans: list[tuple[int, int]] = []
    opening, closing = set[int](), set[int]()
    opens = True
    for match in _WORD.finditer(text):
        group = match.lastgroup
        if group is None:
            word = match[0].lower()
            if not word.isalpha():
                word = word.translate(_APOSTROPHES)
            if opens:
                opening.add(len(words))
                opens = word in LEADERS
            words.append(word)
            spans.append(match.span())
        else:
            opens = True
            if group == "stop":
                closing.add(len(words) - 1)
    closing.add(len(words) - 1)
    return _Row(words, spans, opening, closing)


def hits(text: str, language: str) -> list[Hit]:
    """The cue phrases in `text`, in order; where phrases overlap, the longest stays,
    and of two as long the one written first.

    Phrases reach over commas, never over the end of a sentence.
    """
    row = _row(text)
    matches = sorted(_matches(_tree(language), row), key=_precedence)
    taken: set[int] = set()
    found: list[Hit] = []
    for start, end, place in matches:
        if taken.isdisjoint(range(start, end)):
            taken.update(range(start, end))
            span = Span(row.spans[start][0], row.spans[end - 1][1])
            found += [Hit(cue, span) for cue in place.cues]
    return sorted(found, key=lambda hit: hit.span)


def _precedence(match: _Match) -> tuple[int, int, int]:
    start, end, place = match
    return (start - end, place.rank, start)


def _matches(root: _Node, row: _Row) -> Iterator[_Match]:
    """Every phrase in the row."""
    first, anchored = root.next, root.next[START].next
    for start, (word, after) in enumerate(pairwise((*row.words, ""))):
        if word in first and first[word].leads_on(after):
            yield from _walk(first[word], row, start)
        if start in row.opening and word in anchored and anchored[word].leads_on(after):
            yield from _walk(anchored[word], row, start)


def _walk(place: _Node, row: _Row, start: int) -> Iterator[_Match]:
    """The phrases that begin with the word at `start`, which led to `place`."""
    places, at = [place], start + 1
    while places:
        for place in places:
            if place.cues:
                yield (start, at, place)
            if END in place.next and at - 1 in row.closing:
                yield (start, at, place.next[END])
        if at - 1 in row.closing:
            return
        word = row.words[at]
        at += 1
        places = [n for p in places if p.next for n in (p.next.get(word), p.next.get(ANY)) if n]
