import json
from datetime import UTC, datetime
from typing import Any

import pytest

from bot.importers import Format, Tally
from bot.model import Arrival, Deleted, Edited, Platform, Posted, Reacted
from tests.unit.importers.sources import arrivals, fault, options

START = 1_778_605_200_000  # 12 May 2026, 17:00


def event(kind: str, id: str, content: dict[str, Any], **more: object) -> dict[str, Any]:
    return {
        "type": kind,
        "event_id": id,
        "sender": "@bo:choir.example",
        "origin_server_ts": START,
        "room_id": "!tuesday:choir.example",
        "content": content,
        **more,
    }


def said(
    id: str, body: str, content: dict[str, Any] | None = None, **more: object
) -> dict[str, Any]:
    return event(
        "m.room.message", id, {"msgtype": "m.text", "body": body, **(content or {})}, **more
    )


def edit(id: str, of: str, body: str, **more: object) -> dict[str, Any]:
    new = {"msgtype": "m.text", "body": body}
    relation = {"rel_type": "m.replace", "event_id": of}
    return said(id, f"* {body}", {"m.new_content": new, "m.relates_to": relation}, **more)


def reaction(id: str, to: str, key: str = "✅") -> dict[str, Any]:
    relation = {"rel_type": "m.annotation", "event_id": to, "key": key}
    return event("m.reaction", id, {"m.relates_to": relation})


def export(*events: object) -> str:
    return json.dumps({"room_name": "Tuesday choir", "topic": "", "messages": events}, indent=1)


def read(*events: object, tally: Tally | None = None) -> list[Arrival]:
    return arrivals(export(*events), tally=tally)


def text_of(*events: object) -> str:
    [posted] = read(*events)
    assert isinstance(posted, Posted)
    return posted.message.text


def test_matrix_message_keeps_its_keys_person_time_and_link() -> None:
    [posted] = read(said("$1", "when do we start?", {"m.mentions": {"user_ids": ["@ines:x"]}}))
    assert isinstance(posted, Posted)
    message = posted.message

    assert (message.ref.channel.platform, message.ref.channel.community) == (
        Platform.MATRIX,
        "choir.example",
    )
    assert (message.ref.channel.channel, message.id) == ("!tuesday:choir.example", "$1")
    assert (message.author.id, message.author.name) == ("@bo:choir.example", "bo")
    assert message.at == datetime(2026, 5, 12, 17, tzinfo=UTC)
    assert (message.text, message.mentions) == ("when do we start?", ("@ines:x",))
    assert message.link == "https://matrix.to/#/!tuesday:choir.example/$1"
    assert posted.channel.name == "Tuesday choir"


@pytest.mark.parametrize(
    "source",
    [
        json.dumps([said("$1", "a"), said("$2", "b")]),
        json.dumps({"start": "t1", "chunk": [said("$1", "a"), said("$2", "b")], "end": "t2"}),
        f"{json.dumps(said('$1', 'a'))}\n\n{json.dumps(said('$2', 'b'))}\n",
        json.dumps(said("$1", "a")) + "\n" + json.dumps(said("$2", "b")),
    ],
)
def test_matrix_events_may_come_as_array_page_or_lines(source: str) -> None:
    found = arrivals(source)

    assert [a.message.text for a in found if isinstance(a, Posted)] == ["a", "b"]


def test_matrix_single_event_is_read() -> None:
    assert len(arrivals(json.dumps(said("$1", "a")))) == 1


def test_matrix_room_and_people_are_named_by_their_events() -> None:
    name = event("m.room.name", "$n", {"name": "Altos"}, state_key="")
    member = event("m.room.member", "$m", {"displayname": "Bo B."}, state_key="@bo:choir.example")
    nameless = event("m.room.member", "$k", {"membership": "join"}, state_key="@ines:choir.example")
    tally = Tally()
    source = json.dumps([name, member, nameless, said("$1", "a")])
    [posted] = arrivals(source, tally=tally)
    assert isinstance(posted, Posted)

    assert (posted.channel.name, posted.message.author.name) == ("Altos", "Bo B.")
    assert tally.passed_over == {"m.room.name": 1, "m.room.member": 2}


