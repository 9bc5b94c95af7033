"""Whatever people write, in their names too: no renderer lets it out of its place."""

import json
import sys
import unicodedata
from html.parser import HTMLParser

from hypothesis import given, settings
from hypothesis import strategies as st

from bot.model import (
    Author,
    AuthorId,
    Channel,
    Claim,
    ClaimPage,
    ClaimRecord,
    Entry,
    Form,
    Message,
    Question,
    Reason,
    Record,
    Reply,
    Role,
    Span,
    Standing,
    State,
    ThreadRecord,
    Turn,
    WaitingFor,
)
from bot.views import View, claims_view, list_view, thread_view, why_view
from bot.views.render import html, json_lines, markdown, plain
from bot.views.text import clean, width
from tests.unit.views.allotment import ASKED_AT, MIRA, NOW, THREAD, page, said

ANYTHING = st.text(st.characters(), max_size=60) | st.sampled_from(
    [
        "\u202eevil\u2066",
        "](https://evil.example)",
        "<script>x</script>",
        "@everyone <@1>",
        "\x1b[2J\x00",
        "\ud800\udfff",
        "{0} {words}",
        "日本語" * 80,
        "word " * 80,
        "x" * 500,
        "مرحبا بالعالم؟",
        "e" + "\u0301" * 90,
    ]
)
"""Any text, lone surrogates too; and some that were written to break out."""

ALLOWED = {"h3", "h4", "h5", "p", "ul", "li", "strong", "em", "br", "code", "a"}


class Tags(HTMLParser):
    """Collects the tags and attributes of a page."""

    def __init__(self, page_text: str) -> None:
        super().__init__()
        self.seen = set[str]()
        self.attributes = set[str]()
        self.feed(page_text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.seen.add(tag)
        self.attributes |= {name for name, _ in attrs}


def views(text: str, name: str) -> list[View]:
    """Every page on which words and names of strangers stand."""
    channel = Channel(THREAD.ref, name, THREAD.kind, community_name=text)
    asker = Author(AuthorId(name), name)
    asked = Message(MIRA.ref, asker, ASKED_AT, f"{text}{text}", link=text)
    reply = Message(said("jon", "").ref, asker, ASKED_AT, text)
    both = Span(0, len(text)), Span(len(text), 2 * len(text))
    claim = Claim(span=both[0], attributed_to=text)
    reasons = (Reason("polar-start", 1.0, both[1], text), Reason("made-up", -1.0, None, text))
    question = Question(span=both[1], form=Form.WH, context=(0,), reasons=reasons)
    weighed = (
        Reply(reply.id, Role.PARTIAL, reasons=reasons),
        Reply(reply.id, Role.ME_TOO),
    )
    standing = Standing(State.PARTLY_ANSWERED, WaitingFor.ASKER, weighed)
    entry = Entry(asked.id, 1, question, standing)
    acts = (claim, question)
    record = Record(7, channel, asked, acts, entry, (), {reply.id: reply})
    turns = (Turn(asked, acts), Turn(reply))
    return [
        list_view(page(record), now=NOW, where=name),
        why_view(record, now=NOW),
        claims_view(ClaimPage((ClaimRecord(channel, asked, claim, (reply,)),), 1), now=NOW),
        thread_view(ThreadRecord(channel, turns, (record,)), now=NOW),
    ]


def visible(text: str) -> bool:
    """Whether all of it can be seen, joiners, isolates and the broken mention aside.

    The number signs of Arabic, Syriac and Kaithi count as format characters, yet are drawn.
    """
    ours = "\n\u200b\u200c\u200d\u2068\u2069"
    drawn = "\u0600\u0601\u0602\u0603\u0604\u0605\u06dd\u070f\u0890\u0891\u08e2\U000110bd\U000110cd"
    return all(c in ours + drawn or unicodedata.category(c) not in {"Cc", "Cf", "Cs"} for c in text)


def test_no_character_stays_that_cannot_be_seen() -> None:
    every = map(chr, range(sys.maxunicode + 1))
    unseen = [c for c in every if unicodedata.category(c) in {"Cc", "Cf", "Cs"}]

    assert [hex(ord(c)) for c in unseen if not visible(clean(f"a{c}b"))] == []


@settings(max_examples=60)
@given(ANYTHING, ANYTHING)
def test_plain_lines_keep_within_eighty_columns(text: str, name: str) -> None:
    for view in views(text, name):
        shown = plain(view)
        assert all(width(line) <= 80 for line in shown.splitlines())
        assert visible(shown)


@settings(max_examples=60)
@given(ANYTHING, ANYTHING)
def test_html_has_only_the_tags_of_the_page(text: str, name: str) -> None:
    for view in views(text, name):
        tags = Tags(html(view))
        assert tags.seen <= ALLOWED
        assert tags.attributes <= {"href"}
        assert visible(html(view))


@settings(max_examples=60)
@given(ANYTHING, ANYTHING)
def test_markdown_can_be_written_as_utf8_and_mentions_nobody(text: str, name: str) -> None:
    for view in views(text, name):
        shown = markdown(view)
        assert shown.encode()
        assert visible(shown)
        assert "@everyone" not in shown
        assert "\\<@" in shown or "<@" not in shown


@settings(max_examples=60)
@given(ANYTHING, ANYTHING)
def test_json_comes_back_exact(text: str, name: str) -> None:
    for view in views(text, name):
        for line in json_lines(view):
            assert line.encode()
            json.loads(line)
    (line,) = json_lines(views(text, name)[0])
    back = json.loads(line)["post"]["text"]
    assert back.encode("utf-16", "surrogatepass") == f"{text}{text}".encode(
        "utf-16", "surrogatepass"
    )
