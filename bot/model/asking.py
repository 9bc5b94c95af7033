"""What passes between the ledger and a language model: what is asked, what came back of it."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

from bot.model.ids import MessageRef
from bot.model.message import Author, Message
from bot.model.segment import Act, Reason, Span
from bot.model.standing import Role


@dataclass(frozen=True, slots=True)
class Usage:
    """Tokens that a call took, or may take: `sent` to the model and `written` by it."""

    sent: int = 0
    written: int = 0

    @property
    def tokens(self) -> int:
        return self.sent + self.written

    def __add__(self, other: "Usage") -> "Usage":
        return Usage(self.sent + other.sent, self.written + other.written)


class Rung(StrEnum):
    """How firmly an endpoint is asked for structure, firmest first."""

    SCHEMA = "json_schema"
    OBJECT = "json_object"
    PLAIN = "plain"


@dataclass(frozen=True, slots=True)
class Prompt:
    """One call: the `task`, which is always the same and so stands first, and the `matter`.

    `schema` is the JSON schema of the answer, under a `name`; `rung` says how it is asked for.
    `most` bounds what the call may take, in tokens.
    """

    task: str
    matter: str
    name: str
    schema: Mapping[str, Any]
    most: Usage
    rung: Rung = Rung.SCHEMA


@dataclass(frozen=True, slots=True)
class Completion:
    """What a model wrote, and `model`, the name that it gave itself.

    `usage` is None where the endpoint did not tell. `is_whole` is false where it was cut off.
    """

    text: str
    model: str
    usage: Usage | None = None
    is_whole: bool = True


@dataclass(frozen=True, slots=True)
class Excerpt:
    """Some messages of one channel, in order, to be split by a model.

    `context` are earlier messages of the channel that it may read to understand them. `untitled`
    are those that it is to find a title for. `people` are others whose names it is not to learn.
    """

    messages: tuple[Message, ...]
    context: tuple[Message, ...] = ()
    untitled: Collection[MessageRef] = frozenset()
    people: tuple[Author, ...] = ()

    @property
    def everybody(self) -> tuple[Author, ...]:
        """All whose names are not to be learned, those who wrote it first."""
        writers = (message.author for message in (*self.messages, *self.context))
        return tuple(dict.fromkeys((*writers, *self.people)))


@dataclass(frozen=True, slots=True)
class Reading:
    """What a model read out of an excerpt.

    `unread` are the messages of which nothing usable came back, each with a word for why.
    `dropped` counts what it said and could not prove, by the reason for which it was dropped.
    `titles` are the titles that it found, of posts that had none.
    """

    model: str
    acts: Mapping[MessageRef, tuple[Act, ...]]
    unread: Mapping[MessageRef, str] = field(default_factory=dict[MessageRef, str])
    dropped: Mapping[str, int] = field(default_factory=dict[str, int])
    titles: Mapping[MessageRef, str] = field(default_factory=dict[MessageRef, str])


@dataclass(frozen=True, slots=True)
class Inquiry:
    """A question, which is the `span` of a `post`, and the messages that may answer it, in order.

    All are of one channel. `people` as in `Excerpt`.
    """

    post: Message
    span: Span
    replies: tuple[Message, ...]
    people: tuple[Author, ...] = ()


@dataclass(frozen=True, slots=True)
class Opinion:
    """What a model says that a reply does for a question.

    `quote` is the stretch of the reply that shows it, `missing` the part of the post that the reply
    leaves open. Both are found word for word in what people wrote.
    """

    question: MessageRef
    asked: Span
    reply: MessageRef
    role: Role
    score: float
    quote: Span
    missing: Span | None = None
    reasons: tuple[Reason, ...] = ()


@dataclass(frozen=True, slots=True)
class Judging:
    """What a model said of the replies to a question; `dropped` as in `Reading`. `unheard` are the
    replies of which nothing usable came back.
    """

    opinions: tuple[Opinion, ...] = ()
    dropped: Mapping[str, int] = field(default_factory=dict[str, int])
    unheard: Collection[MessageRef] = frozenset()
