from datetime import UTC, datetime

import pytest

from bot.importers import COMMUNITY, Format, Tally
from bot.importers.source import LONGEST_LINE
from bot.model import ChannelKind, Platform
from tests.unit.importers.sources import DATED, fault, messages, options, posts, said

COMMENT = """\
I read your notes on beehives twice, and I keep wondering about three things:

  • Wax is soft. You say that it holds at 40 degrees, does that hold for old comb? (Or is it resin?)
  • Why would a colony leave in autumn?

Would it help to paint them white?"""

USER_PAGE = f"""\
Posts

Sorted by New

Wiki Contributions

Comments

Sorted by
HIVE27

{COMMENT}
"""


def read(page: str) -> list[tuple[str, str]]:
    return said(messages(page, Format.FORUM))


def test_forum_page_gives_its_comment_and_none_of_its_furniture() -> None:
    assert read(USER_PAGE) == [("HIVE", COMMENT)]


def test_forum_page_of_one_person_parts_at_the_name_with_any_karma() -> None:
    page = f"{USER_PAGE}\nReply\n\nHIVE3\n\nOne more thing, is propolis sold?\n"

    assert read(page) == [("HIVE", COMMENT), ("HIVE", "One more thing, is propolis sold?")]


def test_forum_page_takes_all_digits_after_a_name_for_karma() -> None:
    assert read("Comments\n\nSorted by\nneo73\n\nIs it so?\n")[0][0] == "neo"


def test_forum_page_keeps_digits_of_names_where_no_karma_is_run_in() -> None:
    assert read("Replies\n\nneo73\n3h\n\nIs it so?\n")[0][0] == "neo73"


def test_forum_page_is_a_thread_with_the_name_of_its_title() -> None:
    page = (
        "Home\nLog in\n\nBees in winter\n\nComments\n\nmira\n12 May 2026\n\nDo they sleep?\n\nReply"
    )
    [posted] = posts(page, Format.FORUM, given=options("bees.txt"))
    channel = posted.channel

    assert (channel.name, channel.kind) == ("Bees in winter", ChannelKind.THREAD)
    assert (channel.ref.platform, channel.ref.community) == (Platform.IMPORT, COMMUNITY)
    assert channel.ref.channel == "bees"
    assert posted.message.text == "Do they sleep?"


def test_forum_page_goes_under_the_names_that_were_said() -> None:
    given = options(channel="shed", community="allotment")
    [posted] = posts("Bees\n\nComments\n\nmira · 3h\n\nDo they?", Format.FORUM, given=given)

    assert (posted.channel.name, posted.channel.ref.community) == ("shed", "allotment")


@pytest.mark.parametrize(
    ("first", "second"),
    [
        ("[-]mira3h12", "[-]jon2h-1"),
        ("[–]mira 12 points 3 hours ago (2 children)", "[–]jon 1 point 2 hours ago"),
        ("mira 3 hours ago | next [–]", "jon 2 hours ago | parent | prev [–]"),
        ("mira · 3h", "jon • 2 hours ago"),
        ("u/mira\n•\n3h ago", "u/jon\n•\n2h ago"),
        ("mira\n\n3h\n4\n", "jon\n\n2h\n1\n"),
        ("mira\nMira Lind\n\n3h", "jon\nRegular\n\n2h"),
        ("u/mira avatar\nmira\nOP\n•\n3h ago", "u/jon avatar\njon\n•\n2h ago"),
        ("[-]mira3h*12", "[-]jon2h*"),
        ("mira wrote on 1 June 2026 17:00:", "jon replied 2 hours ago"),
        ("Post by mira » Mon Jun 01, 2026 5:00 pm", "by jon » Mon Jun 01, 2026 6:00 pm"),
        ("Posted by u/mira 3 hours ago", "Posted by u/jon 2 hours ago"),
    ],
)
def test_forum_posts_begin_at_headers_of_many_kinds(first: str, second: str) -> None:
    page = f"{first}\n\nDo bees sleep?\n\nReply\n\n{second}\n\nYes.\n\nShare\n4\nUpvote\n"
    found = messages(page, Format.FORUM)

    assert said(found) == [("mira", "Do bees sleep?"), ("jon", "Yes.")]
    assert [message.at for message in found] == [
        datetime(2026, 6, 1, 17, tzinfo=UTC),
        datetime(2026, 6, 1, 18, tzinfo=UTC),
    ]


