"""Cue words: read from `rules/`, looked up in one pass over the words of a sentence.

`rules/cues.toml` says which cues there are and what they weigh; `rules/<language>.toml` which words
fire them. A phrase is looked up by its first word, so that the cost grows with the words of the
text and not with the number of phrases.
"""

import re
import tomllib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache, lru_cache
from importlib.resources import files
from math import exp
from typing import Any, Final, NamedTuple

from bot.extraction.tokens import words_of

_CHOICE: Final = re.compile(r"\{([^{}]*)\}")
_CLASS: Final = re.compile(r"<(\w+)>")


class Ending(NamedTuple):
    """A phrase is complete: the cue that it fires, and where in a clause it must stand."""

    cue: str
    opens: bool
    closes: bool


class Node:
    """A node of the phrase tree: the words that may follow, and the phrases that end here."""

    __slots__ = ("any_word", "endings", "following")

    def __init__(self) -> None:
        self.following: dict[str, Node] = {}
        self.any_word: Node | None = None
        self.endings: list[Ending] = []

    def child(self, word: str | None) -> "Node":
        """The node behind `word` (None: any one word), made where there is none."""
        if word is None:
            self.any_word = self.any_word or Node()
            return self.any_word
        return self.following.setdefault(word, Node())

    def behind(self, word: str) -> "Sequence[Node]":
        """The nodes behind `word`."""
        node = self.following.get(word)
        if self.any_word is None:
            return () if node is None else (node,)
        return (self.any_word,) if node is None else (node, self.any_word)

    def leads_on(self, word: str) -> bool:
        """Whether a phrase ends here, or goes on with `word`."""
        return bool(self.endings or word in self.following or (word and self.any_word))


class Hit(NamedTuple):
    """A phrase found at the words [start, end) of a sentence."""

    cue: str
    start: int
    end: int
    opens: bool
    closes: bool

    def lies_in(self, start: int, end: int) -> bool:
        """Inside the words [start, end), and at that edge of them at which it wants to stand."""
        if self.start < start or self.end > end:
            return False
        return (self.start == start or not self.opens) and (self.end == end or not self.closes)


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
    aside: frozenset[str]
    preposition: frozenset[str]
    opener: frozenset[str]
    interjection: frozenset[str]
    assent: frozenset[str]
    supposing: frozenset[str]
    contrast: frozenset[str]
    particle: frozenset[str]
    negative: frozenset[str]
    negation: frozenset[str]
    inverting: frozenset[str]
    anaphor: frozenset[str]
    complementizer: frozenset[str]
    expletive: frozenset[str]
    imperative: frozenset[str]
    telling: frozenset[str]
    addressee: frozenset[str]
    loaded: frozenset[str]
    debated: frozenset[str]
    first: frozenset[str]
    second: frozenset[str]
    help: frozenset[str]
    support: frozenset[str]
    operator: frozenset[str]
    clitic: frozenset[str]
    abbreviation: frozenset[str]
    skipped: frozenset[str]
    """Conjunctions and openers: what may stand before the first word of a clause."""
    leading: frozenset[str]
    """Those of them that belong to the sentence that they lead: "so", "also", no interjections."""
    known: frozenset[str]
    """All of the above: a word that is not in it may be a name."""
    endings: tuple[str, ...]
    """How a verb may end that no list has."""
    joint: tuple[str, ...]
    """How a clause ends that goes on behind a comma, in a script without spaces."""


@dataclass(frozen=True, slots=True)
class Lexicon:
    """The cue words of one language."""

    language: str
    words: Words
    phrases: Node

    def hits(self, words: Sequence[str]) -> list[Hit]:
        """Every phrase in `words`, by where it starts."""
        found: list[Hit] = []
        first = self.phrases.following
        last = len(words) - 1
        for start in [at for at, word in enumerate(words) if word in first]:
            node = first[words[start]]
            if node.leads_on(words[start + 1] if start < last else ""):
                found.extend(_walk(node, words, start))
        return found


def _walk(node: Node, words: Sequence[str], start: int) -> list[Hit]:
    """The phrases that begin with the word at `start`, whose node is `node`, shortest first."""
    found: list[Hit] = []
    nodes, end = [node], start + 1
    while nodes:
        for reached in nodes:
            for cue, opens, closes in reached.endings:
                found.append(Hit(cue, start, end, opens, closes))
        word = words[end] if end < len(words) else None
        nodes = [] if word is None else [on for at in nodes for on in at.behind(word)]
        end += 1
    return found


@cache
def lexicon(language: str) -> Lexicon:
    """The cue words of a language. Raises FileNotFoundError where no rule file bears its name."""
    table = _table(f"{language}.toml")
    classes = {name: frozenset[str](words.split()) for name, words in table["words"].items()}
    phrases = Node()
    for cue, patterns in table["phrases"].items():
        for pattern in patterns:
            for variant in _expanded(_with_classes(pattern, classes)):
                _plant(phrases, cue, variant)
    return Lexicon(language, _words(classes), phrases)


def _words(classes: Mapping[str, frozenset[str]]) -> Words:
    derived = {"skipped", "leading", "known", "endings", "joint"}
    named = {name: classes[name] for name in Words.__slots__ if name not in derived}
    skipped = classes["opener"] | classes["conjunction"] | classes["junction"]
    return Words(
        **named,
        skipped=skipped,
        leading=skipped - classes["interjection"] | classes["junction"],
        known=frozenset[str]().union(*named.values()),
        endings=tuple(sorted(classes["endings"])),
        joint=tuple(sorted(classes["joint"])),
    )


@lru_cache(4096)
def probability(log_odds: float) -> float:
    """The logistic function, rounded: hand-set weights deserve no more digits."""
    return round(1 / (1 + exp(-log_odds)), 3)


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


def _plant(tree: Node, cue: str, variant: str) -> None:
    """Put one way to write a phrase into the tree. Raises ValueError where it begins with `_`."""
    words = [
        None if word == "_" else word
        for part in variant.strip("^$ ").split(" ")
        for word in (words_of(part) or ["_"])
    ]
    if words[0] is None:
        raise ValueError(f"{cue}: a phrase begins with a word of its own, not with _")
    node = tree
    for word in words:
        node = node.child(word)
    ending = Ending(cue, variant.startswith("^"), variant.endswith("$"))
    if ending not in node.endings:
        node.endings.append(ending)


def _expanded(pattern: str) -> Iterable[str]:
    """Every way to read the braces: "a {b,c}" is "a b" and "a c"."""
    choice = _CHOICE.search(pattern)
    if choice is None:
        return (pattern,)
    before, after = pattern[: choice.start()], pattern[choice.end() :]
    return (
        variant
        for option in choice.group(1).split(",")
        for variant in _expanded(before + option + after)
    )
