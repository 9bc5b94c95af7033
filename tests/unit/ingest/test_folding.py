"""What was known + what arrives -> what is known now."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from itertools import permutations

import pytest

from bot.ingest.folding import agreed, heard
from bot.model import (
    Author,
    AuthorId,
    Channel,
    ChannelId,
    ChannelRef,
    CommunityId,
    Deleted,
    Edited,
    Mark,
    MarkKind,
    Message,
    MessageId,
    MessageRef,
    Platform,
    Posted,
    Reacted,
    Reaction,
    Trace,
)

NOON = datetime(2024, 5, 1, 12, tzinfo=UTC)
HERE = Channel(ChannelRef(Platform.IMPORT, CommunityId("garden"), ChannelId("beds")), "beds")
REF = MessageRef(HERE.ref, MessageId("1"))
MESSAGE = Message(REF, Author(AuthorId("mira"), "Mira"), NOON, "is it wet?")
TICK = Reaction("✅", AuthorId("jon"))
EDIT = Edited(REF, "is it dry?", NOON + timedelta(minutes=1))


def after(*arrivals: Posted | Edited | Deleted | Reacted) -> Trace:
    trace = Trace()
    for arrival in arrivals:
        trace = heard(trace, arrival)
    return trace


def test_message_is_known_after_its_post() -> None:
    assert after(Posted(HERE, MESSAGE)).message == MESSAGE


def test_same_message_again_changes_nothing() -> None:
    once = after(Posted(HERE, replace(MESSAGE, reactions=(TICK,))))

    assert heard(once, Posted(HERE, replace(MESSAGE, reactions=(TICK,)))) is once


def test_newest_text_wins_in_whatever_order_it_is_read() -> None:
    arrivals = [
        Posted(HERE, MESSAGE),
        EDIT,
        Edited(REF, "is it cold?", NOON + timedelta(minutes=5)),
        Reacted(REF, TICK),
    ]

    ends = [after(*order) for order in permutations(arrivals)]

    assert {end.message.text for end in ends if end.message} == {"is it cold?"}
    assert all(end == ends[0] and end.reactions == (TICK,) for end in ends)


def test_edit_older_than_what_is_stored_has_no_effect() -> None:
    stored = after(Posted(HERE, replace(MESSAGE, edited_at=NOON + timedelta(hours=1))))

    assert heard(stored, EDIT) is stored


def test_older_reading_does_not_take_an_edit_back() -> None:
    edited = after(Posted(HERE, MESSAGE), EDIT)

    assert heard(edited, Posted(HERE, MESSAGE)) is edited


def test_later_reading_of_the_same_version_holds() -> None:
    corrected = replace(MESSAGE, text="is it really wet?")

    assert after(Posted(HERE, MESSAGE), Posted(HERE, corrected)).message == corrected


def test_nothing_brings_a_deleted_message_back() -> None:
    gone = after(Posted(HERE, MESSAGE), Deleted(REF, NOON))

    assert gone == Trace(deleted_at=NOON)
    for arrival in (Posted(HERE, MESSAGE), EDIT, Reacted(REF, TICK), Deleted(REF, NOON)):
        assert heard(gone, arrival) is gone


def test_reaction_that_was_taken_away_is_not_brought_back_by_an_older_reading() -> None:
    reading = Posted(HERE, replace(MESSAGE, reactions=(TICK,)))
    trace = after(reading, Reacted(REF, TICK, added=False))

    assert trace.reactions == ()
    assert heard(trace, reading) is trace
    assert heard(trace, Reacted(REF, TICK, added=False)) is trace
    assert heard(trace, Reacted(REF, TICK)).reactions == (TICK,)


@pytest.mark.parametrize("known_first", [True, False])
def test_undone_mark_stays_undone(known_first: bool) -> None:
    mark = Mark("m1", MarkKind.RESOLVED, REF, "is it wet?", AuthorId("mira"), NOON)
    undone = replace(mark, undone_at=NOON)

    assert agreed(undone if known_first else mark, mark if known_first else undone) == undone
    assert agreed(None, mark) == mark
