"""Text files that people attach are read as threads of their own."""

from datetime import UTC, datetime

import pytest

from bot.importers.attached import MOST, files_of, is_text, posted_in, talk_in
from bot.model import (
    Author,
    AuthorId,
    Channel,
    ChannelId,
    ChannelRef,
    CommunityId,
    MessageId,
    MessageRef,
    Platform,
)

NOW = datetime(2026, 5, 3, 12, tzinfo=UTC)
POST = MessageRef(ChannelRef(Platform.DISCORD, CommunityId("1"), ChannelId("2")), MessageId("3"))
MIRA = Author(AuthorId("7"), "Mira")


@pytest.mark.parametrize(
    ("name", "is_read"),
    [("notes.txt", True), ("NOTES.MD", True), ("page.html", True), ("bed.png", False), ("", False)],
)
def test_only_text_is_read(name: str, is_read: bool) -> None:
    assert is_text(name) == is_read


def test_page_is_read_as_the_text_that_it_shows() -> None:
    [said] = talk_in(b"<p>Is bed <b>3</b> free?</p>", "page.html", NOW)

    assert said.text == "Is bed 3 free?"


def test_only_the_beginning_of_a_long_file_is_read() -> None:
    lines = "".join(f"[12:00] <jon> line {n}\n" for n in range(MOST + 5))

    assert len(talk_in(lines.encode(), "log.txt", NOW)) == MOST


def test_what_nobody_is_named_for_is_by_whoever_posted_the_file() -> None:
    thread = Channel(files_of(POST), "notes.txt")
    named = talk_in(b"[12:00] <jon> Does it leak?\n[12:01] <ann> It does.\n", "log.txt", NOW)
    unnamed = talk_in(b"Does copper help?", "notes.txt", NOW)

    posts = list(posted_in(thread, [*named, *unnamed], MIRA, "https://example.org/3"))

    assert [post.message.author.name for post in posts] == ["jon", "ann", "Mira"]
    assert {post.message.ref.channel for post in posts} == {thread.ref}
    assert {post.message.link for post in posts} == {"https://example.org/3"}
