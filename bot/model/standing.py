"""The standing of a question: its replies, its state, whose turn it is."""

from dataclasses import dataclass
from enum import StrEnum

from bot.model.ids import MessageId
from bot.model.segment import Question, Reason, Span


class Role(StrEnum):
    """What a reply does for the question that it responds to."""

    ANSWER = "answer"
    PARTIAL = "partial"
    CLARIFICATION = "clarification"
    """Asks back."""
    ACKNOWLEDGEMENT = "acknowledgement"
    """The asker thanks."""
    CONFIRMATION = "confirmation"
    """It worked."""
    REJECTION = "rejection"
    """Still broken."""
    ME_TOO = "me_too"
    BUMP = "bump"
    POINTER = "pointer"
    """Only points elsewhere."""
    OTHER = "other"


class State(StrEnum):
    """The standing of a question, relative to what the asker wanted."""

    OPEN = "open"
    """No reply answers any part."""
    PARTLY_ANSWERED = "partly_answered"
    """A part is answered, or only hedged, conditionally or by a pointer."""
    ANSWERED = "answered"
    """A complete answer, not confirmed."""
    RESOLVED = "resolved"
    """Accepted by the asker, or marked by somebody with the right."""
    WITHDRAWN = "withdrawn"
    """The asker took it back."""
    DISMISSED = "dismissed"
    """Marked "not a question" or "nothing to answer"."""


UNRESOLVED = frozenset({State.OPEN, State.PARTLY_ANSWERED})


class WaitingFor(StrEnum):
    """Whose turn it is."""

    HELPERS = "helpers"
    ASKER = "asker"
    NOBODY = "nobody"


@dataclass(frozen=True, slots=True)
class Reply:
    """A message (and the stretch of it, where known) that responds to a question."""

    message: MessageId
    role: Role
    score: float = 1.0
    span: Span | None = None
    reasons: tuple[Reason, ...] = ()


@dataclass(frozen=True, slots=True)
class Standing:
    """State and turn of a question, with the replies and reasons that led there, oldest first."""

    state: State
    waiting_for: WaitingFor
    replies: tuple[Reply, ...] = ()
    reasons: tuple[Reason, ...] = ()


@dataclass(frozen=True, slots=True)
class Entry:
    """One line of the ledger: a question of a message, and how it stands.

    `index` is the question's place among the acts of its message.
    """

    message: MessageId
    index: int
    question: Question
    standing: Standing
