"""What people wrote is shown as they wrote it, and does nothing; nothing is ever too long."""
# ruff: noqa: E501  (a sheet is shown as it is, in its own lines)

import re
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st
from inline_snapshot import snapshot

from bot.model import MessageId
from bot.views import claims_view, list_view, thread_view, why_view
from bot.views.moments import READERS_ZONE
from bot.views.text import shown
from cogs.pages.escape import clipped, escaped, length, link
from cogs.pages.sheets import ROOM, sheets
from tests.unit.views.allotment import NOW, claims, page, record, soil, thread

READ = NOW.replace(tzinfo=READERS_ZONE)
NASTY = st.sampled_from(
    [
        "@everyone", "@here", "<@123>", "<@&5>", "<#6>", "</x:7>", "<t:1:R>", "<:a:8>", "<id:home>",
        "[a](https://b.c)", "https://b.c/d_e", "**b**", "__u__", "~~s~~", "||s||", "`c`", "```\nx",
        "# h", "-# s", "> q", ">>> q", "- l", "1. l", "\\", "\u202e", "\u200b", "\u2066",
        "\x02ago:1\x03",        "\x00", "\ud800", "e\u0301" * 9, "שלום", "🧑‍🌾", "\n", "\r\n", "\u2028",
    ]
)  # fmt: skip
wild = st.lists(NASTY | st.text(max_size=20), max_size=12).map(" ".join)
words = wild | st.text(max_size=300) | NASTY.map(lambda nasty: nasty * 200)

_UNBROKEN = re.compile(r"(?<!\\)(?:\\\\)*[`*_~|<>\[\]]")
_STARTS = re.compile(r"(?:#{1,3} |-# |[-+*] |>{1,3} |\d+[.)] )")
_UNSEEN = re.compile("[\x00-\x1f\x7f\u061c\u200e\u200f\u202a-\u202e\u2066\u2067\ufeff\u2028\u2029]")


@given(words)
def test_words_of_strangers_bear_no_markup(text: str) -> None:
    said = escaped(shown(text))

    assert not _UNBROKEN.search(said)
    assert not _STARTS.match(said)
    assert "://" not in said.replace("\\://", "")
    assert not re.search("@(?:everyone|here)", said, re.IGNORECASE)
    assert not _UNSEEN.search(said)


@given(words)
def test_words_of_strangers_are_shown_as_they_are(text: str) -> None:
    seen = shown(text)

    unescaped = re.sub(r"\\([^0-9A-Za-z\s])", r"\1", escaped(seen))

    assert unescaped.replace("@\u200b", "@") == seen


@pytest.mark.parametrize(
    ("words", "shown"),
    [
        ("a `b` *c* [d](e)", r"a \`b\` \*c\* \[d\](e)"),
        ("see https://a.b/c_d", r"see https\://a.b/c\_d"),
        ("# no heading", r"\# no heading"),
        ("-# small", r"\-# small"),
        ("1. first", r"1\. first"),
        ("it is 3.5 - 4", "it is 3.5 - 4"),
        ("<@1> @here", "\\<@1\\> @\u200bhere"),
        ("since \x02day:86400\x03, \x02ago:5\x03", "since <t:86400:D>, <t:5:R>"),
    ],
)
def test_only_markup_is_broken(words: str, shown: str) -> None:
    assert escaped(words) == shown


@given(words, st.integers(2, 200))
def test_what_is_clipped_fits(text: str, limit: int) -> None:
    short = clipped(text, limit)

    assert length(short) <= limit
    assert short == text or text.startswith(short[:-1])


@given(st.text(st.characters(min_codepoint=33, max_codepoint=126)))
def test_a_link_cannot_break_out_of_its_brackets(url: str) -> None:
    assert re.fullmatch(r"\[jump\]\(<[^<>()`|\\]*>\)", link("jump", f"https://{url}"))


@given(words, words, st.integers(1, 40))
def test_no_sheet_is_longer_than_a_message_may_be(text: str, name: str, count: int) -> None:
    asked = [replace(record(1), number=n) for n in range(1, count + 1)]
    wordy = [
        replace(
            one,
            channel=replace(one.channel, name=name),
            message=replace(one.message, text=f"{text} {one.message.text}"),
        )
        for one in asked
    ]

    for view in (list_view(page(*wordy), now=READ), why_view(wordy[0], now=READ)):
        found = sheets(view)
        assert found
        assert all(0 < length(sheet) <= ROOM <= 4096 for sheet in found)


