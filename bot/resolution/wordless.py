"""Which question a piece without telling words is meant for: by what fits, or what is left."""

from collections.abc import Sequence
from typing import Final

from bot.model import Reason
from bot.resolution.aim import Aim, fits, misfits
from bot.resolution.asked import Agenda
from bot.resolution.pieces import Piece

CUES: Final = frozenset({"question-left", "means-all"})
BRIEF: Final = 5
"""So many words at most say no more than yes or no."""
FEW: Final = 2
"""So many open questions may share a reply that names none of them."""
FOR_ITS_SAKE: Final = 0.3
MEANS_ALL: Final = 0.5
MANY: Final = 4
"""Nobody speaks of more than so many questions as "both" or "all of them"."""


def means_all(piece: Piece, left: Sequence[int]) -> list[Aim]:
    """All that is left, where the piece says so: "yes to both"."""
    meant = left if "means-all" in piece.cues and 1 < len(left) <= MANY else ()
    return [Aim(k, MEANS_ALL, (Reason("means-all", MEANS_ALL, piece.span),)) for k in meant]


def by_fit(piece: Piece, agenda: Agenda, left: Sequence[int]) -> list[Aim]:
    """The first question that a piece without telling words fits by its form."""
    for place in left:
        if reasons := tuple(fits(piece, agenda.questions[place])):
            return [Aim(place, reasons[0].weight, reasons), *_dependent(piece, place, agenda, left)]
    return []


def last_left(piece: Piece, agenda: Agenda, left: Sequence[int]) -> list[Aim]:
    """The question that is left, where few are."""
    left = [k for k in left if not misfits(piece, agenda.questions[k])] or left
    if not 0 < len(left) <= FEW:
        return []
    meant = left if "pointer" in piece.cues else left[:1]
    reasons = (Reason("question-left", 1.0 / len(left)),)
    return [Aim(place, 1.0 / len(left), reasons) for place in meant]


def _dependent(piece: Piece, place: int, agenda: Agenda, left: Sequence[int]) -> list[Aim]:
    """The questions that presuppose this one, where the piece says more than yes or no."""
    index = agenda.questions[place].index
    kin = [k for k in left if agenda.questions[k].question.depends_on == index]
    return [Aim(k, 0.5, (Reason("goes-on", 0.5),)) for k in kin if piece.size > BRIEF]


def offered(piece: Piece, agenda: Agenda, left: Sequence[int]) -> list[Aim]:
    """The question that a piece offers something to."""
    found = by_fit(piece, agenda, left) if "offers" in piece.cues else []
    return [aim for aim in found if aim.reasons[0].cue == "offers-themselves"]


def told_farther(
    piece: Piece, agenda: Agenda, left: Sequence[int], nearer: Sequence[Agenda]
) -> list[Aim]:
    """The question that asks what to do, where the piece tells it and none of those fits that the
    asker's later messages ask.
    """
    told = [a for a in by_fit(piece, agenda, left) if a.reasons[0].cue == "tells-what-to-do"]
    others = (question for other in nearer for question in other.questions)
    return told if told and not any(tuple(fits(piece, question)) for question in others) else []


def for_its_sake(piece: Piece, left: Sequence[int]) -> list[Aim]:
    """Whoever asks for particulars asks for the sake of what was asked first."""
    meant = left[:1] if "asks-for-more" in piece.cues else ()
    return [Aim(k, FOR_ITS_SAKE, (Reason("question-left", FOR_ITS_SAKE),)) for k in meant]
