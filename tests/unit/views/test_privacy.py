import json
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from bot.model import (
    NOBODY,
    AuthorId,
    Belongings,
    Mark,
    MarkKind,
    Person,
    Platform,
    Reaction,
    Silence,
    Wish,
)
from bot.views import NoticeView, export_view, heeded_notice, privacy_view, unsure_notice
from bot.views.happened import who
from bot.views.privacy import as_json, as_markdown, introduction
from bot.views.render import json_lines
from tests.unit.commands.fakes import ASKED, NOW, RECORD

HER = Person(Platform.MATRIX, AuthorId("@mira:example.org"))
FULL = Belongings(
    HER,
    ("Mira", "mira k"),
    ((RECORD.channel, ASKED), (RECORD.channel, replace(ASKED, text="a\x1b[2J```b\u202e\n```` c"))),
    (RECORD,),
    ((ASKED.ref, Reaction("✅", HER.id)),),
    (Mark("m", MarkKind.SNOOZED, ASKED.ref, "would", HER.id, NOW, until=NOW),),
    (Silence(None, NOW - timedelta(days=9)), Silence(datetime(2026, 5, 3, tzinfo=UTC), None)),
)
NOTHING = Belongings(HER)


def test_export_counts_what_it_holds() -> None:
    view = export_view(FULL, now=NOW)

    assert view.title == "What is kept of Mira, mira k"
    [fact] = view.facts
    assert fact.words == (
        "2 messages, 1 question, 1 reaction, 1 mark on a question; opted out since 3 May"
    )


def test_export_of_nothing_says_so() -> None:
    view = export_view(NOTHING, now=NOW)

    assert view.title == "What is kept of @mira:example.org"
    assert view.facts[0].words == "nothing"
    assert view.markdown == "# What is kept of @mira:example.org\nnothing\n"


def test_what_is_kept_is_a_line_for_scripts() -> None:
    (line,) = json_lines(export_view(FULL, now=NOW))

    assert json.loads(line) == json.loads(as_json(FULL))


def test_what_is_read_is_a_line_for_scripts() -> None:
    view = privacy_view(NOTHING, now=NOW)

    (line,) = json_lines(view)

    assert json.loads(line) == {fact.label: fact.words for fact in view.facts}


def test_json_holds_every_word_as_it_was() -> None:
    document = json.loads(as_json(FULL))

    assert document["messages"][1]["text"] == "a\x1b[2J```b\u202e\n```` c"
    assert document["questions"][0]["number"] == RECORD.number
    assert document["reactions"][0]["emoji"] == "✅"
    assert document["marks"][0]["kind"] == "snoozed"
    assert document["not_kept"][1] == {"since": "2026-05-03T00:00:00+00:00", "until": None}
    assert document["opted_out"] is True


def test_json_of_broken_words_can_be_written() -> None:
    broken = replace(FULL, posts=((RECORD.channel, replace(ASKED, text="a\ud83d")),))

    assert as_json(broken).encode()


def test_markdown_fences_each_text_in_and_lets_nothing_out() -> None:
    page = as_markdown(FULL, "Mira", now=NOW)

    assert (
        "\n`````\na\N{REPLACEMENT CHARACTER}[2J```b\N{REPLACEMENT CHARACTER}\n```` c\n`````\n"
        in page
    )
    assert page.count("## beds in allotment") == 1
    assert "- #41 would liming in autumn still help before the frost? (partly answered)" in page


def test_notice_tells_of_oneself_in_private_alone() -> None:
    alone = [fact.label for fact in privacy_view(FULL, now=NOW).facts]
    among_others = [fact.label for fact in privacy_view(None, now=NOW).facts]

    assert alone[:5] == ["I read", "I keep", "I show", "For how long", "To leave"]
    assert set(alone) - set(among_others) == {"Of you"}


@pytest.mark.parametrize(
    ("wish", "before", "said", "rest"),
    [
        (Wish.FORGET, FULL, "Forgotten: 2 messages", ""),
        (Wish.OPT_OUT, FULL, "already", "privacy forget"),
        (Wish.OPT_OUT, NOTHING, "From now on I keep nothing", ""),
        (Wish.OPT_IN, FULL, "From now on I keep what you post again", ""),
        (Wish.OPT_IN, NOTHING, "already", ""),
    ],
)
def test_wish_is_confirmed(wish: Wish, before: Belongings, said: str, rest: str) -> None:
    notice = heeded_notice(wish, before=before, now=NOW, in_private=True)

    assert said in notice.sentence
    assert rest in notice.remedy


def test_newcomers_are_told_how_to_be_left_out() -> None:
    told = introduction("!ends ")

    assert all(f"!ends privacy {verb}" in told for verb in ("notice", "forget", "optout"))


def test_who_was_forgotten_is_somebody() -> None:
    assert who(RECORD, NOBODY) == "somebody"


def test_among_others_no_wish_says_how_much_there_was() -> None:
    gone = heeded_notice(Wish.FORGET, before=FULL, now=NOW, in_private=False)
    out = heeded_notice(Wish.OPT_OUT, before=NOTHING, now=NOW, in_private=False)

    assert gone.sentence == "Forgotten: all that there is of you. Nothing brings it back."
    assert "privacy forget" in out.remedy
    assert "all that there is of you" in unsure_notice(None, now=NOW).sentence
    assert isinstance(out, NoticeView)