def test_a_new_sheet_says_again_what_stands_above_its_entries() -> None:
    many = [replace(record(1), number=n) for n in range(1, 40)]

    first, second, *_ = sheets(list_view(page(*many), now=READ))

    assert first.splitlines()[:1] == second.splitlines()[:1] == ["### Loose ends"]
    assert "**Soil test results**" in second


def test_sheets_end_between_entries_and_lose_none() -> None:
    many = [replace(record(1), number=n) for n in range(1, 60)]
    found = sheets(list_view(page(*many), now=READ))

    numbers = [
        int(n) for sheet in found for n in re.findall(r"^\*\*#(\d+)\*\*", sheet, re.MULTILINE)
    ]

    assert numbers == list(range(1, 60))
    assert all(not sheet.startswith("-#") for sheet in found)


def test_two_posts_that_read_alike_stay_two() -> None:
    first, second = (
        replace(
            record(n),
            number=n,
            message=replace(
                record(n).message,
                ref=replace(record(n).message.ref, message=MessageId(f"m{n}")),
                link=None,
            ),
        )
        for n in (1, 2)
    )

    [shown] = sheets(list_view(page(first, second), now=READ))

    headings = [line for line in shown.split("\n") if line.startswith("**Soil test results**")]
    assert len(headings) == 2
    assert headings[0] == headings[1]


def test_a_list_looks_as_designed() -> None:
    assert sheets(list_view(page(*soil()), now=READ)) == snapshot(
        (
            """\
### Loose ends
-# 2 open, 1 partly answered · 1 channel · read up to <t:1778524080:R>

**Soil test results** · Allotment · mira, <t:1777745040:R> · 0 of 3 answered, 1 in part · waiting for helpers · [jump](<https://forum.example/t/41>)
**#41** Would liming in autumn still help before the frost?
-# re: The report says pH 5.1 in the lower beds.
-# nobody replied
**#42** Is it the compost or the old pine needles that made it so acid?
-# jon, in part: "most likely the needles"
**#43** If it's the needles, how long until raking them away shows?
-# depends on #42 · nobody replied\
""",
        )
    )


def test_why_looks_as_designed() -> None:
    assert sheets(why_view(soil()[1], now=READ)) == snapshot(
        (
            """\
### #42 Is it the compost or the old pine needles that made it so acid?
-# mira in Soil test results, <t:1777745040:f> · choice question, surely wants an answer (0.97) · [jump](<https://forum.example/t/41>)
**Why a question** ends in a question mark · opens with "Is it" · though the writer's own conclusion follows
**Why partly** jon, <t:1777749120:f>: "most likely the needles, but compost from bark can do it too"
-# answers it only in part: some cue
**What did not count** tess, <t:1777799040:f>: "mine is acid too!"
-# has the same question
**Whose turn** Helpers.
-# It becomes "answered" with a plain answer, "resolved" when mira accepts one.\
""",
        )
    )


def test_a_thread_looks_as_designed() -> None:
    assert sheets(thread_view(thread(*soil()), now=READ)) == snapshot(
        (
            """\
### Soil test results
-# 3 messages · 3 people · since <t:1777745040:D> · 2 open, 1 partly answered

**Still missing**

**mira, <t:1777745040:R>** · 0 of 3 answered, 1 in part · waiting for helpers · [jump](<https://forum.example/t/41>)
**#41** Would liming in autumn still help before the frost?
-# re: The report says pH 5.1 in the lower beds.
-# nobody replied
**#42** Is it the compost or the old pine needles that made it so acid?
-# jon, in part: "most likely the needles"
**#43** If it's the needles, how long until raking them away shows?
-# depends on #42 · nobody replied

**Claimed**
• The report says pH 5.1 in the lower beds. · [jump](<https://forum.example/t/41>)
-# mira, <t:1777745040:R> · hedged · credits "the report"\
""",
        )
    )


def test_claims_look_as_designed() -> None:
    assert sheets(claims_view(claims(), now=READ)) == snapshot(
        (
            """\
### Claims
-# 1 claim
• The report says pH 5.1 in the lower beds. · [jump](<https://forum.example/t/41>)
-# mira in Soil test results, <t:1777745040:R> · hedged · credits "the report"\
""",
        )
    )