def test_matrix_room_without_a_name_goes_by_its_id() -> None:
    [posted] = arrivals(json.dumps([said("$1", "a")]))
    assert isinstance(posted, Posted)

    assert posted.channel.name == "!tuesday:choir.example"


def test_matrix_events_without_a_room_belong_to_the_file() -> None:
    [posted] = arrivals(json.dumps([said("$1", "a", room_id=None)]), given=options("altos.json"))
    assert isinstance(posted, Posted)

    assert (posted.channel.ref.channel, posted.channel.ref.community) == ("altos", "choir.example")


def test_matrix_edit_changes_the_message_of_the_same_person() -> None:
    posted, edited = read(
        said("$1", "where do altos stand?"), edit("$2", "$1", "where do I stand?")
    )
    assert isinstance(posted, Posted)

    assert isinstance(edited, Edited)
    assert (edited.message, edited.text) == (posted.message.ref, "where do I stand?")


def test_matrix_edit_by_somebody_else_has_no_effect() -> None:
    tally = Tally()
    found = read(said("$1", "a"), edit("$2", "$1", "b", sender="@eve:x"), tally=tally)

    assert len(found) == 1
    assert tally.passed_over == {"foreign-edit": 1}


def test_matrix_edit_waits_for_its_message() -> None:
    early, foreign = edit("$2", "$1", "b"), edit("$3", "$1", "c", sender="@eve:x")
    found = read(early, foreign, said("$1", "a"))

    assert [type(arrival) for arrival in found] == [Posted, Edited]


def test_matrix_edit_of_a_message_that_never_comes_is_counted() -> None:
    tally = Tally()

    assert read(edit("$2", "$1", "b"), tally=tally) == []
    assert tally.passed_over == {"edit-without-message": 1}


def test_matrix_edit_that_the_server_sent_along_counts() -> None:
    bundle = {"m.relations": {"m.replace": edit("$2", "$1", "b", origin_server_ts=START + 5)}}
    summary = {"m.relations": {"m.replace": {"event_id": "$2"}}}

    assert [type(a) for a in read(said("$1", "a", unsigned=bundle))] == [Posted, Edited]
    assert [type(a) for a in read(said("$1", "a", unsigned=summary))] == [Posted]


def test_matrix_edit_without_new_content_has_no_effect() -> None:
    relation = {"m.relates_to": {"rel_type": "m.replace", "event_id": "$1"}}

    assert len(read(said("$1", "a"), said("$2", "b", relation))) == 1


def test_matrix_redacted_message_is_a_deletion() -> None:
    because = event("m.room.redaction", "$9", {}, redacts="$1", origin_server_ts=START + 60_000)
    found = read(
        said("$1", "gone", unsigned={"redacted_because": because}),
        event("m.room.message", "$2", {}),
        said("$3", "gone", unsigned={"redacted_because": {"type": "m.room.redaction"}}),
    )

    assert [(d.message.message, d.at) for d in found if isinstance(d, Deleted)] == [
        ("$1", datetime(2026, 5, 12, 17, 1, tzinfo=UTC)),
        ("$2", datetime(2026, 5, 12, 17, 0, tzinfo=UTC)),
        ("$3", datetime(2026, 5, 12, 17, 0, tzinfo=UTC)),
    ]


@pytest.mark.parametrize("place", [{"redacts": "$1"}, {"content": {"redacts": "$1"}}])
def test_matrix_redaction_deletes_its_message(place: dict[str, Any]) -> None:
    redaction = {**event("m.room.redaction", "$2", {}), **place}
    _, deleted = read(said("$1", "a"), redaction)

    assert isinstance(deleted, Deleted)
    assert deleted.message.message == "$1"


def test_matrix_redaction_of_a_reaction_takes_it_away() -> None:
    redaction = event("m.room.redaction", "$3", {}, redacts="$2")
    _, put, taken = read(said("$1", "a"), reaction("$2", "$1"), redaction)

    assert isinstance(put, Reacted)
    assert isinstance(taken, Reacted)
    assert (put.added, taken.added, taken.reaction) == (True, False, put.reaction)
    assert (put.message.message, put.reaction.emoji) == ("$1", "✅")


