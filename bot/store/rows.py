"""Values of the model <-> columns, both ways, in one place.

Reasons are JSON arrays `[cue, weight, start, end, detail]`: an object's keys would be half of what
is stored.
"""

import json
from collections.abc import Iterable, Sequence
from datetime import UTC, datetime, timedelta
from typing import Any, TypeAlias, assert_never

import sqlalchemy

from bot.model import (
    Act,
    Certainty,
    Claim,
    Form,
    Other,
    Question,
    Reason,
    Request,
    Span,
)

Row: TypeAlias = dict[str, Any]
"""What is handed to a statement, column by column."""

Found: TypeAlias = sqlalchemy.Row[*tuple[Any, ...]]
"""What a statement finds."""

Query: TypeAlias = sqlalchemy.Select[*tuple[Any, ...]]

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_MICROSECOND = timedelta(microseconds=1)
_encode = json.JSONEncoder(ensure_ascii=False, separators=(",", ":")).encode
_decoder = json.JSONDecoder()


def _decode(column: str) -> list[Any]:
    """What `_encode` wrote. Without the look for spaces around it, which takes half of the time."""
    return _decoder.raw_decode(column)[0]


def moment(at: datetime) -> int:
    return (at - _EPOCH) // _MICROSECOND


def moment_or_none(at: datetime | None) -> int | None:
    return None if at is None else moment(at)


def as_datetime(moment: int) -> datetime:
    return _EPOCH + timedelta(microseconds=moment)


def as_datetime_or_none(moment: int | None) -> datetime | None:
    return None if moment is None else as_datetime(moment)


def strings(values: Sequence[str]) -> str | None:
    return _encode(list(values)) if values else None


def as_strings(column: str | None) -> tuple[str, ...]:
    return tuple(_decode(column)) if column else ()


def reasons(values: Iterable[Reason]) -> str | None:
    packed = [
        [r.cue, r.weight, *((r.span.start, r.span.end) if r.span else (None, None)), r.detail]
        for r in values
    ]
    return _encode(packed) if packed else None


def as_reasons(column: str | None) -> tuple[Reason, ...]:
    if not column:
        return ()
    return tuple(
        Reason(cue, weight, None if start is None else Span(start, end), detail)
        for cue, weight, start, end, detail in _decode(column)
    )


def span_or_none(start: int | None, end: int | None) -> Span | None:
    return None if start is None or end is None else Span(start, end)


def kind_of(act: Act) -> str:
    match act:
        case Claim():
            return "claim"
        case Question():
            return "question"
        case Request():
            return "request"
        case Other():
            return "other"
        case _:
            assert_never(act)


def traits(act: Act) -> str | None:
    """What only this kind of act has."""
    match act:
        case Claim():
            return _encode([act.certainty, act.attributed_to])
        case Question():
            return _encode([act.form, act.genuine, act.depends_on, act.context])
        case Request() | Other():
            return None
        case _:
            assert_never(act)


def segment_row(message_id: int, ordinal: int, act: Act) -> Row:
    return {
        "message_id": message_id,
        "ordinal": ordinal,
        "kind": kind_of(act),
        "start": act.span.start,
        "end": act.span.end,
        "score": float(act.score),
        "traits": traits(act),
        "reasons": reasons(act.reasons),
    }


def as_act(row: Found) -> Act:
    """The act of a segment row."""
    span, score, why = Span(row.start, row.end), row.score, as_reasons(row.reasons)
    match row.kind:
        case "claim":
            return _as_claim(span, score, why, row.traits)
        case "question":
            return as_question(span, score, why, row.traits)
        case "request":
            return Request(span=span, score=score, reasons=why)
        case _:
            return Other(span=span, score=score, reasons=why)


def _as_claim(span: Span, score: float, why: tuple[Reason, ...], column: str) -> Claim:
    certainty, source = _decode(column)
    return Claim(
        span=span, score=score, reasons=why, certainty=Certainty(certainty), attributed_to=source
    )


def as_question(span: Span, score: float, why: tuple[Reason, ...], column: str) -> Question:
    form, genuine, depends_on, context = _decode(column)
    return Question(
        span=span,
        score=score,
        reasons=why,
        form=Form(form),
        genuine=genuine,
        depends_on=depends_on,
        context=tuple(context),
    )
