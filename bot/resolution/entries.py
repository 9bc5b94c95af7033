"""The entries of a channel: what `resolve` gives."""

from collections.abc import Sequence
from functools import cache
from typing import Final

from bot.model import Entry, Link, Mark, Question, Standing, State, Turn, WaitingFor
from bot.resolution.hearing import Hearing
from bot.resolution.pieces import Piece, pieces
from bot.resolution.talk import Conversation
from bot.words import language_of

RESOLUTION_VERSION: Final = "1"
CUES: Final[frozenset[str]] = frozenset()


def resolve(
    turns: Sequence[Turn],
    links: Sequence[Link],
    marks: Sequence[Mark] = (),
    *,
    focus: range | None = None,
) -> list[Entry]:
    """The entries of the questions of the turns at the positions in `focus` (default: all).

    `turns` are one channel's messages in order; `links` are theirs, in any order; `marks` are all
    marks on messages of the channel, undone ones too.
    """
    conversation = Conversation(turns, links)

    @cache
    def read(at: int, language: str) -> tuple[Piece, ...]:
        return pieces(turns[at], language)

    def questions(at: int) -> Sequence[tuple[int, Question]]:
        return turns[at].questions

    entries: list[Entry] = []
    for i in range(len(turns)) if focus is None else focus:
        if not questions(i):
            continue
        language = language_of(turns[i].message.text)
        hearing = Hearing(
            conversation, i, lambda at, language=language: read(at, language), questions
        )
        entries += [
            Entry(turns[i].message.id, c.asked.index, c.asked.question, c.standing())
            if c.asked.wanted
            else Entry(
                turns[i].message.id,
                c.asked.index,
                c.asked.question,
                Standing(State.OPEN, WaitingFor.NOBODY),
            )
            for c in hearing.hear()
        ]
    return entries