def test_matrix_events_that_point_nowhere_are_passed_over() -> None:
    tally = Tally()
    pointless = [
        event("m.room.redaction", "$1", {}),
        event("m.reaction", "$2", {}),
        event("m.reaction", "$3", {"m.relates_to": {"rel_type": "m.annotation"}}),
        event("m.room.encrypted", "$4", {"algorithm": "m.megolm.v1.aes-sha2"}),
        event("org.example.strange", "$5", {}),
    ]

    assert read(*pointless, tally=tally) == []
    assert tally.passed_over == {
        "m.room.redaction": 1,
        "m.reaction": 2,
        "m.room.encrypted": 1,
        "org.example.strange": 1,
    }


@pytest.mark.parametrize(
    ("relation", "reply_to"),
    [
        ({"m.in_reply_to": {"event_id": "$1"}}, "$1"),
        ({"rel_type": "m.thread", "event_id": "$r"}, "$r"),
        (
            {
                "rel_type": "m.thread",
                "event_id": "$r",
                "is_falling_back": True,
                "m.in_reply_to": {"event_id": "$1"},
            },
            "$r",
        ),
        (
            {"rel_type": "m.thread", "event_id": "$r", "m.in_reply_to": {"event_id": "$1"}},
            "$1",
        ),
        ({"rel_type": "m.reference", "event_id": "$1"}, None),
    ],
)
def test_matrix_reply_names_its_parent_or_its_thread(
    relation: dict[str, Any], reply_to: str | None
) -> None:
    [posted] = read(said("$2", "at seven", {"m.relates_to": relation}))
    assert isinstance(posted, Posted)

    assert posted.message.reply_to == reply_to


def test_matrix_reply_is_freed_of_the_quoted_original() -> None:
    relation = {"m.relates_to": {"m.in_reply_to": {"event_id": "$1"}}}
    body = "> <@bo:choir.example> when?\n> and where?\n\nat seven\n> my own quote"

    assert text_of(said("$2", body, relation)) == "at seven\n> my own quote"
    assert text_of(said("$2", "> a quote\n\nat seven", relation)) == "> a quote\n\nat seven"
    assert text_of(said("$2", body)) == body


def test_matrix_file_is_not_what_somebody_wrote_but_its_caption_is() -> None:
    assert text_of(said("$1", "score.png", {"msgtype": "m.image"})) == ""
    assert (
        text_of(said("$1", "see bar 9?", {"msgtype": "m.image", "filename": "a.png"}))
        == "see bar 9?"
    )


def test_matrix_notice_is_by_a_bot() -> None:
    [posted] = read(said("$1", "3 new", {"msgtype": "m.notice"}))
    assert isinstance(posted, Posted)

    assert posted.message.author.is_bot


@pytest.mark.parametrize(
    "bad",
    [
        {"type": "m.room.message"},
        said("$1", "a", origin_server_ts="late"),
        said("$1", "a", origin_server_ts=10**30),
        said("$1", "a", {"body": 7}),
        event("m.room.redaction", "$1", {"redacts": 7}),
    ],
)
def test_matrix_bad_event_is_named_by_line_and_others_are_read(bad: object) -> None:
    tally = Tally(tolerance=100)
    source = f"{json.dumps(said('$0', 'a'))}\n{json.dumps(bad)}\n{json.dumps(said('$9', 'b'))}"

    assert len(arrivals(source, Format.MATRIX, tally=tally)) == 2
    assert [error.line for error in tally.named] == [2]


@pytest.mark.parametrize("bad", ["nonsense", "[1]", "[" * 50_000])
def test_matrix_line_that_is_no_event_is_named(bad: str) -> None:
    error = fault(f"{json.dumps(said('$0', 'a'))}\n{bad}", Format.MATRIX)

    assert error.line == 2
    assert "no event" in error.problem
