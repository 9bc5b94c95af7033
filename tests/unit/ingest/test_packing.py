"""What goes to another process comes back equal."""

from dataclasses import replace
from datetime import UTC, datetime

from bot.extraction import extract
from bot.ingest.packing import packed, packed_lean, unpacked
from bot.ingest.stages import STAGES
from bot.model import (
    Author,
    AuthorId,
    ChannelId,
    ChannelRef,
    Claim,
    CommunityId,
    Link,
    Message,
    MessageId,
    MessageRef,
    Other,
    Platform,
    Question,
    Reaction,
    Reason,
    Request,
    Span,
    Turn,
)

BEDS = ChannelRef(Platform.IMPORT, CommunityId("garden"), ChannelId("beds"))
TEXT = "I think the soil is wet. Is it? Could you look, please? Thanks! 🌱"


MESSAGE = Message(
    MessageRef(BEDS, MessageId("1")),
    Author(AuthorId("tess"), "Tess"),
    datetime(2026, 5, 1, tzinfo=UTC),
    TEXT,
    reactions=(Reaction("✅", AuthorId("jon")),),
)
TURN = Turn(MESSAGE, extract(TEXT))
LINK = Link(MESSAGE.id, None, 0.5, (Reason("quotes-it", 1.0, Span(0, 3), "the soil"),))


def test_packed_values_come_back_equal() -> None:
    assert {type(act) for act in TURN.acts} == {Claim, Question, Request, Other}
    assert unpacked(packed((TURN, LINK))) == (TURN, LINK)


def test_lean_values_come_back_without_the_reasons_that_no_stage_looks_at() -> None:
    turn, link = unpacked(packed_lean((TURN, LINK)))

    bare = [act if isinstance(act, Question) else replace(act, reasons=()) for act in TURN.acts]
    assert turn == replace(TURN, acts=tuple(bare))
    assert link == LINK


def test_stages_make_the_same_of_lean_values() -> None:
    turns = [
        Turn(replace(MESSAGE, ref=MessageRef(BEDS, MessageId(str(n))), text=text), extract(text))
        for n, text in enumerate((TEXT, "It is wet, I looked.", "Why so?", "Thanks, it is!"))
    ]
    links = STAGES.link(turns)
    lean_turns, lean_links = unpacked(packed_lean((turns, links)))

    assert STAGES.link(lean_turns) == links
    assert STAGES.resolve(lean_turns, lean_links) == STAGES.resolve(turns, links)
