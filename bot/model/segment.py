"""What a message's text is made of.

Segment is the "functional segment" of ISO 24617-2: the smallest stretch with a function of its own.
Spans are standoff annotation: half-open code-point offsets into the original text.
"""

from dataclasses import dataclass
from enum import StrEnum
from typing import TypeAlias


@dataclass(frozen=True, slots=True, order=True)
class Span:
    """A half-open stretch of code points, `text[start:end]`."""

    start: int
    end: int

    def of(self, text: str) -> str:
        return text[self.start : self.end]

    def __len__(self) -> int:
        return self.end - self.start


@dataclass(frozen=True, slots=True)
class Reason:
    """A cue that fired: which one, where it stands, and how much it weighed.

    `cue` is a stable name in kebab case ("wh-start", "ends-in-question-mark"); `span` is where it
    was seen in the text of the message that is judged, None for a cue that has no place ("next
    speaker"). `weight` is positive for the decision taken, negative against it. `detail` is what a
    reader needs beyond the cue's own sentence: the matched words, the shared word, the minutes.
    """

    cue: str
    weight: float
    span: Span | None = None
    detail: str = ""


class Form(StrEnum):
    """The form of a question."""

    POLAR = "polar"
    WH = "wh"
    CHOICE = "choice"
    TAG = "tag"
    DECLARATIVE = "declarative"
    INDIRECT = "indirect"


class Certainty(StrEnum):
    """How firmly a claim is put."""

    HEDGED = "hedged"
    PLAIN = "plain"
    STRONG = "strong"


@dataclass(frozen=True, slots=True, kw_only=True)
class Segment:
    """A stretch of one message; `score` is the probability that its kind is right."""

    span: Span
    score: float = 1.0
    reasons: tuple[Reason, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Claim(Segment):
    """Asserts something that one could dispute or check.

    `attributed_to` is the source it names ("you", "the paper", "it is often said"), as written.
    """

    certainty: Certainty = Certainty.PLAIN
    attributed_to: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Question(Segment):
    """Asks for information, opinion or explanation.

    `genuine` is the probability that an answer is wanted. `depends_on` is the index, among the
    message's segments, of the question that this one presupposes; `context` are the indices of
    earlier segments without which a reader cannot understand it, nearest last.
    """

    form: Form
    genuine: float = 1.0
    depends_on: int | None = None
    context: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Request(Segment):
    """Asks for an action: neither a claim nor a question."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Other(Segment):
    """Greeting, thanks, talk about the talk."""


Act: TypeAlias = Claim | Question | Request | Other
"""What a segment does. A closed union: `match` over it ends in `assert_never`."""

GENUINE = 0.5
"""From this probability on a question counts as one that wants an answer."""
