"""Which questions of a post a piece of a reply picks up by its words."""

import re
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from bot.model import Form, Reason
from bot.resolution.asked import SEVERAL, Agenda, Asked
from bot.resolution.lexicon import numerals
from bot.resolution.pieces import Piece
from bot.words import content_stems, tokens

CUES: Final = frozenset(
    {
        "quotes-it",
        "names-its-place",
        "names-its-subject",
        "picks-up-words",
        "goes-on",
        "spelled-out",
        "says-yes-or-no",
        "gives-a-number",
        "gives-a-reason",
        "tells-what-to-do",
        "offers-themselves",
    }
)
"""Why a piece picks up a question."""
ENOUGH: Final = 0.5
"""From this weight on a piece counts as picking up the question."""
CLOSE: Final = 0.7
"""A question picked up this much less than the best one is not meant."""
QUOTED: Final = 3.0
NUMBERED: Final = 2.5
ORDINAL: Final = 2.0
NAMED: Final = 2.0
NEARLY_NAMED: Final = 1.0
FITS: Final = 0.3
GOES_ON: Final = 0.6
YES_OR_NO: Final = frozenset({Form.POLAR, Form.TAG, Form.DECLARATIVE})
"""Forms that a plain yes or no answers."""
COVERED: Final = 0.6
"""Share of the words of a question that a quote must hold."""

_TAGGED: Final = re.compile(
    r"\W*(?:(?:on|re|to|ad|for|about|q|question|zu|frage|pour)[ :#]*[(\[]?(\d{1,2})(?![\w(%])"
    r"|[(\[]?(\d{1,2})[.):\]](?!\d))",
    re.IGNORECASE,
)
_DIGIT: Final = re.compile(r"\d")
_ORDINALS: Final = {"ordinal-first": 0, "ordinal-second": 1, "ordinal-third": 2, "ordinal-last": -1}


@dataclass(frozen=True, slots=True)
class Aim:
    """A question that a piece picks up, by its place on the agenda, and why."""

    place: int
    weight: float
    reasons: tuple[Reason, ...]


def aims(piece: Piece, agenda: Agenda, before: Sequence[Aim] = ()) -> list[Aim]:
    """The questions of a post that `piece` picks up, best first.

    `before` are the aims of the piece before it in the same paragraph: without telling words of
    its own it stays with them.
    """
    named = frozenset(_named_places(piece, agenda))
    found = [
        _aim(piece, place, agenda.questions[place], named=place in named)
        for place in sorted(named | _sharing(piece, agenda))
    ]
    best = max(found, key=lambda aim: aim.weight, default=None)
    if best is None or best.weight < ENOUGH:
        return [_going_on(aim, piece) for aim in before]
    close = [aim for aim in found if _is_close(piece, aim, best, agenda)]
    close = _without_echoes(piece, close, agenda)
    meant = [
        aim
        for aim in close
        if aim.place in named or _by_own_words(piece, agenda.questions[aim.place])
    ]
    return sorted(_with_kin(meant or [best], close, agenda), key=lambda aim: -aim.weight)


def _is_close(piece: Piece, aim: Aim, best: Aim, agenda: Agenda) -> bool:
    """Whether it weighs about as much as the best, or stands beside it and is meant by its words:
    who names a subject may speak of all that was asked there.
    """
    asked, other = agenda.questions[aim.place], agenda.questions[best.place]
    beside = asked.paragraph == other.paragraph
    meant = beside and len(piece.stems & asked.stems - piece.subject) >= SEVERAL
    return aim.weight >= ENOUGH and (meant or aim.weight >= CLOSE * best.weight)


def _by_own_words(piece: Piece, question: Asked) -> bool:
    """Whether more than the surroundings of a question is picked up."""
    return bool(piece.stems & question.stems or piece.quoted or piece.subject)


def _without_echoes(piece: Piece, found: Sequence[Aim], agenda: Agenda) -> Sequence[Aim]:
    """The aims without those at a question that only repeats words of one that it presupposes."""
    topics: dict[int | None, Collection[str]] = {
        agenda.questions[aim.place].index: agenda.questions[aim.place].topic for aim in found
    }
    return [aim for aim in found if not _echoes(piece, agenda.questions[aim.place], topics)]


def _echoes(piece: Piece, question: Asked, topics: Mapping[int | None, Collection[str]]) -> bool:
    presupposed = topics.get(question.question.depends_on)
    if presupposed is None or piece.quoted or any(fits(piece, question)):
        return False
    return piece.stems.isdisjoint(question.stems.difference(presupposed))


