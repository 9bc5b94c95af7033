"""What a language model said of messages: writes it, and reads it again."""

from collections.abc import Mapping, Sequence
from typing import NamedTuple

from sqlalchemy import Connection, bindparam, delete, insert, select

from bot.model import (
    Change,
    Judgement,
    MessageId,
    MessageRef,
    Refinement,
    Role,
    Span,
)
from bot.store import rows, schema
from bot.store.chunks import chunks
from bot.store.rows import Found, Row
from bot.store.writing.transaction import Transaction

_f, _j, _p = schema.refinement.c, schema.judgement.c, schema.pending.c

_REFINEMENTS = select(schema.refinement).where(_f.message_id.in_(bindparam("rows", expanding=True)))
_JUDGEMENTS = (
    select(schema.judgement)
    .where(_j.message_id.in_(bindparam("rows", expanding=True)))
    .order_by(_j.message_id, _j.question, _j.start, _j.end)
)
_DELETE_REFINEMENT = delete(schema.refinement).where(_f.message_id == bindparam("row"))
_DELETE_JUDGEMENTS = delete(schema.judgement).where(_j.message_id == bindparam("row"))
_DELETE_PENDING = delete(schema.pending).where(_p.message_id == bindparam("row"))


class _Segment(NamedTuple):
    """An act as it is written down: as a row of `segment`, without its place."""

    kind: str
    start: int
    end: int
    score: float
    traits: str | None
    reasons: str | None


def record(tx: Transaction, changes: Sequence[Change]) -> None:
    """Writes what a model said, where that changed; what is split anew waits for no model."""
    known = [change for change in changes if change.after.message]
    split = [change for change in known if change.before.message and change.acts is not None]
    tx.many(_DELETE_PENDING, ({"row": tx.message_rows[change.ref]} for change in split))
    read = [c for c in known if c.before.refinement != c.after.refinement]
    tx.many(_DELETE_REFINEMENT, ({"row": tx.message_rows[c.ref]} for c in read))
    tx.many(
        insert(schema.refinement),
        (
            _refinement_row(tx.message_rows[c.ref], c.after.refinement)
            for c in read
            if c.after.refinement is not None
        ),
    )
    judged = [c for c in known if c.before.judgements != c.after.judgements]
    tx.many(_DELETE_JUDGEMENTS, ({"row": tx.message_rows[c.ref]} for c in judged))
    tx.many(
        insert(schema.judgement),
        (
            _judgement_row(tx.message_rows[change.ref], judgement)
            for change in judged
            for judgement in change.after.judgements
        ),
    )


def put_pending(tx: Transaction, messages: Sequence[MessageRef]) -> None:
    tx.many(
        insert(schema.pending),
        (
            {"message_id": tx.message_rows[ref], "channel_id": tx.channel(ref.channel), "tries": 0}
            for ref in messages
        ),
    )


def refinements_of(
    connection: Connection, messages: Mapping[int, MessageRef]
) -> dict[int, Refinement]:
    """What a model read out of the messages with these rows."""
    return {
        row.message_id: as_refinement(row, messages[row.message_id])
        for some in chunks(messages)
        for row in connection.execute(_REFINEMENTS, {"rows": some})
    }


def judgements_of(
    connection: Connection, messages: Mapping[int, MessageRef]
) -> dict[int, tuple[Judgement, ...]]:
    """What a model says that the messages with these rows do for questions."""
    found: dict[int, tuple[Judgement, ...]] = {}
    for some in chunks(messages):
        for row in connection.execute(_JUDGEMENTS, {"rows": some}):
            judgement = _judgement(row, messages[row.message_id])
            found[row.message_id] = (*found.get(row.message_id, ()), judgement)
    return found


def as_refinement(row: Found, message: MessageRef) -> Refinement:
    acts = tuple(rows.as_act(_Segment(*values)) for values in rows.decoded(row.acts))
    return Refinement(message, row.of, row.model, acts, row.key, row.title or "")


def _refinement_row(message: int, said: Refinement) -> Row:
    segments = [rows.segment_row(0, 0, act)[2:] for act in said.acts]
    return {
        "message_id": message,
        "of": said.of,
        "model": said.model,
        "key": said.key,
        "acts": rows.encoded(segments),
        "title": said.title or None,
    }


def _judgement_row(message: int, said: Judgement) -> Row:
    return {
        "message_id": message,
        "question": said.question,
        "start": said.asked.start,
        "end": said.asked.end,
        "of": said.of,
        "to": said.to,
        "model": said.model,
        "role": said.role,
        "score": float(said.score),
        **_ends("quote", said.quote),
        **_ends("missing", said.missing),
        "reasons": rows.reasons(said.reasons),
    }


def _ends(name: str, span: Span | None) -> Row:
    return {
        f"{name}_start": span.start if span else None,
        f"{name}_end": span.end if span else None,
    }


def _judgement(row: Found, reply: MessageRef) -> Judgement:
    return Judgement(
        reply=reply,
        of=row.of,
        question=MessageId(row.question),
        to=row.to,
        asked=Span(row.start, row.end),
        model=row.model,
        role=None if row.role is None else Role(row.role),
        score=row.score,
        quote=rows.span_or_none(row.quote_start, row.quote_end),
        missing=rows.span_or_none(row.missing_start, row.missing_end),
        reasons=rows.as_reasons(row.reasons),
    )
