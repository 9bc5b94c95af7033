"""What the asker's later messages do for their question: thanks, trouble, news, asking again."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Final

from bot.model import Reason, Role, State
from bot.resolution.aim import gives_a_number
from bot.resolution.case import Case
from bot.resolution.pieces import Piece
from bot.resolution.sifting import MOST, with_lead_ins
from bot.resolution.table import Evidence

AGAIN: Final = 0.5
"""Share of the topic words of either question that makes another the same one again."""
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


def _alive(case: Case) -> bool:
    return case.helped or case.unsettled


def _unsettled(case: Case) -> bool:
    return case.unsettled


@dataclass(frozen=True, slots=True)
class _Rule:
    """A cue of the asker's, the questions it can be about, and what it does for them.

    It does not count in a sentence with one of `vetoes`, nor, where it `stands_alone`, in a message
    that also thanks in advance or tells of trouble; where it needs another cue `beside` it, only in
    a message with that. It counts for what was spoken of in the message that it replies to, or
    `anywhere`: where nothing was, for what it names. Or only for what it has `named`.
    """

    cue: str
    concerns: Callable[[Case], bool]
    role: Role
    evidence: Evidence | None = None
    vetoes: frozenset[str] = frozenset()
    stands_alone: bool = False
    beside: str | None = None
    anywhere: bool = False
    named: bool = False

    def fires(self, piece: Piece, message: frozenset[str]) -> bool:
        return (
            self.cue in piece.cues
            and (self.role is Role.BUMP or not piece.asks)
            and self.vetoes.isdisjoint(piece.cues)
            and not (self.stands_alone and TROUBLE & message)
            and (self.beside is None or self.beside in message)
        )


TROUBLE: Final = frozenset({"thanks-in-advance", "thanks-anyway", "fails"})
_UNSURE: Final = frozenset({"ignorance"})
_SARCASM: Final = frozenset({"sarcasm"})
_RULES: Final[Sequence[_Rule]] = (
    _Rule("withdrawal", _unsettled, Role.OTHER, Evidence.WITHDRAWN, anywhere=True),
    _Rule("fails", _helped, Role.REJECTION, Evidence.GAINED, beside="gains"),
    _Rule("fails", _helped, Role.REJECTION),
    _Rule("found", _alive, Role.ANSWER, Evidence.SOLVED, anywhere=True),
    _Rule("relays", _unsettled, Role.ANSWER, Evidence.SOLVED, vetoes=_UNSURE, named=True),
    _Rule("works", _alive, Role.CONFIRMATION, vetoes=_UNSURE, anywhere=True),
    _Rule("thanks", _helped, Role.ACKNOWLEDGEMENT, vetoes=_SARCASM, stands_alone=True),
    _Rule("acceptance", _helped, Role.ACKNOWLEDGEMENT, vetoes=_SARCASM, stands_alone=True),
    _Rule("bump", _unsettled, Role.BUMP, anywhere=True),
)
"""The first rule that fires for a question counts. Evidence: by default, that of the role."""
CUES: Final = frozenset({f"asker-{rule.cue}" for rule in _RULES} | {"asks-again"})


def moves(pieces: Sequence[Piece], cases: Sequence[Case], spoken_of: Sequence[Case]) -> list[Move]:
    """What a message of the asker does, at most one move a question.

    `cases` are the questions of the post; `spoken_of` those that the message it replies to was
    about, or all where it replies to nobody.
    """
    found: dict[int, Move] = {}
    for move in (*_by_rules(pieces, cases, spoken_of), *asked_again(pieces, cases)):
        found.setdefault(move.case.asked.index, move)
    return list(found.values())


def _by_rules(
    pieces: Sequence[Piece], cases: Sequence[Case], spoken_of: Sequence[Case]
) -> Iterator[Move]:
    pieces = pieces[:MOST]
    message = frozenset[str]().union(*(piece.cues for piece in pieces))
    for rule in (rule for rule in _RULES if rule.cue in message):
        for piece in (piece for piece in pieces if rule.fires(piece, message)):
            among = spoken_of
            if rule.named or (rule.anywhere and not spoken_of):
                among = [case for case in cases if _shared(piece, case) >= MEANT]
            elif rule.anywhere:
                among = cases
            for case in _meant(piece, among, rule.concerns):
                yield Move(case, rule.role, rule.evidence, _why(rule.cue, piece))


def _why(cue: str, piece: Piece) -> Reason:
    hit = next(hit for hit in piece.hits if hit.cue == cue)
    return Reason(f"asker-{cue}", 1.0, hit.span, piece.words_of(hit.span))


def _meant(piece: Piece, cases: Sequence[Case], able: Callable[[Case], bool]) -> list[Case]:
    """The able ones of the cases: those that the piece names by its words, or else all."""
    weights = [(case, _shared(piece, case)) for case in cases]
    best = max((weight for _, weight in weights), default=0.0)
    if best >= MEANT:
        return [c for c, weight in weights if weight >= max(MEANT, CLOSE * best) and able(c)]
    return [case for case in cases if able(case)]


def _shared(piece: Piece, case: Case) -> float:
    topic = case.asked.topic
    named = sum(topic.get(stem, MEANT if stem in case.heard else 0.0) for stem in piece.stems)
    counts = "asks-number" in case.asked.cues and gives_a_number(piece, case.asked)
    return named + MEANT * counts


def asked_again(pieces: Sequence[Piece], cases: Sequence[Case]) -> Iterator[Move]:
    for piece in (
        p for p in with_lead_ins(pieces[:MOST]) if p.asks or p.text.endswith(("?", "？"))
    ):
        for case in (case for case in cases if case.unsettled and case.asked.stems):
            stems = case.asked.stems
            if len(piece.stems & stems) >= AGAIN * max(len(stems), len(piece.stems)):
                reason = Reason("asks-again", 1.0, piece.span)
                yield Move(case, Role.BUMP, None, reason)
