"""What an edge notes of its own listening: what was heard, and what was not."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import TypeAlias

from bot.model.ids import ChannelId, ChannelRef, CommunityId, MessageId, Platform


@dataclass(frozen=True, slots=True)
class Gap:
    """A stretch of a channel that has yet to be read: what was posted after `after` (the first
    message of all: ""), and before `before`, both left out. It is read from its end: `before` comes
    down in the transaction that takes in what was read, until nothing is left between the two.
    """

    channel: ChannelRef
    after: MessageId
    before: MessageId

    @property
    def is_closed(self) -> bool:
        return self.after == self.before


@dataclass(frozen=True, slots=True)
class Heard:
    """All that was posted live in a community up to a moment has been taken in."""

    platform: Platform
    community: CommunityId
    until: datetime


class Sight(StrEnum):
    """What an edge may be blind to."""

    CONTENT = "content"
    """The words of messages that are not meant for it."""
    HISTORY = "history"
    """What was posted in a channel before it came, or while it was away."""
    ENCRYPTED = "encrypted"
    """What is said in an encrypted room, where it has no keys at all."""


@dataclass(frozen=True, slots=True)
class BlindSpot:
    """What cannot be seen in a community, or in one `channel` of it; `is_over` when it can be
    seen again.
    """

    platform: Platform
    community: CommunityId
    sight: Sight
    channel: ChannelId | None = None
    is_over: bool = False


@dataclass(frozen=True, slots=True)
class Parting:
    """We were taken out of a community, or of one `channel` where each lets us in by itself, at a
    moment. What was read there is kept for a while, in case that we come back: hearing of it again
    (`Heard`, or a `Gap` of the channel) ends the parting.
    """

    platform: Platform
    community: CommunityId
    at: datetime
    channel: ChannelId | None = None


CoverageNote: TypeAlias = Gap | Heard | BlindSpot | Parting
