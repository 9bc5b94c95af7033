"""What a post asks: its questions, each with the words by which a reply can pick it up."""

import re
from collections import Counter, deque
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Final

from bot.model import GENUINE, Form, Question
from bot.resolution.pieces import Piece
from bot.words import tokens

OWN: Final = 1.0
CONTEXT: Final = 0.5
NEAR: Final = 3
"""How many statements before a question belong to its topic."""
SEVERAL: Final = 2
COMMON: Final = 50
"""A word in more questions than this tells nothing."""

_NUMBER: Final = re.compile(r"[(\[]?(\d{1,2})[.):\]]+(?:\s|$)")


@dataclass(frozen=True, slots=True)
class Asked:
    """A question as a reply sees it.

    `topic` weighs its words: its own fully, those of the statements before it by half, each shared
    out among the questions of the post that have it and the less the more the post repeats it.
    `words` are all of its own. `number` is its place in a numbered list, `paragraph` where in the
    post it stands. It is
    `spelled_out` where the next question only names its possible answers.
    """

    index: int
    question: Question
    topic: Mapping[str, float]
    stems: frozenset[str]
    words: frozenset[str]
    cues: frozenset[str]
    number: int | None
    paragraph: int = 0
    spelled_out: bool = False

    @property
    def wanted(self) -> bool:
        return self.question.genuine >= GENUINE


@dataclass(frozen=True)
class Agenda:
    """The questions of a post, in order, rhetorical ones too: they draw replies away."""

    questions: Sequence[Asked]

    @cached_property
    def _by_stem(self) -> Mapping[str, Sequence[int]]:
        found: dict[str, list[int]] = {}
        for place, question in enumerate(self.questions):
            for stem in question.topic:
                found.setdefault(stem, []).append(place)
        return found

    @cached_property
    def stems(self) -> frozenset[str]:
        """All words of its topics."""
        return frozenset(self._by_stem)

    def is_named_by(self, stems: frozenset[str]) -> bool:
        """Whether these words are telling enough to be about the post without a link to it."""
        return len(self.stems & stems) >= SEVERAL

    @cached_property
    def numbered(self) -> Mapping[int, Sequence[int]]:
        """The places of the questions under each number, where the post is a numbered list."""
        found: dict[int, list[int]] = {}
        for place, question in enumerate(self.questions):
            if question.number is not None:
                found.setdefault(question.number, []).append(place)
        return found

    @cached_property
    def seeks_offers(self) -> bool:
        """Whether it asks who has, can or wants something."""
        return any("seeks-offers" in question.cues for question in self.questions)

    def sharing(self, stems: frozenset[str]) -> set[int]:
        """The places of the questions that have one of these words in their topic."""
        lists = [self._by_stem[stem] for stem in self.stems & stems]
        return {place for places in lists if len(places) <= COMMON for place in places}


@dataclass(frozen=True, slots=True)
class _Found:
    index: int
    question: Question
    piece: Piece
    context: frozenset[str]
    number: int | None
    joined: bool


def agenda(questions: Sequence[tuple[int, Question]], pieces: Sequence[Piece]) -> Agenda:
    """What a post asks, given its questions and all of its pieces."""
    found = list(_find({q.span.start: (index, q) for index, q in questions}, pieces))
    own = Counter(stem for f in found for stem in f.piece.stems)
    near = Counter(stem for f in found for stem in f.context)
    spread = Counter(stem for piece in pieces for stem in piece.stems)

    def weight(stem: str, base: float, shares: int) -> float:
        return base / shares * 2 / (1 + spread[stem])

    return Agenda(
        [
            Asked(
                index=f.index,
                question=f.question,
                topic={s: weight(s, CONTEXT, near[s]) for s in f.context}
                | {s: weight(s, OWN, own[s]) for s in f.piece.stems},
                stems=f.piece.stems,
                words=frozenset(tokens(f.piece.text)),
                cues=f.piece.cues,
                number=f.number,
                paragraph=f.piece.paragraph,
                spelled_out=after is not None and _spells_out(f, after),
            )
            for f, after in zip(found, [*found, None][1:], strict=True)
        ]
    )


def _find(spots: Mapping[int, tuple[int, Question]], pieces: Sequence[Piece]) -> Iterator[_Found]:
    before: deque[frozenset[str]] = deque(maxlen=NEAR)
    joined = False
    asked: dict[int | None, frozenset[str]] = {}
    paragraph, number = -1, None
    for piece in pieces:
        listed = _NUMBER.match(piece.text)
        if piece.paragraph != paragraph or listed:
            before.clear()
            joined = False
        paragraph, number = piece.paragraph, int(listed[1]) if listed else number
        if piece.asks and piece.span.start in spots:
            index, question = spots[piece.span.start]
            presupposed = asked.get(question.depends_on, frozenset())
            asked[index] = piece.stems
            yield _Found(index, question, piece, presupposed.union(*before), number, joined)
            joined = True
        elif piece.size:
            before.append(piece.stems)
            joined = False


def _spells_out(question: _Found, after: _Found) -> bool:
    """Whether the question right `after` names possible answers to an open one.

    "How do you choose, by hand or is there a rule?" is answered by an answer to its second half.
    """
    opens = question.question.form is Form.WH and "asks-reason" not in question.piece.cues
    return opens and after.joined and after.question.form in (Form.POLAR, Form.CHOICE)
