"""What a post asks: its questions, each with the words by which a reply can pick it up."""

import re
from collections import Counter, deque
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from bot.model import GENUINE, Question
from bot.resolution.pieces import Piece
from bot.words import tokens

NUMBER: Final = re.compile(r"[(\[]?(\d{1,2})[.):\]]*(?:\s|$)")
OWN: Final = 1.0
CONTEXT: Final = 0.5
NEAR: Final = 3
"""How many statements before a question belong to its topic."""


@dataclass(frozen=True, slots=True)
class Asked:
    """A question as a reply sees it.

    `topic` weighs its words: its own fully, those of the statements before it by half, each shared
    out among the questions of the post that have it; `words` are all of its own. `number` is its
    place in a numbered list.
    """

    index: int
    question: Question
    topic: Mapping[str, float]
    stems: frozenset[str]
    words: frozenset[str]
    cues: frozenset[str]
    number: int | None

    @property
    def wanted(self) -> bool:
        return self.question.genuine >= GENUINE


def asked(questions: Sequence[tuple[int, Question]], pieces: Sequence[Piece]) -> list[Asked]:
    """The questions of a post, in order, rhetorical ones too: they draw replies away.

    `pieces` are those of the post.
    """
    spots = {question.span.start: (index, question) for index, question in questions}
    found: list[tuple[int, Question, Piece, frozenset[str], int | None]] = []
    before: deque[frozenset[str]] = deque(maxlen=NEAR)
    paragraph, number = -1, None
    for piece in pieces:
        if piece.paragraph != paragraph:
            paragraph = piece.paragraph
            before.clear()
        if listed := NUMBER.match(piece.text):
            number = int(listed[1])
            before.clear()
        if piece.asks and piece.span.start in spots:
            index, question = spots[piece.span.start]
            found.append((index, question, piece, frozenset[str]().union(*before), number))
        elif not piece.asks:
            before.append(piece.stems)
    own = Counter(stem for _, _, piece, _, _ in found for stem in piece.stems)
    near = Counter(stem for _, _, _, context, _ in found for stem in context)
    return [
        Asked(
            index=index,
            question=question,
            topic={s: CONTEXT / near[s] for s in context} | {s: OWN / own[s] for s in piece.stems},
            stems=piece.stems,
            words=frozenset(tokens(piece.text)),
            cues=piece.cues,
            number=listed,
        )
        for index, question, piece, context, listed in found
    ]
