"""What is read of events: words, replies, polls, edits that count."""

from typing import Any

import pytest

from bot.importers.matrix_shapes import Content, Event
from bot.model import Message
from matrix.rooms.room import Room, facts
from matrix.values import permalink, posted
from tests.unit.matrix.payloads import (
    JON,
    ME,
    MIRA,
    ROOM,
    answering,
    edit,
    event,
    member,
    message,
    state,
)

HERE = Room(
    ROOM, facts([member(MIRA, displayname="Mira"), state("m.room.name", {"name": "allotment"})])
)


def read(raw: dict[str, Any]) -> Message:
    found = Event.model_validate(raw)
    return posted(found, Content.model_validate(found.content), ME, HERE).message


def poll(kind: str, question: Any, *answers: Any) -> dict[str, Any]:
    return event(f"{kind}.start", {kind: {"question": question, "answers": list(answers)}})


def test_message_is_read_with_who_said_it_and_where() -> None:
    found = posted(
        Event.model_validate(message("dry?")),
        Content.model_validate(message("dry?")["content"]),
        ME,
        HERE,
    )

    assert (found.channel.name, found.channel.ref.community) == ("allotment", "example.org")
    assert (found.message.author.id, found.message.author.name) == (MIRA, "Mira")
    assert found.message.text == "dry?"
    assert found.message.link == permalink(ROOM, "$1", ME)


def test_reply_is_read_without_what_older_clients_quote() -> None:
    about = {"m.in_reply_to": {"event_id": "$0"}}
    found = read(answering("> <@jon:x> wet?\n\nno, dry", about))

    assert (found.text, found.reply_to) == ("no, dry", "$0")


def test_message_of_a_thread_replies_to_its_root_unless_it_names_another() -> None:
    fallback = {"rel_type": "m.thread", "event_id": "$root", "is_falling_back": True}
    meant = {**fallback, "is_falling_back": False, "m.in_reply_to": {"event_id": "$0"}}

    assert read(answering("dry", fallback)).reply_to == "$root"
    assert read(answering("dry", meant)).reply_to == "$0"


def test_newest_edit_that_the_server_shows_counts() -> None:
    bundled = {"m.relations": {"m.replace": edit("$1", "wet?")}}

    found = read({**message("dry?"), "unsigned": bundled})

    assert found.text == "wet?"
    assert found.edited_at == found.at


def test_edit_by_somebody_else_does_not_count_even_if_the_server_shows_it() -> None:
    bundled = {"m.relations": {"m.replace": edit("$1", "wet?", sender=JON)}}

    assert read({**message("dry?"), "unsigned": bundled}).text == "dry?"


@pytest.mark.parametrize(
    ("kind", "said"),
    [
        ("m.poll", lambda words: {"m.text": [{"body": words}]}),
        ("org.matrix.msc3381.poll", lambda words: {"org.matrix.msc1767.text": words}),
        ("m.poll", lambda words: {"body": words}),
    ],
)
def test_poll_is_its_question_and_its_answers(kind: str, said: Any) -> None:
    raw = poll(kind, said("dry?"), said("yes"), said("no"))
    if kind != "m.poll":
        raw["content"] = {f"{kind}.start": raw["content"][kind]}

    assert read(raw).text == "dry?\n- yes\n- no"


@pytest.mark.parametrize("odd", [None, 3, [], [3], {"m.text": 3}, {"m.text": [3]}])
def test_odd_poll_is_read_as_far_as_it_goes(odd: Any) -> None:
    assert read(poll("m.poll", odd)).text == ""


def test_notice_is_a_bots() -> None:
    assert read(message("done", msgtype="m.notice")).author.is_bot


def test_link_names_a_server_that_knows_the_room() -> None:
    assert permalink("!x", "$a/b", ME) == "https://matrix.to/#/%21x/%24a%2Fb?via=example.org"