def test_forum_names_without_dates_stand_between_furniture_and_paragraphs() -> None:
    page = "mira · 3h\n\nDo bees sleep?\n\nReply\n\njon\n\nYes, they do.\n\nReply"

    assert read(page) == [("mira", "Do bees sleep?"), ("jon", "Yes, they do.")]


def test_forum_post_keeps_what_only_looks_like_furniture_or_a_header() -> None:
    body = "It says\n\nComments\n\nabove.\n\nmira said\n\nReply\n\non 12 May 2024 or not.\n\n42"

    assert read(f"jon · 3h\n\n{body}\n\nReply") == [("jon", body)]


def test_forum_reply_is_indented_under_its_parent() -> None:
    page = """\
mira · 5h

Do bees sleep?

  jon · 4h

  They do:
    - at night

    tess · 3h

    In winter too?

  wren · 2h

  Hardly.

dov · 1h

Which hive?
"""
    found = messages(page, Format.FORUM)
    name_of = {message.id: message.author.name for message in found}

    assert [message.reply_to and name_of[message.reply_to] for message in found] == [
        None,
        "mira",
        "jon",
        "mira",
        None,
    ]
    assert found[1].text == "They do:\n  - at night"


def test_forum_reply_never_stands_before_its_parent() -> None:
    parent, child = messages(
        "mira · 2h\n\nDo bees sleep?\n\n  jon · 2 days\n\n  Yes.", Format.FORUM
    )

    assert child.at > parent.at


def test_forum_posts_of_the_same_day_keep_the_order_of_the_page() -> None:
    day = "9 May 2026"
    page = f"mira\n{day}\n\nA?\n\nReply\n\njon\n11 May 2026\n\nB.\n\nReply\n\ntess\n{day}\n\nC.\n"
    found = messages(page, Format.FORUM)

    assert len({message.at for message in found}) == 3
    assert [message.at.day for message in found] == [9, 11, 9]


def test_forum_text_under_no_name_is_kept() -> None:
    assert read("Bees in winter\n\nI wonder whether they sleep.\n\nmira · 3h\n\nYes.") == [
        ("unknown", "I wonder whether they sleep."),
        ("mira", "Yes."),
    ]
    assert read("Do bees sleep?\nI think so.") == [("unknown", "Do bees sleep?\nI think so.")]


def test_forum_page_of_furniture_alone_is_refused() -> None:
    error = fault("Posts\n\nComments\n\nSorted by\n", Format.FORUM)

    assert "no post" in error.problem


def test_forum_page_without_sentences_before_the_first_name_has_menus_there() -> None:
    page = "new | past | ask\nSlate roofs\nShed\n120 of 9\n\nmira · 3h\n\nDo they hold?"
    [posted] = posts(page, Format.FORUM)

    assert (posted.channel.name, posted.message.author.name) == ("Slate roofs", "mira")


def test_forum_page_may_write_the_name_above_the_header_as_well() -> None:
    first = "by mira » 3 May 2026 12:18\n\nA?\nTop\njon\nPosts: 9\n\n"
    page = f"{first}by jon » 3 May 2026 13:18\n\nB."

    assert read(page) == [("mira", "A?"), ("jon", "B.")]


def test_forum_page_may_write_the_age_above_the_name() -> None:
    page = "r/roofs\n•\n2 days ago\nmira\n\nCan I glue slate?\n\nShare\n\njon · 3h\n\nYes."

    assert read(page) == [("mira", "Can I glue slate?"), ("jon", "Yes.")]


def test_forum_post_without_words_gives_nothing() -> None:
    assert read("mira · 3h\n\nReply\n\njon · 2h\n\nYes.") == [("jon", "Yes.")]


def test_forum_ids_are_the_same_when_the_page_is_copied_later() -> None:
    page = "mira · 3h\n\nDo bees sleep?\n\nReply\n\njon\n12 May 2026\n\nYes."
    later = page.replace("3h", "9 days") + "\n\nReply\n\ntess · 2h\n\nNo!"
    ids = [message.id for message in messages(page, Format.FORUM)]

    given = options(dated=DATED.replace(day=10))
    assert [m.id for m in messages(later, Format.FORUM, given=given)][:2] == ids


def test_forum_post_that_never_ends_is_set_aside() -> None:
    tally = Tally(tolerance=9)
    endless = ("and on " * 999 + "\n") * (LONGEST_LINE // 6000)
    page = f"mira · 3h\n\nshort\n\njon · 2h\n\n{endless}\n\ntess · 1h\n\nok"

    assert said(messages(page, Format.FORUM, tally=tally)) == [("mira", "short"), ("tess", "ok")]
    assert [error.line for error in tally.named] == [5]
