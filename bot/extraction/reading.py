"""A sentence as its words, with what stands between them and the cues found in them.

The stages after the sentences all work on this: word positions are indices into `words`, and the
token of a word knows its place in the text.
"""

from bisect import bisect_left
from collections.abc import Sequence
from dataclasses import dataclass

from bot.extraction.lexicon import Hit, Lexicon
from bot.extraction.sentences import Sentence
from bot.extraction.tokens import WORDS, Kind, Token
from bot.model import Span


@dataclass(frozen=True, slots=True)
class Reading:
    """A sentence, read with the lexicon of its language.

    `gaps[i]` is the punctuation before the word i, None where there is none. An opening question
    mark belongs to the word behind it.
    """

    sentence: Sentence
    lexicon: Lexicon
    tokens: Sequence[Token]
    words: Sequence[str]
    gaps: Sequence[Kind | None]
    hits: Sequence[Hit]

    def starting(self, at: int) -> Sequence[Hit]:
        """The cues that start at the word `at`."""
        return self._hits(at, at + 1) if self.hits else ()

    def within(self, start: int, end: int) -> list[Hit]:
        """The cues inside [start, end), those left out that want to stand at its other edge."""
        if not self.hits:
            return []
        return [
            hit
            for hit in self._hits(start, end)
            if hit.end <= end
            and not (hit.opens and hit.start != start)
            and not (hit.closes and hit.end != end)
        ]

    def _hits(self, start: int, end: int) -> Sequence[Hit]:
        """The cues that start in [start, end)."""
        first = bisect_left(self.hits, start, key=_start)
        return self.hits[first : bisect_left(self.hits, end, first, key=_start)]

    def span(self, start: int, end: int) -> Span:
        """Where the words [start, end) stand; the last ones take the terminator with them."""
        last = self.tokens[end - 1].end
        return Span(self.tokens[start].start, self.sentence.end if end == len(self.words) else last)

    def word_span(self, start: int, end: int) -> Span:
        """Where the words [start, end) stand, without the terminator."""
        return Span(self.tokens[start].start, self.tokens[end - 1].end)


def read(sentence: Sentence, lexicon: Lexicon) -> Reading:
    """The words of a sentence, their gaps and cues."""
    tokens: list[Token] = []
    gaps: list[Kind | None] = []
    gap: Token | None = None
    for token in sentence.tokens:
        if token.kind not in WORDS:
            gap = gap if gap is not None and gap.kind is Kind.ASKS else token
            continue
        asks = gap is not None and gap.kind is Kind.ASKS
        tokens.append(token._replace(start=gap.start) if gap and asks else token)
        gaps.append(gap.kind if gap else None)
        gap = None
    words = [token.word for token in tokens]
    return Reading(sentence, lexicon, tokens, words, gaps, lexicon.hits(words))


def _start(hit: Hit) -> int:
    return hit.start
