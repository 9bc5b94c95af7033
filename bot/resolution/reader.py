"""Reads the turns of a channel, each once and only as far as it is asked for."""

from collections.abc import Iterable, Iterator, Sequence
from functools import cache

from bot.model import Turn
from bot.resolution.asked import Agenda, agenda
from bot.resolution.pieces import Piece, pieces
from bot.words import language_of


class Reader:
    """The turns at their positions, read as being in one language: the `pieces` that each is made
    of, the words of its `topic`, and the `agenda` of what it asks.
    """

    def __init__(self, turns: Sequence[Turn], language: str) -> None:
        @cache
        def read(at: int) -> tuple[Piece, ...]:
            return pieces(turns[at], language)

        @cache
        def topic(at: int) -> frozenset[str]:
            return frozenset[str]().union(*(piece.stems for piece in read(at)))

        @cache
        def asked(at: int) -> Agenda:
            return agenda(turns[at].questions, read(at))

        self.pieces, self.topic, self.agenda = read, topic, asked

    def naming(self, post: int, strays: Iterable[int]) -> Iterator[int]:
        """Those whose words name the post without a link to it."""
        asked, topic = self.agenda(post), self.topic
        stems = asked.stems
        for at in strays:
            if not stems.isdisjoint(topic(at)) and any(
                asked.is_named_by(piece.stems) for piece in self.pieces(at)
            ):
                yield at


class Readers:
    """Readers of one channel's turns, each in the language of the post that it reads for."""

    def __init__(self, turns: Sequence[Turn]) -> None:
        @cache
        def reader(language: str) -> Reader:
            return Reader(turns, language)

        self._turns, self._reader = turns, reader

    def of(self, post: int) -> Reader:
        return self._reader(language_of(self._turns[post].message.text))
