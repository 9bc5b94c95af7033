"""Keys. They come from the platform, so that reading anything twice is idempotent."""

from dataclasses import dataclass
from enum import StrEnum
from typing import NewType

CommunityId = NewType("CommunityId", str)
"""A guild (Discord snowflake), a homeserver (Matrix), an import's name."""

ChannelId = NewType("ChannelId", str)
"""A channel or thread (Discord snowflake), a room (`!...`), a file's channel. One per platform."""

MessageId = NewType("MessageId", str)
"""The platform's own id of a message or event. Unique within its channel."""

AuthorId = NewType("AuthorId", str)
"""The platform's own id of a person: Discord snowflake, MXID, the name in a transcript."""


class Platform(StrEnum):
    """Where a community lives."""

    DISCORD = "discord"
    MATRIX = "matrix"
    IMPORT = "import"


@dataclass(frozen=True, slots=True, order=True)
class ChannelRef:
    """One channel of one community."""

    platform: Platform
    community: CommunityId
    channel: ChannelId


@dataclass(frozen=True, slots=True, order=True)
class MessageRef:
    """One message: its channel and the platform's id in it."""

    channel: ChannelRef
    message: MessageId

    def __hash__(self) -> int:
        # Asked for a dozen times a message; these two tell nearly all apart.
        return hash((self.channel.channel, self.message))
