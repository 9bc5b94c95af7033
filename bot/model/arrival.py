"""What an edge hands to `ingest`: a closed union, everything that can change the ledger."""

from dataclasses import dataclass
from datetime import datetime
from typing import TypeAlias

from bot.model.ids import MessageRef
from bot.model.mark import Mark
from bot.model.message import Channel, Message, Reaction


@dataclass(frozen=True, slots=True)
class Posted:
    """A message was posted, or read again by a backfill or an import."""

    channel: Channel
    message: Message


@dataclass(frozen=True, slots=True)
class Edited:
    """A message got a new text. An edit older than what is stored has no effect."""

    message: MessageRef
    text: str
    at: datetime


@dataclass(frozen=True, slots=True)
class Deleted:
    """A message was deleted. Leaves a tombstone, so that no later reading brings it back."""

    message: MessageRef
    at: datetime


@dataclass(frozen=True, slots=True)
class Reacted:
    """A reaction was put on a message (`added`) or taken away."""

    message: MessageRef
    reaction: Reaction
    added: bool = True


@dataclass(frozen=True, slots=True)
class Marked:
    """A person gave a verdict, or took one back (the mark then bears `undone_at`)."""

    mark: Mark


Arrival: TypeAlias = Posted | Edited | Deleted | Reacted | Marked
