"""What a program does before it listens, so that nobody's message waits for it."""

from datetime import UTC, datetime
from typing import Final

from bot import linking, resolution
from bot.extraction import acts_of
from bot.ingest.collector import be_brief, spare_what_stands
from bot.model import (
    Author,
    AuthorId,
    ChannelId,
    ChannelRef,
    CommunityId,
    Message,
    MessageId,
    MessageRef,
    Platform,
    Turn,
)

_CHANNEL: Final = ChannelRef(Platform.IMPORT, CommunityId("-"), ChannelId("-"))
_LONG: Final = 600
"""Turns: what memory the stages take at once for so many, the allocator keeps for later. Without
that each reading of live talk is given its memory anew, and takes a sixth longer.
"""


def get_ready() -> None:
    """Has the rules loaded and memory at hand, in some 0.2 s, and the collector look at what comes
    from now on.
    """
    talk = [_asked(number) for number in range(_LONG)]
    resolution.resolve(talk[-1:], linking.link(talk))
    be_brief()
    spare_what_stands()


def _asked(number: int) -> Turn:
    message = Message(
        MessageRef(_CHANNEL, MessageId(str(number))),
        Author(AuthorId("-"), "-"),
        datetime(2026, 1, 1, tzinfo=UTC),
        "Does the gate open at nine?",
    )
    return Turn(message, acts_of(message))
