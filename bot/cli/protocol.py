"""The JSONL verbs: JSON lines in, JSON lines out, for pipes, tests and scoring.

A verb reads all of its input before it gives its first line, so that a bad line never leaves
half an answer behind.
"""

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Annotated, Any, TypeVar

from pydantic import AwareDatetime, BaseModel, ConfigDict, Field, ValidationError

from bot.errors import BadInput
from bot.extraction import extract
from bot.ingest.derive import derive
from bot.linking.similar import similarities
from bot.model import (
    Act,
    Author,
    AuthorId,
    ChannelId,
    ChannelRef,
    Claim,
    CommunityId,
    Entry,
    Message,
    MessageId,
    MessageRef,
    Platform,
    Question,
    Reaction,
    Reason,
    Turn,
)

Json = dict[str, Any]


class _Line(BaseModel):
    model_config = ConfigDict(frozen=True, extra="ignore", strict=True)


class TextLine(_Line):
    """A line of `extract`."""

    id: str
    text: str


class PairLine(_Line):
    """A line of `similar`."""

    id: str
    a: str
    b: str


_Moment = Annotated[AwareDatetime, Field(strict=False)]


class ReactionLine(_Line):
    """A reaction on a message of `ledger`."""

    emoji: str
    by: str
    at: _Moment | None = None


class MessageLine(_Line):
    """A line of `ledger`."""

    id: str
    text: str
    author: str
    channel: str
    at: _Moment
    reply_to: str | None = None
    mentions: list[str] = []
    system: bool = False
    reactions: list[ReactionLine] = []

    def message(self) -> Message:
        channel = ChannelRef(Platform.IMPORT, CommunityId(""), ChannelId(self.channel))
        return Message(
            ref=MessageRef(channel, MessageId(self.id)),
            author=Author(AuthorId(self.author), self.author),
            at=self.at,
            text=self.text,
            reply_to=None if self.reply_to is None else MessageId(self.reply_to),
            mentions=tuple(AuthorId(name) for name in self.mentions),
            reactions=tuple(Reaction(r.emoji, AuthorId(r.by), r.at) for r in self.reactions),
            system=self.system,
        )


L = TypeVar("L", bound=_Line)


def parse(lines: Iterable[bytes], shape: type[L]) -> list[L]:
    """Every line as `shape`, blank ones left out. Raises BadInput, naming the first bad line."""
    return [_parse_line(line, n, shape) for n, line in enumerate(lines, 1) if line.strip()]


def _parse_line(line: bytes, number: int, shape: type[L]) -> L:
    try:
        return shape.model_validate_json(line)
    except ValidationError as error:
        first = error.errors(include_url=False, include_input=False)[0]
        field = ".".join(map(str, first["loc"]))
        problem = f'"{field}": {first["msg"]}' if field else first["msg"]
        raise BadInput(
            f"{problem}.",
            source="standard input",
            line=number,
            remedy=f"Each line is a JSON object with {_fields(shape)}.",
        ) from error


def _fields(shape: type[BaseModel]) -> str:
    return ", ".join(
        f'"{name}"' for name, field in shape.model_fields.items() if field.is_required()
    )


def extract_lines(lines: Iterable[bytes]) -> Iterator[str]:
    """`looseends extract`: the segments of each message."""
    for row in parse(lines, TextLine):
        yield _dump({"id": row.id, "segments": [_segment(act) for act in extract(row.text)]})


def ledger_lines(lines: Iterable[bytes]) -> Iterator[str]:
    """`looseends ledger`: a line per question, channel by channel."""
    for turns in _channels(parse(lines, MessageLine)):
        by_id = {turn.message.id: turn for turn in turns}
        for entry in derive(turns).entries:
            yield _dump(_entry(entry, by_id[entry.message]))


def link_lines(lines: Iterable[bytes]) -> Iterator[str]:
    """`looseends ledger --links`: a line per message with those it replies to."""
    for turns in _channels(parse(lines, MessageLine)):
        parents: dict[MessageId, list[MessageId]] = {turn.message.id: [] for turn in turns}
        for link in derive(turns).links:
            if link.parent is not None:
                parents[link.child].append(link.parent)
        yield from (_dump({"id": child, "parents": found}) for child, found in parents.items())


def similar_lines(lines: Iterable[bytes]) -> Iterator[str]:
    """`looseends similar`: how alike two questions are, and whether they are the same."""
    rows = parse(lines, PairLine)
    for row, similarity in zip(rows, similarities([(r.a, r.b) for r in rows]), strict=True):
        yield _dump({"id": row.id, "score": round(similarity.score, 4), "same": similarity.same})


def _channels(rows: Sequence[MessageLine]) -> Iterator[list[Turn]]:
    channels: dict[str, list[Turn]] = {}
    for row in rows:
        message = row.message()
        channels.setdefault(row.channel, []).append(Turn(message, extract(message.text)))
    for turns in channels.values():
        yield sorted(turns, key=lambda turn: turn.message.order)


def _segment(act: Act) -> Json:
    question = act if isinstance(act, Question) else None
    return {
        "start": act.span.start,
        "end": act.span.end,
        "kind": type(act).__name__.lower(),
        "form": question and question.form,
        "genuine": question and round(question.genuine, 3),
        "certainty": act.certainty if isinstance(act, Claim) else None,
        "attributed_to": act.attributed_to if isinstance(act, Claim) else None,
        "depends_on": question and question.depends_on,
        "context": list(question.context) if question else [],
        "score": round(act.score, 3),
        "reasons": [_reason(reason) for reason in act.reasons],
    }


def _entry(entry: Entry, turn: Turn) -> Json:
    question, standing = entry.question, entry.standing
    depends_on = None if question.depends_on is None else turn.acts[question.depends_on]
    return {
        "question": _quote(question, turn.message),
        "form": question.form,
        "genuine": round(question.genuine, 3),
        "depends_on": depends_on and _quote(depends_on, turn.message),
        "state": standing.state,
        "waiting_for": standing.waiting_for,
        "replies": [
            {
                "message": reply.message,
                "role": reply.role,
                "score": round(reply.score, 3),
                "reasons": [_reason(reason) for reason in reply.reasons],
            }
            for reply in standing.replies
        ],
        "reasons": [_reason(reason) for reason in (*question.reasons, *standing.reasons)],
    }


def _quote(act: Act, message: Message) -> Json:
    return {
        "message": message.id,
        "start": act.span.start,
        "end": act.span.end,
        "text": act.span.of(message.text),
    }


def _reason(reason: Reason) -> Json:
    place = {} if reason.span is None else {"start": reason.span.start, "end": reason.span.end}
    detail = {"detail": reason.detail} if reason.detail else {}
    return {"cue": reason.cue, "weight": round(reason.weight, 3), **place, **detail}


def _dump(row: Mapping[str, Any]) -> str:
    return json.dumps(row, ensure_ascii=False)
