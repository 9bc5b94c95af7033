"""A sync is kept as letters, with the gaps that it leaves."""

import json
from typing import Any

import pytest

from bot.model import AuthorId, ChannelId, MessageId, Platform, Relation
from matrix.hearing.letters import EVENT, INVITED, OUT, PAST, heard
from tests.unit.matrix.payloads import (
    JON,
    ME,
    MIRA,
    ROOM,
    edit,
    event,
    member,
    message,
    reacted,
    sync,
)


def test_what_was_said_since_is_news() -> None:
    found = heard(sync(message("dry?")), "s1", ME, {ROOM})

    [letter] = found.letters
    assert (letter.channel, letter.event, letter.kind) == (ROOM, "$1", EVENT)
    assert json.loads(letter.raw) == message("dry?")
    assert found.gaps == ()


@pytest.mark.parametrize(("since", "known"), [(None, {ROOM}), ("s1", set[str]())])
def test_first_sync_of_a_room_is_past_and_leaves_all_before_it(
    since: str | None, known: set[str]
) -> None:
    found = heard(sync(message("dry?")), since, ME, known)

    assert [letter.kind for letter in found.letters] == [PAST]
    [gap] = found.gaps
    assert (gap.after, gap.before) == ("", "t1")
    assert (gap.channel.channel, gap.channel.community) == (ROOM, "example.org")


def test_limited_timeline_leaves_a_gap_down_to_the_sync_before() -> None:
    [gap] = heard(sync(message("dry?"), limited=True), "s1", ME, {ROOM}).gaps

    assert (gap.after, gap.before) == ("s1", "t1")


def test_edits_and_reactions_are_remembered_by_their_own_ids() -> None:
    found = heard(sync(edit("$1", "wet?"), reacted("$1", "✅")), "s1", ME, {ROOM})

    there = (Platform.MATRIX, ChannelId(ROOM))
    about = (MessageId("$1"), AuthorId(MIRA))
    assert found.relations == (
        Relation(*there, MessageId("$2"), *about),
        Relation(*there, MessageId("$3"), *about, "✅"),
    )


def test_events_that_are_not_read_are_no_letters() -> None:
    seen: list[Any] = [member(MIRA), event("m.sticker", {}), {"type": "m.room.message"}, "odd"]

    assert heard(sync(*seen), "s1", ME, {ROOM}).letters == ()


def test_invitation_names_who_sent_it() -> None:
    told: dict[str, Any] = {**member(ME, "invite"), "sender": MIRA}
    invited = {"invite_state": {"events": [told, member(JON)]}}

    [letter] = heard(
        {"next_batch": "s2", "rooms": {"invite": {ROOM: invited}}}, "s1", ME, ()
    ).letters

    assert (letter.kind, json.loads(letter.raw)) == (INVITED, {"by": MIRA})


def test_room_that_we_were_taken_out_of_is_told() -> None:
    [letter] = heard({"next_batch": "s2", "rooms": {"leave": {ROOM: {}}}}, "s1", ME, {ROOM}).letters

    assert (letter.kind, letter.channel) == (OUT, ROOM)


@pytest.mark.parametrize(
    "odd",
    [
        {},
        {"rooms": None},
        {"rooms": {"join": {ROOM: None}, "invite": {ROOM: []}, "leave": None}},
        {"rooms": {"join": {ROOM: {"timeline": {"events": [None, 1, {"event_id": 3}]}}}}},
    ],
)
def test_odd_sync_tells_nothing(odd: dict[str, Any]) -> None:
    found = heard({"next_batch": "s2", **odd}, "s1", ME, {ROOM})

    assert (found.letters, found.relations, found.gaps) == ((), (), ())
