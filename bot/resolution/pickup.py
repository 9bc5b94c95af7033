"""What a reply is about: its pieces, each with the questions of the post that it picks up."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Final

from bot.model import Reason
from bot.resolution.aim import GOES_ON, Aim, aims, fits, misfits
from bot.resolution.asked import SEVERAL, Agenda
from bot.resolution.pieces import Piece
from bot.resolution.roles import YES_OR_NO

CUES: Final = frozenset({"question-left", "speaks-to-the-post"})
STRONG: Final = 1.0
"""What the words of a reply must weigh where another question of the asker's stands nearer."""
MOST: Final = 300
"""So many pieces of a reply are heard."""
CLEAR: Final = 1.2
"""What the words of a reply that is linked to nothing must weigh."""
LIKELY: Final = 0.5
VERY_LIKELY: Final = 0.7
CERTAIN: Final = 1.0
TO_THE_POST: Final = 0.3
"""How probable an edge of the reply graph must be to stand for words."""
SMALL_TALK: Final = frozenset({"chatter", "laughter", "thanks", "apology", "acceptance"})
QUESTION_MARKS: Final = ("?", "？", "؟")
ENDS: Final = (".", "!", "?", "…", "。", "！", "？")
BRIEF: Final = 5
"""So many words at most make a question that can only ask back."""
FEW: Final = 2
"""So many open questions may share a reply that names none of them."""
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
    strong words to reach back. So does what is stated `beside` a question or a joke.
    """

    left: Sequence[int]
    nearer: Sequence[Agenda] = ()
    sure: float = 1.0
    lead: float = 0.0
    before: Sequence[Aim] = ()
    stray: bool = False
    aside: bool = False
    beside: bool = False


def picked_up(pieces: Sequence[Piece], agenda: Agenda, approach: Approach) -> list[Picked]:
    """What a reply picks up, piece by piece."""
    found: list[Picked] = []
    before, paragraph = approach.before, -1
    heard = [p for p in with_lead_ins(pieces[:MOST]) if not _is_beside_the_point(p)]
    for piece in heard:
        if found and piece.paragraph != paragraph:
            before = ()
        paragraph = piece.paragraph
        before = _aims_of(piece, agenda, approach, found, before)
        found += [Picked(piece, aim) for aim in before]
    return found or _as_a_whole(heard, approach)


def _as_a_whole(heard: Sequence[Piece], approach: Approach) -> list[Picked]:
    """An outright reply that names none of some questions may be meant for the first one left."""
    if approach.sure < CERTAIN or approach.beside or approach.nearer:
        return []
    if not 0 < len(approach.left) <= SOME or any("follows-on" in p.cues for p in heard[:1]):
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
        mine = [aim for aim in mine if _asks_about(piece, aim, agenda, found)]
    if approach.aside:
        mine = [aim for aim in mine if aim.weight >= STRONG]
    if approach.stray:
        clear = [aim for aim in mine if _clearly_means(piece, aim, agenda)]
        return clear or _offered(piece, agenda, approach.left)
    if approach.nearer and not mine:
        return _fitting_better(piece, agenda, approach) or _wants_more(piece, approach)
    if mine or not _by_turn_is_sure(piece, approach):
        return mine
    left = _untaken(approach.left, found)
    return _by_fit(piece, agenda, left) or (
        [] if _only_beside(piece, approach) else _last_left(piece, agenda, left)
    )


def _fitting_better(piece: Piece, agenda: Agenda, approach: Approach) -> list[Aim]:
    """What a piece without telling words fits although other questions of the asker stand nearer:
    it tells what to do where only this one asks for that.
    """
    found = _by_fit(piece, agenda, approach.left)
    told = [aim for aim in found if aim.reasons[0].cue == "tells-what-to-do"]
    nearer = [question for other in approach.nearer for question in other.questions]
    return [] if any(True for question in nearer for _ in fits(piece, question)) else told


def _wants_more(piece: Piece, approach: Approach) -> list[Aim]:
    """Whoever asks for particulars asks for the sake of what was asked first."""
    if "asks-for-more" not in piece.cues or approach.sure < LIKELY:
        return []
    return [Aim(k, TO_THE_POST, (Reason("question-left", TO_THE_POST),)) for k in approach.left[:1]]


def _offered(piece: Piece, agenda: Agenda, left: Sequence[int]) -> list[Aim]:
    """The question that a piece offers something to."""
    found = _by_fit(piece, agenda, left) if "offers" in piece.cues else []
    return [aim for aim in found if aim.reasons[0].cue == "offers-themselves"]


def _clearly_means(piece: Piece, aim: Aim, agenda: Agenda) -> bool:
    """Whether a piece of a message that replies to nobody still names this question."""
    question = agenda.questions[aim.place]
    shared = piece.stems & question.topic.keys()
    own = piece.stems & question.stems
    return bool(own) and len(shared) >= SEVERAL and aim.weight >= CLEAR


def _asks_about(piece: Piece, aim: Aim, agenda: Agenda, found: Sequence[Picked]) -> bool:
    """Whether a question back shares words with the question itself, or goes on about it."""
    question = agenda.questions[aim.place]
    goes_on = bool(found) and aim.weight <= GOES_ON
    return goes_on or bool(piece.stems & question.stems or piece.subject)


def _by_turn_is_sure(piece: Piece, approach: Approach) -> bool:
    """Whether a piece without telling words may be taken for a reply."""
    if not piece.wants:
        return approach.sure >= LIKELY
    asks_back = piece.size <= BRIEF or "addressing" in piece.cues
    return (
        asks_back and approach.sure + approach.lead >= VERY_LIKELY and "new-topic" not in piece.cues
    )


def _untaken(places: Sequence[int], found: Sequence[Picked]) -> Sequence[int]:
    """The places that no earlier piece took; a sole question takes all."""
    taken = {picked.aim.place for picked in found}
    return places if len(places) == 1 else [place for place in places if place not in taken]


def _is_beside_the_point(piece: Piece) -> bool:
    """Small talk, requests to others, and questions that want no answer."""
    if piece.asks:
        return not piece.wants and "ignorance" not in piece.cues
    if piece.text.endswith(QUESTION_MARKS):
        return "asks-for-more" not in piece.cues
    said = piece.size - sum(piece.size_of(hit.span) for hit in piece.hits)
    if "praise" in piece.cues and said <= BRIEF and piece.cues.isdisjoint(YES_OR_NO):
        return True
    return said <= 0 and piece.cues <= SMALL_TALK and not piece.links


def with_lead_ins(pieces: Sequence[Piece]) -> Iterator[Piece]:
    """The pieces, what leads into a question within its sentence being part of the question."""
    for before, piece, after in zip([None, *pieces], pieces, [*pieces[1:], None], strict=False):
        if after is not None and _leads_into(piece, after):
            continue
        if before is not None and _leads_into(before, piece):
            yield replace(piece, lead=before)
        else:
            yield piece


def _leads_into(lead: Piece, piece: Piece) -> bool:
    return (
        piece.asks
        and not lead.asks
        and lead.paragraph == piece.paragraph
        and not lead.text.endswith(ENDS)
        and lead.cues.isdisjoint(YES_OR_NO)
    )


def _not_meant_for(nearer: Sequence[Agenda], piece: Piece, found: list[Aim]) -> list[Aim]:
    """The aims that stay although the asker's later questions stand nearer."""
    if not nearer:
        return found
    theirs = max((aim.weight for other in nearer for aim in aims(piece, other)), default=0.0)
    return [aim for aim in found if aim.weight > theirs and aim.weight >= STRONG]


