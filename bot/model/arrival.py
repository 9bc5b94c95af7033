"""What an edge hands to `ingest`: a closed union, everything that can change the ledger."""

from dataclasses import dataclass
from datetime import datetime
from typing import TypeAlias

from bot.model.ids import AuthorId, ChannelId, ChannelRef, CommunityId, MessageRef, Platform
from bot.model.mark import Mark
from bot.model.message import Channel, Message, Reaction
from bot.model.person import Person, Wish
from bot.model.refinement import Judgement, Refinement


@dataclass(frozen=True, slots=True)
class Posted:
    """A message was posted, or read again by a backfill or an import."""

    channel: Channel
    message: Message


@dataclass(frozen=True, slots=True)
class Edited:
    """A message got a new text. An edit older than what is stored has no effect.

    `by` is who wrote the message, where that is known: it may not have been read yet.
    """

    message: MessageRef
    text: str
    at: datetime
    by: AuthorId | None = None


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
class Cleared:
    """All reactions of one `emoji`, or of every emoji (None), were taken off a message."""

    message: MessageRef
    emoji: str | None = None


@dataclass(frozen=True, slots=True)
class Marked:
    """A person gave a verdict, or took one back (the mark then bears `undone_at`)."""

    mark: Mark


@dataclass(frozen=True, slots=True)
class Refined:
    """A language model read a message. Without effect where the message has other words by now."""

    refinement: Refinement


@dataclass(frozen=True, slots=True)
class Judged:
    """A language model said what a reply does for a question. Likewise."""

    judgement: Judgement


@dataclass(frozen=True, slots=True)
class Gone:
    """A channel was deleted, and with it its threads and all that was posted there. Like a
    message's deletion it is final: no later reading brings anything of it back.
    """

    channel: ChannelRef
    at: datetime


@dataclass(frozen=True, slots=True)
class Left:
    """We were taken out of a community, or of one `channel` where each lets us in by itself. What
    was read there is forgotten; should we be invited again, it may be read again.
    """

    platform: Platform
    community: CommunityId
    at: datetime
    channel: ChannelId | None = None


AboutMessage: TypeAlias = Posted | Edited | Deleted | Reacted | Cleared | Marked | Refined | Judged
"""What is heard of one message."""

Departure: TypeAlias = Gone | Left
"""What takes all messages of some channels with it."""


@dataclass(frozen=True, slots=True)
class Wished:
    """A person said what is to be kept of them."""

    person: Person
    wish: Wish
    at: datetime


Arrival: TypeAlias = AboutMessage | Departure | Wished
