"""What a reply of somebody else does for a question: its role, by a table of cues."""

import re
from collections import deque
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Final

from bot.model import Form, Reason, Role, Span
from bot.resolution.asked import Asked
from bot.resolution.pieces import Piece

WORDY: Final = 6
"""From so many words of its own beside cues on, a reply says something."""
LENGTHY: Final = 20
"""A reply of more words than this says enough to stand beside its conditions."""
VAGUE: Final = frozenset({"ignorance", "pointer"})
YES_OR_NO: Final = frozenset({"affirmation", "negation"})
CAUTIOUS: Final = frozenset({"ignorance", "pointer", "hedge", "conditional"})

_CLAUSE: Final = re.compile(r"[,;:]\s|[、，；]|\s[-–—]+\s")
_CODE: Final = re.compile(r"`[^`\n]+`|```")


@dataclass(frozen=True, slots=True)
class Verdict:
    """The role of a reply towards one question, how sure that is, and why."""

    role: Role
    score: float
    reason: Reason


@dataclass(frozen=True, slots=True)
class _Said:
    """What the pieces of a reply that are aimed at one question say together."""

    pieces: Sequence[Piece]
    question: Asked

    def seen(self, *cues: str) -> Reason | None:
        """The first hit of one of the cues, as a reason without name or weight."""
        for piece in self.pieces:
            for hit in piece.hits:
                if hit.cue in cues:
                    return Reason("", 1.0, hit.span, piece.words_of(hit.span))
        return None

    @property
    def size(self) -> int:
        return sum(piece.size for piece in self.pieces)

    def words(self, without: frozenset[str]) -> int:
        """How many words stand in clauses without these cues, the cues themselves not counted."""
        return sum(n for piece in self.pieces for n in _clause_words(piece, without))


def _clause_words(piece: Piece, without: frozenset[str]) -> Iterator[int]:
    """The sizes of the clauses before the first that has one of the cues.

    What follows in the sentence says why: "no idea, the report just states it".
    """
    hits = deque(piece.hits)
    at = piece.span.start
    for end in (*(at + m.end() for m in _CLAUSE.finditer(piece.text)), piece.span.end):
        words = piece.size_of(Span(at, end))
        while hits and hits[0].span.start < end:
            if hits[0].cue in without:
                if hits[0].cue == "pointer":
                    yield piece.size_of(Span(at, hits[0].span.start))
                return
            words -= piece.size_of(hits.popleft().span)
        yield words
        at = end


def _me_too(said: _Said) -> Reason | None:
    return said.seen("me-too")


def _asks_for_more(said: _Said) -> Reason | None:
    first = said.pieces[0]
    return _Said([first], said.question).seen("asks-for-more") if first.cues else None


def _does_not_know(said: _Said) -> Reason | None:
    if said.seen("hedge", "pointer") or said.words(VAGUE) >= WORDY:
        return None
    return said.seen("ignorance")


def _points_elsewhere(said: _Said) -> Reason | None:
    if said.words(VAGUE) >= WORDY // 2:
        return None
    link = next((piece for piece in said.pieces if piece.links), None)
    if link and "seeks-a-source" in said.question.cues:
        return None
    return said.seen("pointer") or (link and Reason("", 1.0, link.span))


def _knows_a_part(said: _Said) -> Reason | None:
    return said.seen("ignorance")


def _on_a_condition(said: _Said) -> Reason | None:
    """Where it does not go through the other cases too, nor says much besides."""
    return None if said.size > LENGTHY or said.seen("otherwise") else said.seen("conditional")


def _hedged(said: _Said) -> Reason | None:
    """Where it is not a plain yes or no, nor an instruction, nor mostly firm."""
    first = said.pieces[0].cues
    if first & YES_OR_NO and not first & CAUTIOUS:
        return None
    if "hedge" in first and said.pieces[0].size <= WORDY:
        return said.seen("hedge")
    tells = said.seen("instruction") or any(_CODE.search(piece.text) for piece in said.pieces)
    return None if tells or said.words(CAUTIOUS) >= 2 * WORDY else said.seen("hedge")


def _one_of_many(said: _Said) -> Reason | None:
    """One voice of those that were asked; but one "no" settles whether everybody agrees."""
    asked, first = said.question, said.pieces[0].cues
    one_will_do = asked.question.form is Form.POLAR and "seeks-offers" in asked.cues
    offered = "seeks-offers" in asked.cues and "offers" in first
    one_voice = "asks-around" in asked.cues or offered
    return Reason("", 1.0) if one_voice and not one_will_do and "negation" not in first else None


def _answers(said: _Said) -> Reason | None:
    return Reason("", 1.0, said.pieces[0].span)


_TABLE: Final[Sequence[tuple[str, Role, float, Callable[[_Said], Reason | None]]]] = (
    ("says-the-same-of-theirs", Role.ME_TOO, 0.8, _me_too),
    ("asks-for-more", Role.CLARIFICATION, 0.7, _asks_for_more),
    ("does-not-know", Role.OTHER, 0.8, _does_not_know),
    ("only-points-elsewhere", Role.POINTER, 0.7, _points_elsewhere),
    ("knows-only-a-part", Role.PARTIAL, 0.7, _knows_a_part),
    ("on-a-condition", Role.PARTIAL, 0.6, _on_a_condition),
    ("hedged", Role.PARTIAL, 0.7, _hedged),
    ("one-of-many-asked", Role.PARTIAL, 0.6, _one_of_many),
    ("says-something-to-it", Role.ANSWER, 0.7, _answers),
)
"""The first row whose test finds its cue gives the role. Reason, role, score, test."""


CUES: Final = frozenset(cue for cue, _, _, _ in _TABLE)


def verdict(pieces: Sequence[Piece], question: Asked) -> Verdict:
    """The role of the reply whose `pieces` (at least one) are aimed at the question."""
    said = _Said(pieces, question)
    for cue, role, score, test in _TABLE:
        if found := test(said):
            return Verdict(role, score, Reason(cue, score, found.span, found.detail))
    raise AssertionError("the last row of the table always finds")  # pragma: no cover
