"""What a program does before it listens, so that nobody's message waits for it."""

from datetime import UTC, datetime
from typing import Final

from bot import linking, resolution
from bot.extraction import acts_of
from bot.ingest.collector import be_patient, spare_what_stands
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

_SAID: Final = Message(
    MessageRef(ChannelRef(Platform.IMPORT, CommunityId("-"), ChannelId("-")), MessageId("-")),
    Author(AuthorId("-"), "-"),
    datetime(2026, 1, 1, tzinfo=UTC),
    "Does the gate open at nine?",
)


def get_ready() -> None:
    """Has the rules loaded, some 0.1 s, and the collector look at what comes from now on."""
    turns = [Turn(_SAID, acts_of(_SAID))]
    resolution.resolve(turns, linking.link(turns))
    be_patient()
    spare_what_stands()
