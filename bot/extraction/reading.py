"""A sentence as its words, with what stands between them and the cues found in them.

The stages after the sentences all work on this: word positions are indices into `words`, and the
token of a word knows its place in the text.
"""

from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from typing import NamedTuple

from bot.extraction.lexicon import Hit, Lexicon
from bot.extraction.sentences import Sentence
from bot.extraction.tokens import WORDS, Kind, Token
from bot.model import Span


class Reading(NamedTuple):
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
    starts: Sequence[int]
    """Where each of the hits starts."""

    def starting(self, at: int) -> Sequence[Hit]:
        """The cues that start at the word `at`."""
        if not self.hits:
            return ()
        first = bisect_left(self.starts, at)
        return self.hits[first : bisect_right(self.starts, at, first)]

    def within(self, start: int, end: int) -> list[Hit]:
        """The cues inside [start, end), those left out that want to stand at its other edge."""
        if not self.hits:
            return []
        near = slice(bisect_left(self.starts, start), bisect_left(self.starts, end))
        return [hit for hit in self.hits[near] if hit.lies_in(start, end)]

    def only(self, cues: frozenset[str]) -> "Reading":
        """The sentence with no other cues than these."""
        hits = [hit for hit in self.hits if hit.cue in cues]
        return self._replace(hits=hits, starts=[hit.start for hit in hits])

    @property
    def sign(self) -> Span:
        """Where the terminator of the sentence stands, its last sign."""
        return Span(self.sentence.end - 1, self.sentence.end)

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
        elif gap is None:
            tokens.append(token)
            gaps.append(None)
        else:
            asks = gap.kind is Kind.ASKS
            tokens.append(token._replace(start=gap.start) if asks else token)
            gaps.append(gap.kind)
            gap = None
    words = [token.word for token in tokens]
    hits = lexicon.hits(words)
    return Reading(sentence, lexicon, tokens, words, gaps, hits, [hit.start for hit in hits])
