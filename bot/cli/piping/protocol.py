"""The JSONL verbs: JSON lines in, JSON lines out, for pipes, tests and scoring.

A verb reads all of its input before it gives its first line, so that a bad line never leaves
half an answer behind.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from datetime import UTC, datetime, timedelta
from typing import Final, TypeVar

from bot.cli.piping.splitting import Splitting, by_rules
from bot.errors import BadInput
from bot.extraction import extract
from bot.importers.identity import Ticks
from bot.importers.jsonl import MessageLine, message_of
from bot.importers.shapes import Shape, parsed
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
    Message,
    MessageId,
    MessageRef,
    Platform,
    Question,
    Turn,
)
from bot.views.lines import Json, ledger_line, reason_line
from bot.views.render.json import dump

_TALK: Final = ChannelRef(Platform.IMPORT, CommunityId("-"), ChannelId("-"))
_ONCE: Final = datetime(2000, 1, 1, tzinfo=UTC)


class TextLine(Shape):
    """A line of `extract`."""

    id: str
    text: str


class PairLine(Shape):
    """A line of `similar`."""

    id: str
    a: str
    b: str


S = TypeVar("S", bound=Shape)


def parse(lines: Iterable[bytes], shape: type[S]) -> list[S]:
    """Every line as `shape`, blank ones left out. Raises BadInput, naming the first bad line."""
    return [_parse_line(line, n, shape) for n, line in enumerate(lines, 1) if line.strip()]


def _parse_line(line: bytes, number: int, shape: type[S]) -> S:
    try:
        return parsed(line, shape)
    except ValueError as error:
        raise BadInput(
            f"{error}.",
            source="standard input",
            line=number,
            remedy=f"Each line is a JSON object with {_fields(shape)}.",
        ) from error


def _fields(shape: type[Shape]) -> str:
    return ", ".join(
        f'"{name}"' for name, field in shape.model_fields.items() if field.is_required()
    )


def extract_lines(lines: Iterable[bytes]) -> Iterator[str]:
    """`looseends extract`: the segments of each message."""
    for row in parse(lines, TextLine):
        yield dump({"id": row.id, "segments": [_segment(act) for act in extract(row.text)]})


def extracted_lines(lines: Iterable[bytes], split: Splitting) -> Iterator[str]:
    """The same by another extractor, which is handed all messages at once, as one talk."""
    rows = parse(lines, TextLine)
    messages = [_unsigned(row, number) for number, row in enumerate(rows)]
    for row, acts in zip(rows, split(messages), strict=True):
        yield dump({"id": row.id, "segments": [_segment(act) for act in acts]})


def _unsigned(row: TextLine, number: int) -> Message:
    """The text as a message of which nothing else is known."""
    ref = MessageRef(_TALK, MessageId(str(number)))
    return Message(ref, Author(AuthorId("-"), "-"), _ONCE + timedelta(seconds=number), row.text)


def ledger_lines(lines: Iterable[bytes], split: Splitting = by_rules) -> Iterator[str]:
    """`looseends ledger`: a line per question, channel by channel."""
    for turns in _channels(parse(lines, MessageLine), split):
        by_id = {turn.message.id: turn for turn in turns}
        for entry in derive(turns).entries:
            turn = by_id[entry.message]
            yield dump(ledger_line(entry, turn.message, turn.acts))


def link_lines(lines: Iterable[bytes], split: Splitting = by_rules) -> Iterator[str]:
    """`looseends ledger --links`: a line per message with those it replies to."""
    for turns in _channels(parse(lines, MessageLine), split):
        parents: dict[MessageId, list[MessageId]] = {turn.message.id: [] for turn in turns}
        for link in derive(turns).links:
            if link.parent is not None:
                parents[link.child].append(link.parent)
        yield from (dump({"id": child, "parents": found}) for child, found in parents.items())


def similar_lines(lines: Iterable[bytes]) -> Iterator[str]:
    """`looseends similar`: how alike two questions are, and whether they are the same."""
    rows = parse(lines, PairLine)
    for row, similarity in zip(rows, similarities([(r.a, r.b) for r in rows]), strict=True):
        yield dump({"id": row.id, "score": round(similarity.score, 4), "same": similarity.same})


def _channels(rows: Sequence[MessageLine], split: Splitting) -> Iterator[list[Turn]]:
    channels: dict[str, list[Message]] = defaultdict(list)
    ticks = Ticks()
    for row in rows:
        channel = ChannelRef(Platform.IMPORT, CommunityId(""), ChannelId(row.channel))
        channels[row.channel].append(message_of(row, channel, ticks))
    for said in channels.values():
        messages = sorted(said, key=lambda message: message.order)
        yield [Turn(message, acts) for message, acts in zip(messages, split(messages), strict=True)]


def _segment(act: Act) -> Json:
    question = act if isinstance(act, Question) else None
    claim = act if isinstance(act, Claim) else None
    return {
        "start": act.span.start,
        "end": act.span.end,
        "kind": type(act).__name__.lower(),
        "form": question and question.form,
        "genuine": question and round(question.genuine, 3),
        "certainty": claim and claim.certainty,
        "attributed_to": claim and claim.attributed_to,
        "depends_on": question and question.depends_on,
        "context": list(question.context) if question else [],
        "score": round(act.score, 3),
        "reasons": [reason_line(reason) for reason in act.reasons],
    }
