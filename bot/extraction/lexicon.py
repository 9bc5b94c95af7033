"""Cue words: read from `rules/`, looked up in one pass over the words of a sentence.

`rules/cues.toml` says which cues there are and what they weigh; `rules/<language>.toml` which words
fire them. A phrase is looked up by its first word, so that the cost grows with the words of the
text and not with the number of phrases.
"""

import re
import tomllib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any, Final, NamedTuple

from bot.extraction.tokens import words_of

_CHOICE: Final = re.compile(r"\{([^{}]*)\}")
_CLASS: Final = re.compile(r"<(\w+)>")


class Phrase(NamedTuple):
    """Words that fire a cue: `rest` follows the first word, None in it stands for any one word."""

    cue: str
    rest: tuple[str | None, ...]
    opens: bool
    closes: bool


class Hit(NamedTuple):
    """A phrase found at the words [start, end) of a sentence."""

    cue: str
    start: int
    end: int
    opens: bool
    closes: bool


@dataclass(frozen=True, slots=True)
class Words:
    """The word classes of a language; the rule files say what is in them."""

    wh: frozenset[str]
    auxiliary: frozenset[str]
    subject: frozenset[str]
    pronoun: frozenset[str]
    determiner: frozenset[str]
    verb: frozenset[str]
    conjunction: frozenset[str]
    junction: frozenset[str]
    alternative: frozenset[str]
    reason: frozenset[str]
    condition: frozenset[str]
    relative: frozenset[str]
    preposition: frozenset[str]
    opener: frozenset[str]
    interjection: frozenset[str]
    negative: frozenset[str]
    anaphor: frozenset[str]
    imperative: frozenset[str]
    telling: frozenset[str]
    addressee: frozenset[str]
    clitic: frozenset[str]
    known: frozenset[str]
    """All of the above: a word that is not in it may be a name."""
    endings: tuple[str, ...]
    """How a verb may end that no list has."""


@dataclass(frozen=True, slots=True)
class Lexicon:
    """The cue words of one language."""

    language: str
    words: Words
    phrases: Mapping[str, tuple[Phrase, ...]]

    def hits(self, words: Sequence[str]) -> list[Hit]:
        """Every phrase in `words`, by where it starts."""
        phrases = self.phrases
        return [
            Hit(phrase.cue, i, i + 1 + len(phrase.rest), phrase.opens, phrase.closes)
            for i, word in enumerate(words)
            if word in phrases
            for phrase in phrases[word]
            if _follows(phrase.rest, words, i + 1)
        ]


def _follows(rest: tuple[str | None, ...], words: Sequence[str], at: int) -> bool:
    if at + len(rest) > len(words):
        return False
    return all(want is None or want == words[at + k] for k, want in enumerate(rest))


@cache
def lexicon(language: str) -> Lexicon:
    """The cue words of a language. Raises FileNotFoundError where no rule file bears its name."""
    table = _table(f"{language}.toml")
    classes = {name: frozenset[str](words.split()) for name, words in table["words"].items()}
    phrases: dict[str, list[Phrase]] = {}
    for cue, patterns in table["phrases"].items():
        for pattern in patterns:
            for first, phrase in _phrases(cue, _with_classes(pattern, classes)):
                phrases.setdefault(first, []).append(phrase)
    return Lexicon(
        language,
        _words(classes),
        {first: tuple(found) for first, found in phrases.items()},
    )


def _words(classes: Mapping[str, frozenset[str]]) -> Words:
    derived = {"known", "endings"}
    named = {name: classes[name] for name in Words.__slots__ if name not in derived}
    known = frozenset[str]().union(*named.values())
    return Words(**named, known=known, endings=tuple(sorted(classes["endings"])))


def weights(decision: str) -> Mapping[str, float]:
    """The cues of a decision with their weights, in log-odds."""
    return _WEIGHTS[decision]


def _table(name: str) -> dict[str, Any]:
    return tomllib.loads(files("bot.extraction").joinpath("rules", name).read_text("utf-8"))


_WEIGHTS: Final[Mapping[str, Mapping[str, float]]] = _table("cues.toml")
CUES: Final = frozenset(cue for cues in _WEIGHTS.values() for cue in cues) - {"bias"}
"""Every cue that a `Reason` of this stage may bear."""


def _with_classes(pattern: str, classes: Mapping[str, frozenset[str]]) -> str:
    return _CLASS.sub(lambda match: ",".join(sorted(classes[match.group(1)])), pattern)


def _phrases(cue: str, pattern: str) -> Iterator[tuple[str, Phrase]]:
    """First word and phrase of every way to read a pattern."""
    for variant in _expanded(pattern):
        opens, closes = variant.startswith("^"), variant.endswith("$")
        words = [
            None if word == "_" else word
            for part in variant.strip("^$ ").split(" ")
            for word in (words_of(part) or ["_"])
        ]
        if words[0] is None:
            raise ValueError(f"{cue}: a phrase begins with a word of its own, not with _")
        yield words[0], Phrase(cue, tuple(words[1:]), opens, closes)


def _expanded(pattern: str) -> Iterable[str]:
    """ "a {b,c}" -> "a b", "a c"."""
    choice = _CHOICE.search(pattern)
    if choice is None:
        return (pattern,)
    before, after = pattern[: choice.start()], pattern[choice.end() :]
    return (
        variant
        for option in choice.group(1).split(",")
        for variant in _expanded(before + option + after)
    )
