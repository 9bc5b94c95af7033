"""Reads the turns of a channel, each once and only as far as it is asked for."""

from collections.abc import Sequence
from functools import cache

from bot.model import Turn
from bot.resolution.asked import Agenda, agenda
from bot.resolution.pieces import Piece, pieces


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
