"""Which questions of a post a piece of a reply picks up."""

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from bot.model import Form, Reason
from bot.resolution.asked import Asked
from bot.resolution.pieces import Piece
from bot.words import tokens

ENOUGH: Final = 0.5
"""From this weight on a piece counts as picking up the question."""
CLOSE: Final = 0.7
"""A question picked up this much less than the best one is not meant."""

QUOTED, NUMBERED, ORDINAL, ONLY, GOES_ON, REGARDING = 3.0, 2.5, 2.0, 1.0, 0.6, 1.5
FITS: Final = 0.3
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
    """A question that a piece picks up, by its place among those asked, and why."""

    place: int
    weight: float
    reasons: tuple[Reason, ...]


def aims(piece: Piece, questions: Sequence[Asked], before: Sequence[Aim] = ()) -> list[Aim]:
    """The questions of a post that `piece` picks up by its own words, best first.

    `before` are the aims of the piece before it in the same paragraph.
    """
    found = [_aim(piece, place, questions) for place in range(len(questions))]
    if not any(aim.weight >= ENOUGH for aim in found):
        return [
            Aim(aim.place, min(aim.weight, GOES_ON), (Reason("goes-on", GOES_ON, piece.span),))
            for aim in before
        ]
    best = max(aim.weight for aim in found)
    close = [aim for aim in found if aim.weight >= max(ENOUGH, CLOSE * best)]
    return sorted(close, key=lambda aim: -aim.weight)


def _aim(piece: Piece, place: int, questions: Sequence[Asked]) -> Aim:
    question = questions[place]
    reasons = [
        *_by_quote(piece, question),
        *_by_number(piece, place, questions),
        *_by_words(piece, question),
    ]
    if reasons:
        reasons += _by_form(piece, question)
    return Aim(place, sum(reason.weight for reason in reasons), tuple(reasons))


def _by_quote(piece: Piece, question: Asked) -> list[Reason]:
    if not piece.quoted:
        return []
    words, quoted = question.words, set(tokens(piece.quoted))
    if not words or len(words & quoted) < COVERED * len(words):
        return []
    return [Reason("quotes-it", QUOTED, piece.span)]


def _by_number(piece: Piece, place: int, questions: Sequence[Asked]) -> list[Reason]:
    if match := _TAGGED.match(piece.text):
        named = int(match[1] or match[2])
        number = questions[place].number
        if named == (place + 1 if number is None else number):
            return [Reason("names-its-number", NUMBERED, piece.span, str(named))]
    for cue, ordinal in _ORDINALS.items():
        if cue in piece.cues and ordinal % len(questions) == place:
            return [Reason("names-its-place", ORDINAL, piece.span)]
    return []


def _by_words(piece: Piece, question: Asked) -> list[Reason]:
    shared = sorted(piece.stems & question.topic.keys(), key=lambda s: (-question.topic[s], s))
    if not shared:
        return []
    weight = sum(question.topic[stem] for stem in shared)
    weight *= REGARDING if "regarding" in piece.cues else 1.0
    return [Reason("picks-up-words", weight, piece.span, ", ".join(shared[:3]))]


def _by_form(piece: Piece, question: Asked) -> list[Reason]:
    return [
        Reason(cue, FITS, piece.span) for cue, fits in _FITTING.items() if fits(piece, question)
    ]


def _says_yes_or_no(piece: Piece, question: Asked) -> bool:
    polar = question.question.form in (Form.POLAR, Form.TAG, Form.DECLARATIVE)
    return polar and not piece.cues.isdisjoint(("affirmation", "negation"))


def _gives_a_number(piece: Piece, question: Asked) -> bool:
    return "asks-number" in question.cues and _DIGIT.search(piece.text) is not None


def _gives_a_reason(piece: Piece, question: Asked) -> bool:
    return "asks-reason" in question.cues and "because" in piece.cues


_FITTING: Final[Mapping[str, Callable[[Piece, Asked], bool]]] = {
    "says-yes-or-no": _says_yes_or_no,
    "gives-a-number": _gives_a_number,
    "gives-a-reason": _gives_a_reason,
}
