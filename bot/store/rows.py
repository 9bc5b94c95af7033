"""Values of the model <-> columns, both ways, in one place.

Reasons are JSON arrays `[cue, weight, start, end, detail]`: an object's keys would be half of what
is stored.
"""

import json
from collections.abc import Iterable, Sequence
from datetime import UTC, datetime, timedelta
from json.encoder import encode_basestring as _quoted
from typing import Any, Protocol, TypeAlias, assert_never

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

Values: TypeAlias = tuple[Any, ...]
"""A row to be inserted: a value for each column of its table, in their order."""

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


def encoded(value: object) -> str:
    return _encode(value)


def decoded(column: str) -> list[Any]:
    return _decode(column)


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
    packed = ",".join(map(_reason, values))
    return f"[{packed}]" if packed else None


def _reason(reason: Reason) -> str:
    """As `_encode` would, which takes three times as long over something so small."""
    cue, detail, span = _quoted(reason.cue), _quoted(reason.detail), reason.span
    ends = f"{span.start},{span.end}" if span else "null,null"
    return f"[{cue},{float(reason.weight)!r},{ends},{detail}]"


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
            source = act.attributed_to
            return f'["{act.certainty}",{"null" if source is None else _quoted(source)}]'
        case Question():
            before = "null" if act.depends_on is None else act.depends_on
            context = ",".join(map(str, act.context))
            return f'["{act.form}",{float(act.genuine)!r},{before},[{context}]]'
        case Request() | Other():
            return None
        case _:
            assert_never(act)


def segment_row(message_id: int, ordinal: int, act: Act) -> Values:
    return (
        message_id,
        ordinal,
        kind_of(act),
        act.span.start,
        act.span.end,
        float(act.score),
        traits(act),
        reasons(act.reasons),
    )


class Segment(Protocol):
    """The columns of `segment` of which an act is made."""

    @property
    def kind(self) -> str: ...
    @property
    def start(self) -> int: ...
    @property
    def end(self) -> int: ...
    @property
    def score(self) -> float: ...
    @property
    def traits(self) -> Any: ...  # noqa: ANN401  (a column's)
    @property
    def reasons(self) -> str | None: ...


def as_act(row: Found | Segment) -> Act:
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