def _with_kin(found: Sequence[Aim], close: Sequence[Aim], agenda: Agenda) -> list[Aim]:
    """The aims, those close by that presuppose them, and what one of them spells out."""
    places = {aim.place for aim in found}
    indices = {agenda.questions[place].index for place in places}
    dependent = [
        aim
        for aim in close
        if aim.place not in places and agenda.questions[aim.place].question.depends_on in indices
    ]
    spelled = [
        Aim(aim.place - 1, aim.weight, (*aim.reasons, Reason("spelled-out", 0.5)))
        for aim in found
        if aim.place and agenda.questions[aim.place - 1].spelled_out and aim.place - 1 not in places
    ]
    return [*found, *dependent, *spelled]


def _going_on(aim: Aim, piece: Piece) -> Aim:
    return Aim(aim.place, min(aim.weight, GOES_ON), (Reason("goes-on", GOES_ON, piece.span),))


def _sharing(piece: Piece, agenda: Agenda) -> set[int]:
    found = agenda.sharing(piece.stems)
    if piece.quoted:
        found |= agenda.sharing(frozenset(content_stems(piece.quoted)))
    return found


def _aim(piece: Piece, place: int, question: Asked, *, named: bool) -> Aim:
    reasons = (
        *_by_quote(piece, question),
        *((Reason("names-its-place", NUMBERED, piece.span),) if named else ()),
        *_by_subject(piece, question),
        *_by_words(piece, question),
        *fits(piece, question),
    )
    return Aim(place, sum(reason.weight for reason in reasons), reasons)


def _by_quote(piece: Piece, question: Asked) -> Iterator[Reason]:
    quoted = question.words.intersection(tokens(piece.quoted)) if piece.quoted else ()
    if quoted and len(quoted) >= COVERED * len(question.words):
        yield Reason("quotes-it", QUOTED, piece.span)


def _named_places(piece: Piece, agenda: Agenda) -> Iterator[int]:
    """The places that the piece names by number ("re 2:") or order ("your last one")."""
    if match := _TAGGED.match(piece.text):
        named = int(match[1] or match[2])
        if agenda.numbered:
            yield from agenda.numbered.get(named, ())
        elif 0 < named <= len(agenda.questions):
            yield named - 1
    for cue in _ORDINALS.keys() & piece.cues:
        if -1 <= _ORDINALS[cue] < len(agenda.questions):
            yield _ORDINALS[cue] % len(agenda.questions)


def _by_subject(piece: Piece, question: Asked) -> Iterator[Reason]:
    if own := sorted(piece.subject & question.stems):
        yield Reason("names-its-subject", NAMED, piece.span, own[0])
    elif near := sorted(piece.subject & question.topic.keys()):
        yield Reason("names-its-subject", NEARLY_NAMED, piece.span, near[0])


def _by_words(piece: Piece, question: Asked) -> Iterator[Reason]:
    shared = sorted(piece.stems & question.topic.keys(), key=lambda s: (-question.topic[s], s))
    if shared:
        weight = sum(question.topic[stem] for stem in shared)
        yield Reason("picks-up-words", weight, piece.span, ", ".join(shared[:3]))


def fits(piece: Piece, question: Asked) -> Iterator[Reason]:
    """What in the form of the piece fits what the question asks for."""
    for cue, fitting in _FITTING.items():
        if fitting(piece, question):
            yield Reason(cue, FITS, piece.span)


def _says_yes_or_no(piece: Piece, question: Asked) -> bool:
    form = question.question.form
    polar = form in YES_OR_NO or (form is Form.INDIRECT and "asks-whether" in question.cues)
    return polar and not piece.cues.isdisjoint(("affirmation", "negation"))


def gives_a_number(piece: Piece, question: Asked) -> bool:
    return not question.cues.isdisjoint(("asks-number", "asks-time")) and bool(
        _DIGIT.search(piece.text)
    )


def _gives_a_reason(piece: Piece, question: Asked) -> bool:
    return "asks-reason" in question.cues and "because" in piece.cues


def _tells_what_to_do(piece: Piece, question: Asked) -> bool:
    return "asks-what-to-do" in question.cues and "instruction" in piece.cues


def _offers_themselves(piece: Piece, question: Asked) -> bool:
    return "seeks-offers" in question.cues and "offers" in piece.cues


def misfits(piece: Piece, question: Asked) -> bool:
    """Whether the question asks how many, and the piece gives no number at all."""
    return (
        "asks-number" in question.cues
        and not _DIGIT.search(piece.text)
        and piece.cues.isdisjoint(("ignorance", "pointer", "conditional"))
        and numerals(piece.language).isdisjoint(tokens(piece.text))
    )


_FITTING: Final[Mapping[str, Callable[[Piece, Asked], bool]]] = {
    "says-yes-or-no": _says_yes_or_no,
    "gives-a-number": gives_a_number,
    "gives-a-reason": _gives_a_reason,
    "tells-what-to-do": _tells_what_to_do,
    "offers-themselves": _offers_themselves,
}
