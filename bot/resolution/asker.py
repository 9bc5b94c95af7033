"""What the asker's later messages do for their question: thanks, trouble, news, asking again."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Final

from bot.model import Reason, Role, State
from bot.resolution.case import Case
from bot.resolution.pieces import Piece
from bot.resolution.table import Evidence

AGAIN: Final = 0.5
"""Share of a question's topic words that makes another question the same one again."""
MEANT: Final = 0.5
CLOSE: Final = 0.7


@dataclass(frozen=True, slots=True)
class Move:
    """What the asker does for one question: the role of the message, and the evidence it brings."""

    case: Case
    role: Role
    evidence: Evidence | None
    reason: Reason


def _helped(case: Case) -> bool:
    return case.helped and case.state is not State.WITHDRAWN


def _answered(case: Case) -> bool:
    return case.state in (State.ANSWERED, State.RESOLVED)


def _unsettled(case: Case) -> bool:
    return case.unsettled


_Row = tuple[str, Callable[[Case], bool], Role, Evidence | None, frozenset[str]]
_TABLE: Final[Sequence[_Row]] = (
    ("withdrawal", _unsettled, Role.OTHER, Evidence.WITHDRAWN, frozenset()),
    ("fails", _helped, Role.REJECTION, Evidence.REJECTED, frozenset()),
    ("found", _unsettled, Role.ANSWER, Evidence.SOLVED, frozenset()),
    ("found", _answered, Role.CONFIRMATION, Evidence.CONFIRMED, frozenset()),
    ("works", _helped, Role.CONFIRMATION, Evidence.CONFIRMED, frozenset({"ignorance"})),
    ("works", _unsettled, Role.CONFIRMATION, Evidence.CONFIRMED, frozenset({"ignorance"})),
    ("thanks", _helped, Role.ACKNOWLEDGEMENT, Evidence.THANKED, frozenset({"sarcasm"})),
    ("acceptance", _helped, Role.ACKNOWLEDGEMENT, Evidence.THANKED, frozenset({"sarcasm"})),
    ("bump", _unsettled, Role.BUMP, None, frozenset()),
)
"""Cue, which questions it can be about, role, evidence, and the cues that forbid it."""


def moves(pieces: Sequence[Piece], cases: Sequence[Case], spoken_of: Sequence[Case]) -> list[Move]:
    """What a message of the asker does, at most one move a question.

    `cases` are the questions of the post; `spoken_of` those that the message it replies to was
    about, or all where it replies to nobody.
    """
    found: dict[int, Move] = {}
    vetoes = frozenset[str]().union(*(piece.cues for piece in pieces))
    for cue, concerns, role, evidence, veto in _TABLE:
        for piece in pieces:
            if (piece.asks and cue != "bump") or cue not in piece.cues or veto & piece.cues:
                continue
            if cue in ("thanks", "acceptance") and vetoes & {
                "thanks-in-advance",
                "thanks-anyway",
                "fails",
            }:
                continue
            for case in _meant(piece, cases, spoken_of, concerns):
                found.setdefault(case.asked.index, Move(case, role, evidence, _why(cue, piece)))
    for move in _asked_again(pieces, cases):
        found.setdefault(move.case.asked.index, move)
    return list(found.values())


def _why(cue: str, piece: Piece) -> Reason:
    hit = next(hit for hit in piece.hits if hit.cue == cue)
    return Reason(f"asker-{cue}", 1.0, hit.span, piece.words_of(hit.span))


def _meant(
    piece: Piece, cases: Sequence[Case], spoken_of: Sequence[Case], able: Callable[[Case], bool]
) -> list[Case]:
    """The able ones of the cases that the piece names by its words; else of those spoken of."""
    weights = [(case, _shared(piece, case)) for case in cases]
    best = max(weight for _, weight in weights)
    if best >= MEANT:
        return [c for c, weight in weights if weight >= max(MEANT, CLOSE * best) and able(c)]
    return [case for case in spoken_of if able(case)]


def _shared(piece: Piece, case: Case) -> float:
    topic = case.asked.topic
    return sum(topic.get(stem, MEANT if stem in case.heard else 0.0) for stem in piece.stems)


def _asked_again(pieces: Sequence[Piece], cases: Sequence[Case]) -> Iterator[Move]:
    for piece in (p for p in pieces if p.asks or p.text.endswith(("?", "？"))):
        for case in (case for case in cases if case.unsettled and case.asked.stems):
            stems = case.asked.stems
            if len(piece.stems & stems) >= AGAIN * len(stems):
                reason = Reason("asks-again", 1.0, piece.span)
                yield Move(case, Role.BUMP, None, reason)
