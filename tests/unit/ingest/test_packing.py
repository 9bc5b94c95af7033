"""What goes to another process comes back equal."""

from datetime import UTC, datetime

from bot.extraction import extract
from bot.ingest.packing import packed, unpacked
from bot.model import (
    Author,
    AuthorId,
    ChannelId,
    ChannelRef,
    CommunityId,
    Link,
    Message,
    MessageId,
    MessageRef,
    Platform,
    Reaction,
    Reason,
    Span,
    Turn,
)

BEDS = ChannelRef(Platform.IMPORT, CommunityId("garden"), ChannelId("beds"))
TEXT = "I think the soil is wet. Is it? Could you look, please? Thanks! 🌱"


def test_packed_values_come_back_equal() -> None:
    message = Message(
        MessageRef(BEDS, MessageId("1")),
        Author(AuthorId("tess"), "Tess"),
        datetime(2026, 5, 1, tzinfo=UTC),
        TEXT,
        reactions=(Reaction("✅", AuthorId("jon")),),
    )
    turn = Turn(message, extract(TEXT))
    link = Link(message.id, None, 0.5, (Reason("quotes-it", 1.0, Span(0, 3), "the soil"),))

    assert len({type(act) for act in turn.acts}) > 1
    assert unpacked(packed((turn, link))) == (turn, link)
