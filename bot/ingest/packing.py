"""Values of the model -> bytes -> equal values, for another process of ours. Never for keeping.

A slotted dataclass pickles itself field by field through Python code; told how to be made again, it
takes a third of the time.
"""

import pickle
from collections.abc import Callable, Mapping
from dataclasses import fields, is_dataclass
from io import BytesIO
from operator import attrgetter
from typing import Any, Final, TypeAlias

from bot import model
from bot.model import (
    Certainty,
    ChannelRef,
    Claim,
    Form,
    Message,
    MessageId,
    MessageRef,
    Other,
    Question,
    Reason,
    Request,
    Span,
)

_Taking: TypeAlias = Callable[[Any], tuple[Callable[..., Any], tuple[Any, ...]]]
"""How a value is taken apart: what makes it again, and of what."""


def packed(value: object) -> bytes:
    return _pickled(value, _WHOLE)


def packed_lean(value: object) -> bytes:
    """Without the reasons of acts that ask nothing: no stage looks at them (see `stages`), and they
    are a third of all that there is to send.
    """
    return _pickled(value, _LEAN)


def unpacked(found: bytes) -> Any:  # noqa: ANN401  (what it is, only the one who packed it knows)
    return pickle.loads(found)  # noqa: S301  (written a moment ago, by our own other process)


def _pickled(value: object, table: Mapping[type[Any], _Taking]) -> bytes:
    file = BytesIO()
    pickler = pickle.Pickler(file, pickle.HIGHEST_PROTOCOL)
    pickler.dispatch_table = table
    pickler.dump(value)
    return file.getvalue()


def _message(channel: ChannelRef, id_: MessageId, *rest: Any) -> Message:  # noqa: ANN401  (its fields)
    return Message(MessageRef(channel, id_), *rest)


def _claim(
    start: int,
    end: int,
    certainty: Certainty,
    attributed_to: str | None,
    score: float,
    reasons: tuple[Reason, ...] = (),
) -> Claim:
    return Claim(
        span=Span(start, end),
        certainty=certainty,
        attributed_to=attributed_to,
        score=score,
        reasons=reasons,
    )


def _question(  # noqa: PLR0913  (one for each field)
    start: int,
    end: int,
    form: Form,
    genuine: float,
    depends_on: int | None,
    context: tuple[int, ...],
    score: float,
    reasons: tuple[Reason, ...],
) -> Question:
    return Question(
        span=Span(start, end),
        form=form,
        genuine=genuine,
        depends_on=depends_on,
        context=context,
        score=score,
        reasons=reasons,
    )


def _request(start: int, end: int, score: float, reasons: tuple[Reason, ...] = ()) -> Request:
    return Request(span=Span(start, end), score=score, reasons=reasons)


def _other(start: int, end: int, score: float, reasons: tuple[Reason, ...] = ()) -> Other:
    return Other(span=Span(start, end), score=score, reasons=reasons)


def _taking(make: Callable[..., Any], *names: str) -> _Taking:
    parts = attrgetter(*names)
    return lambda value: (make, parts(value))


_ENDS: Final = ("span.start", "span.end")
"""Of every act: its span is made again with it, a value less to take apart, as is the key of a
message with that.
"""
_BY_PLACE: Final[dict[type[Any], _Taking]] = {
    cls: _taking(cls, *names)
    for cls in (getattr(model, name) for name in model.__all__)
    if isinstance(cls, type) and is_dataclass(cls)
    # `attrgetter` of a single name gives no tuple.
    if len(names := tuple(field.name for field in fields(cls))) > 1
    if not any(field.kw_only for field in fields(cls))
}
_LEAN: Final[dict[type[Any], _Taking]] = _BY_PLACE | {
    Message: _taking(
        _message, "ref.channel", "ref.message", *(field.name for field in fields(Message)[1:])
    ),
    Claim: _taking(_claim, *_ENDS, "certainty", "attributed_to", "score"),
    Question: _taking(
        _question, *_ENDS, "form", "genuine", "depends_on", "context", "score", "reasons"
    ),
    Request: _taking(_request, *_ENDS, "score"),
    Other: _taking(_other, *_ENDS, "score"),
}
_WHOLE: Final[dict[type[Any], _Taking]] = _LEAN | {
    Claim: _taking(_claim, *_ENDS, "certainty", "attributed_to", "score", "reasons"),
    Request: _taking(_request, *_ENDS, "score", "reasons"),
    Other: _taking(_other, *_ENDS, "score", "reasons"),
}
