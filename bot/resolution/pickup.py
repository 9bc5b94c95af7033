"""What a reply is about: its pieces, each with the questions of the post that it picks up."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from bot.model import Reason
from bot.resolution.aim import GOES_ON, Aim, aims
from bot.resolution.asked import SEVERAL, Agenda, Asked
from bot.resolution.likely import CERTAIN, LIKELY, VERY_LIKELY
from bot.resolution.pieces import Piece
from bot.resolution.wordless import (
    by_fit,
    for_its_sake,
    last_left,
    means_all,
    offered,
    told_farther,
)

CUES: Final = frozenset({"speaks-to-the-post"})
STRONG: Final = 1.0
"""What the words of a reply must weigh where another question of the asker's stands nearer."""
CLEAR: Final = 1.2
"""What the words of a reply that is linked to nothing must weigh."""
TO_THE_POST: Final = 0.3
"""What an outright reply without telling words weighs."""
BRIEF: Final = 5
"""So many words at most make a question that can only ask back."""
SOME: Final = 4
"""Of so many the first may be meant by an outright reply that names none of them."""


@dataclass(frozen=True, slots=True)
class Picked:
    """A piece of a reply and a question that it picks up, or only `may` be meant for."""

    piece: Piece
    aim: Aim
    may: bool = False


@dataclass(frozen=True, slots=True)
class Approach:
    """How a reply comes to a post.

    `left` are the places of the questions that still want an answer. `nearer` is what later
    messages of the asker ask, to which it replies instead. `sure` is the probability that it
    replies to the asker at all; where that is high it needs no telling words. `before` is what its
    author picked up in the message that it goes on from. A `stray` one is linked to nothing, and
    must say clearly which question it means. One `aside` replies to what no longer asks, and needs
    strong words to reach back. So does what is stated `beside` a question or a joke. One that only
    `argues` must take up several words of a question. An `outright` one replies to the post itself.
    """

    left: Sequence[int]
    nearer: Sequence[Agenda] = ()
    sure: float = 1.0
    lead: float = 0.0
    before: Sequence[Aim] = ()
    stray: bool = False
    aside: bool = False
    beside: bool = False
    argues: bool = False
    outright: bool = True


def picked_up(heard: Sequence[Piece], agenda: Agenda, approach: Approach) -> list[Picked]:
    """What a reply picks up, by those of its pieces that are worth hearing."""
    found: list[Picked] = []
    before, paragraph = approach.before, -1
    for piece in heard:
        if found and piece.paragraph != paragraph:
            before = ()
        paragraph = piece.paragraph
        before = _aims_of(piece, agenda, approach, found, before)
        found += [Picked(piece, aim) for aim in before]
    return found or _as_a_whole(heard, approach)


def _as_a_whole(heard: Sequence[Piece], approach: Approach) -> list[Picked]:
    """An outright reply that names none of some questions may be meant for the first one left."""
    if approach.sure < CERTAIN or approach.beside or approach.argues or approach.nearer:
        return []
    if not 0 < len(approach.left) <= SOME or any(_concludes(p, approach) for p in heard[:1]):
        return []
    aim = Aim(approach.left[0], TO_THE_POST, (Reason("speaks-to-the-post", TO_THE_POST),))
    return [Picked(piece, aim, may=True) for piece in heard]


def _aims_of(
    piece: Piece,
    agenda: Agenda,
    approach: Approach,
    found: Sequence[Picked],
    before: Sequence[Aim],
) -> list[Aim]:
    changes_subject = len(approach.left) > 1 and "ignorance" in piece.cues
    before = () if changes_subject else before
    mine = _not_meant_for(approach.nearer, piece, aims(piece, agenda, before))
    if piece.asks:
        mine = [aim for aim in mine if _asks_about(piece, aim, agenda, found, approach.sure)]
    if approach.argues:
        return [aim for aim in mine if _takes_up(piece, agenda.questions[aim.place])]
    if approach.aside:
        mine = [aim for aim in mine if aim.weight >= STRONG]
    if approach.stray:
        clear = [aim for aim in mine if _clearly_means(piece, aim, agenda)]
        return clear or offered(piece, agenda, approach.left)
    if (approach.nearer or approach.aside) and not mine:
        told = told_farther(piece, agenda, approach.left, approach.nearer)
        return told or (for_its_sake(piece, approach.left) if approach.sure >= LIKELY else [])
    if mine or not _by_turn_is_sure(piece, approach):
        return mine
    left = _untaken(approach.left, found)
    told = means_all(piece, left) or by_fit(piece, agenda, left)
    if told or _only_beside(piece, approach) or _concludes(piece, approach):
        return told
    return last_left(piece, agenda, left)


def _takes_up(piece: Piece, question: Asked) -> bool:
    return len(piece.stems & question.stems) >= SEVERAL


def _clearly_means(piece: Piece, aim: Aim, agenda: Agenda) -> bool:
    """Whether a piece of a message that replies to nobody still names this question."""
    question = agenda.questions[aim.place]
    shared = piece.stems & question.topic.keys()
    own = piece.stems & question.stems
    return bool(own) and len(shared) >= SEVERAL and aim.weight >= CLEAR


def _asks_about(
    piece: Piece, aim: Aim, agenda: Agenda, found: Sequence[Picked], sure: float
) -> bool:
    """Whether a question back shares words with the question itself, or goes on about it."""
    question = agenda.questions[aim.place]
    goes_on = bool(found) and aim.weight <= GOES_ON
    enough = 1 if sure >= LIKELY else SEVERAL
    return goes_on or bool(piece.subject) or len(piece.stems & question.stems) >= enough


def _by_turn_is_sure(piece: Piece, approach: Approach) -> bool:
    """Whether a piece without telling words may be taken for a reply."""
    if not piece.wants:
        return approach.sure >= LIKELY
    asks_back = piece.size <= BRIEF or "addressing" in piece.cues
    cues = piece.cues if piece.lead is None else piece.cues | piece.lead.cues
    likely = approach.sure + approach.lead >= VERY_LIKELY
    return asks_back and likely and "new-topic" not in cues


def _untaken(places: Sequence[int], found: Sequence[Picked]) -> Sequence[int]:
    """The places that no earlier piece took; a sole question takes all."""
    taken = {picked.aim.place for picked in found}
    return places if len(places) == 1 else [place for place in places if place not in taken]


def _not_meant_for(nearer: Sequence[Agenda], piece: Piece, found: list[Aim]) -> list[Aim]:
    """The aims that stay although the asker's later questions stand nearer."""
    if not nearer:
        return found
    theirs = max((aim.weight for other in nearer for aim in aims(piece, other)), default=0.0)
    return [aim for aim in found if aim.weight > theirs and aim.weight >= STRONG]


def _concludes(piece: Piece, approach: Approach) -> bool:
    """Whether it only draws a conclusion from what the post states: "then it takes longer"."""
    return approach.outright and "follows-on" in piece.cues


def _only_beside(piece: Piece, approach: Approach) -> bool:
    """Whether what is stated only stands beside a question of the reply's own, or a joke."""
    return approach.beside and not piece.asks and "me-too" not in piece.cues
