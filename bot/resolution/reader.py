"""Reads the turns of a channel, each once and only as far as it is asked for."""

from collections.abc import Iterable, Iterator, Sequence
from functools import cache
from typing import Final

from bot.model import Turn
from bot.resolution.asked import SEVERAL, Agenda, agenda
from bot.resolution.pieces import Piece, pieces
from bot.words import content_stems, language_of

AROUND: Final = 8
"""How many turns after a post that asks around an offer is made to it."""


class Reader:
    """The turns at their positions, read as being in one language: the `pieces` that each is made
    of, the words of its `topic`, the same `words` told roughly from its text (most turns need no
    closer look), and the `agenda` of what it asks.
    """

    def __init__(self, turns: Sequence[Turn], language: str) -> None:
        @cache
        def read(at: int) -> tuple[Piece, ...]:
            return pieces(turns[at], language)

        @cache
        def topic(at: int) -> frozenset[str]:
            return frozenset[str]().union(*(piece.stems for piece in read(at)))

        @cache
        def words(at: int) -> frozenset[str]:
            return frozenset(content_stems(turns[at].message.text, language))

        @cache
        def asked(at: int) -> Agenda:
            return agenda(turns[at].questions, read(at))

        self.pieces, self.topic, self.words, self.agenda = read, topic, words, asked

    def naming(self, post: int, strays: Iterable[int]) -> Iterator[int]:
        """Those whose words name the post without a link to it, or who offer what it asks around
        for.
        """
        seeks = self.agenda(post).seeks_offers
        asked, words = self.agenda(post), self.words
        for at in strays:
            named = asked.is_named_by(words(at)) and self._names(at, post)
            if named or (seeks and at - post <= AROUND and self._offers(at)):
                yield at

    def may_name(self, at: int, post: int) -> bool:
        """Whether it shares enough words with all of the post, or offers anything: what names the
        post does, and this is told without reading what exactly was asked.
        """
        shared = self.topic(at) & self.topic(post)
        return len(shared) >= SEVERAL or (at - post <= AROUND and self._offers(at))

    def _names(self, at: int, post: int) -> bool:
        return any(self.agenda(post).is_named_by(piece.stems) for piece in self.pieces(at))

    def _offers(self, at: int) -> bool:
        return any("offers" in piece.cues for piece in self.pieces(at))


class Readers:
    """Readers of one channel's turns, each in the language of the post that it reads for."""

    def __init__(self, turns: Sequence[Turn]) -> None:
        @cache
        def reader(language: str) -> Reader:
            return Reader(turns, language)

        self._turns, self._reader = turns, reader

    def of(self, post: int) -> Reader:
        return self._reader(language_of(self._turns[post].message.text))