def _only_beside(piece: Piece, approach: Approach) -> bool:
    """Whether what is stated only stands beside a question of the reply's own, or a joke."""
    return approach.beside and not piece.asks


def _by_fit(piece: Piece, agenda: Agenda, left: Sequence[int]) -> list[Aim]:
    """The first question that a piece without telling words fits by its form."""
    for place in left:
        if reasons := tuple(fits(piece, agenda.questions[place])):
            return [Aim(place, reasons[0].weight, reasons), *_dependent(piece, place, agenda, left)]
    return []


def _last_left(piece: Piece, agenda: Agenda, left: Sequence[int]) -> list[Aim]:
    """The question that is left, where few are."""
    left = [k for k in left if not misfits(piece, agenda.questions[k])] or left
    if not 0 < len(left) <= FEW or "follows-on" in piece.cues:
        return []
    meant = left if "pointer" in piece.cues else left[:1]
    reasons = (Reason("question-left", 1.0 / len(left)),)
    return [Aim(place, 1.0 / len(left), reasons) for place in meant]


def _dependent(piece: Piece, place: int, agenda: Agenda, left: Sequence[int]) -> list[Aim]:
    """The questions that presuppose this one, where the piece says more than yes or no."""
    index = agenda.questions[place].index
    kin = [k for k in left if agenda.questions[k].question.depends_on == index]
    return [Aim(k, 0.5, (Reason("goes-on", 0.5),)) for k in kin if piece.size > BRIEF]
