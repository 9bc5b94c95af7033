"""A small panel: messages of a choir, what the rules make of them, what people say."""

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta

from bot.evaluation import Asked
from bot.model import (
    Author,
    AuthorId,
    ChannelId,
    ChannelRef,
    CommunityId,
    Entry,
    Form,
    Mark,
    MarkKind,
    Message,
    MessageId,
    MessageRef,
    Platform,
    Question,
    Reply,
    Role,
    Span,
    Standing,
    State,
    WaitingFor,
)

NOON = datetime(2026, 5, 1, 12, tzinfo=UTC)
CHOIR = ChannelRef(Platform.IMPORT, CommunityId("town"), ChannelId("choir"))
TEXT = "Who brings the scores, and where do we meet? Nice hall, isn't it?"
WHO, WHERE, NICE = Span(0, 21), Span(27, 44), Span(45, 65)
POST = MessageId("1")


def message(text: str = TEXT, id_: str = POST) -> Message:
    author = Author(AuthorId("nele"), "Nele")
    return Message(MessageRef(CHOIR, MessageId(id_)), author, NOON, text)


def entry(
    span: Span,
    state: State = State.OPEN,
    *replies: tuple[str, Role],
    genuine: float = 0.9,
    turn: WaitingFor = WaitingFor.HELPERS,
) -> Entry:
    """How a question of the post stands, by the rules."""
    question = Question(span=span, form=Form.WH, genuine=genuine)
    heard = tuple(Reply(MessageId(id_), role) for id_, role in replies)
    return Entry(POST, 0, question, Standing(state, turn, heard))


def asked(
    span: Span,
    state: State | None = None,
    *replies: tuple[str, Role],
    genuine: bool = True,
    turn: WaitingFor | None = None,
) -> Asked:
    """How it stands, by somebody who says of every question who replied."""
    heard = frozenset((MessageId(id_), role) for id_, role in replies)
    return Asked(span, genuine, state, turn, heard)


def mark(
    kind: MarkKind,
    quote: str = "Who brings the scores",
    *,
    minute: int = 0,
    span: Span | None = None,
    answer: str | None = None,
    undone: bool = False,
) -> Mark:
    at = NOON + timedelta(minutes=minute)
    return Mark(
        id=f"{kind}-{minute}",
        kind=kind,
        message=MessageRef(CHOIR, POST),
        quote=quote,
        by=AuthorId("tomke"),
        at=at,
        answer=None if answer is None else MessageId(answer),
        span=span,
        undone_at=at if undone else None,
    )


def spans(*texts: str, within: str = TEXT) -> Sequence[Span]:
    """Where these words stand."""
    starts = [within.index(text) for text in texts]
    return [Span(start, start + len(text)) for start, text in zip(starts, texts, strict=True)]
