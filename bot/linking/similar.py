"""How alike two questions are: tf-idf cosine over the stems of their topic words.

The weights of words come from the texts at hand, so that a community's everyday words count for
little there. People hardly agree on "the same question" (annotators of TED-Q reach an F1 of 41 to
47), so the score is made to rank and to show, never to merge by itself.
Vector space model: Salton, Wong and Yang 1975, CACM 18(11).
"""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from math import log, sqrt
from typing import Final

from bot.words import content_stems

SAME: Final = 0.15
"""From this score on two questions are taken for the same; above it half of the pairs that people
call the same are found in forum questions with their bodies."""
OPENING: Final = 10
"""Topic words of a text that count twice: what is asked about is said early."""

Vector = Mapping[str, float]


@dataclass(frozen=True, slots=True)
class Similarity:
    """How alike two questions are, 0 to 1, with the stems that both bear, rarest first."""

    score: float
    shared: tuple[str, ...] = ()

    @property
    def same(self) -> bool:
        return self.score >= SAME


def similarities(pairs: Sequence[tuple[str, str]]) -> list[Similarity]:
    """The similarity of each pair, by the word weights of all the texts together."""
    stems = {text: _counted(content_stems(text)) for text in {t for pair in pairs for t in pair}}
    weights = _inverse_document_frequencies(stems.values())
    vectors = {text: _vector(counts, weights) for text, counts in stems.items()}
    return [_similarity(vectors[a], vectors[b]) for a, b in pairs]


def _counted(stems: Sequence[str]) -> Counter[str]:
    return Counter(stems) + Counter(stems[:OPENING])


def _inverse_document_frequencies(documents: Iterable[Mapping[str, int]]) -> Vector:
    texts = list(documents)
    seen_in = Counter(stem for text in texts for stem in text)
    return {stem: log((len(texts) + 1) / (n + 0.5)) for stem, n in seen_in.items()}


def _vector(counts: Mapping[str, int], weights: Vector) -> Vector:
    raw = {stem: (1 + log(n)) * weights[stem] for stem, n in counts.items()}
    length = sqrt(sum(value * value for value in raw.values()))
    return {stem: value / length for stem, value in raw.items()} if length else {}


def _similarity(a: Vector, b: Vector) -> Similarity:
    shared = {stem: a[stem] * b[stem] for stem in a.keys() & b.keys()}
    score = min(1.0, sum(shared[stem] for stem in sorted(shared)))
    return Similarity(score, tuple(sorted(shared, key=lambda stem: (-shared[stem], stem))))
