"""A person's verdict. Kept apart from what is derived; survives edits and re-extraction."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from bot.model.ids import AuthorId, MessageId, MessageRef
from bot.model.segment import Span


class MarkKind(StrEnum):
    """What the person says of the question."""

    RESOLVED = "resolved"
    """It is settled; `answer` names the message that did it, where there is one."""
    REOPENED = "reopened"
    """It is not settled, whatever the replies look like."""
    DISMISSED = "dismissed"
    """Not a question, or nothing to answer."""
    TAKEN = "taken"
    """"I'm on it", until `until`. Does not change the state."""
    SNOOZED = "snoozed"
    """Keep it off the lists until `until`. Does not change the state."""
    TRACKED = "tracked"
    """"This is a question": `span` of the message asks something that the rules did not see."""


@dataclass(frozen=True, slots=True)
class Mark:
    """A verdict on the question that is best described by `quote` in `message`.

    It holds on to the words, not to an index, so that it finds its question again after an edit.
    `id` is unique in the ledger. A mark that was undone stays, with `undone_at`, and has no effect.
    """

    id: str
    kind: MarkKind
    message: MessageRef
    quote: str
    by: AuthorId
    at: datetime
    answer: MessageId | None = None
    until: datetime | None = None
    span: Span | None = None
    undone_at: datetime | None = None
