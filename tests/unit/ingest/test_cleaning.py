"""Arrivals as the store can keep them."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta, timezone

import pytest

from bot.ingest.cleaning import cleaned, is_faulty, subject
from bot.model import (
    AboutMessage,
    Author,
    AuthorId,
    Channel,
    ChannelId,
    ChannelRef,
    CommunityId,
    Deleted,
    Edited,
    Mark,
    Marked,
    MarkKind,
    Message,
    MessageId,
    MessageRef,
    Platform,
    Posted,
    Reacted,
    Reaction,
)

NOON = datetime(2024, 5, 1, 12, tzinfo=UTC)
NOON_IN_INDIA = NOON.astimezone(timezone(timedelta(hours=5, minutes=30)))
HERE = Channel(ChannelRef(Platform.IMPORT, CommunityId("garden"), ChannelId("beds")), "beds")
REF = MessageRef(HERE.ref, MessageId("1"))
MESSAGE = Message(REF, Author(AuthorId("mira"), "Mira"), NOON, "is it wet?")
MARK = Mark("m1", MarkKind.RESOLVED, REF, "is it wet?", AuthorId("mira"), NOON)
LOOSE_HALF = "\ud83d"


def every_kind(ref: MessageRef, at: datetime, text: str) -> list[AboutMessage]:
    person, reaction = AuthorId(text), Reaction(text, AuthorId(text), at)
    message = Message(
        ref,
        Author(person, text),
        at,
        text,
        reply_to=MessageId(text),
        mentions=(person,),
        reactions=(reaction,),
        edited_at=at,
        link=text,
    )
    mark = Mark(text, MarkKind.SNOOZED, ref, text, person, at, MessageId(text), at, undone_at=at)
    return [
        Posted(HERE, message),
        Edited(ref, text, at),
        Deleted(ref, at),
        Reacted(ref, reaction),
        Marked(mark),
    ]


def test_every_arrival_is_about_a_message() -> None:
    assert {subject(arrival) for arrival in every_kind(REF, NOON, "x")} == {REF}


def test_arrival_that_needs_no_cleaning_stays_the_same() -> None:
    posted = Posted(HERE, MESSAGE)

    assert cleaned(posted) is posted
    for arrival in every_kind(REF, NOON, "x"):
        assert cleaned(arrival) == arrival


def test_times_become_utc() -> None:
    for abroad, home in zip(
        every_kind(REF, NOON_IN_INDIA, "x"), every_kind(REF, NOON, "x"), strict=True
    ):
        assert repr(cleaned(abroad)) == repr(home)


@pytest.mark.parametrize("unstorable", ["\0", LOOSE_HALF])
def test_characters_that_no_database_holds_are_replaced_one_for_one(unstorable: str) -> None:
    for arrival, expected in zip(
        every_kind(REF, NOON, f"a{unstorable}b"), every_kind(REF, NOON, "a\ufffdb"), strict=True
    ):
        assert cleaned(arrival) == expected


def test_whole_emoji_are_kept() -> None:
    arrival = Posted(HERE, replace(MESSAGE, text="wet? \N{SEEDLING}"))

    assert cleaned(arrival) is arrival


def test_missing_values_stay_missing() -> None:
    message = replace(MESSAGE, text="\0", reactions=(Reaction("✅", AuthorId("jon")),))
    assert cleaned(Posted(HERE, message)) == Posted(HERE, replace(message, text="\ufffd"))
    assert cleaned(Marked(MARK)) == Marked(MARK)


@pytest.mark.parametrize("id_", ["", "\0", LOOSE_HALF])
def test_message_without_a_usable_key_is_faulty(id_: str) -> None:
    for arrival in every_kind(MessageRef(HERE.ref, MessageId(id_)), NOON, "x"):
        assert is_faulty(arrival)


def test_time_without_a_zone_is_faulty() -> None:
    for arrival in every_kind(REF, NOON.replace(tzinfo=None), "x"):
        assert is_faulty(arrival)
    assert not is_faulty(Posted(HERE, MESSAGE))
