"""What a message of ours says is escaped, rings nobody, and fits."""

from collections.abc import Iterator

from hypothesis import given, settings
from hypothesis import strategies as st

from bot.views import NoticeKind, NoticeView
from bot.views.outline import Block, Heading, Item, Items, Prose
from bot.views.values import Hint
from matrix.answering.sheets import NUMBERS, ROOM, Sheet, content, numbers_in, sheets, sheets_of

DONE = NoticeView(NoticeKind.DONE, "#41 is resolved.", hints=(Hint("Undo:", ("undo", "41")),))


def items(count: int, words: str) -> Iterator[Block]:
    yield Heading("Open", level=1)
    yield Items(tuple(Item(f"#{n}", words) for n in range(count)))
    yield Prose("the end")


def test_view_is_plain_and_html_and_says_what_to_type_next() -> None:
    [sheet] = sheets_of(DONE, "!ends")

    assert sheet == Sheet(
        "#41 is resolved.\n\nUndo:  !ends undo 41",
        "<p>#41 is resolved.</p>\n<p>Undo: <code>!ends undo 41</code></p>",
    )


def test_words_of_strangers_are_no_markup() -> None:
    [sheet] = sheets(items(1, "<b>@room</b>"), "!ends")

    assert "<b>" not in sheet.html
    assert "@room" not in sheet.html


def test_long_page_is_several_messages_that_end_between_entries() -> None:
    found = sheets(items(300, "is it wet? " * 20), "!ends")

    assert len(found) > 1
    assert all(sheet.size <= ROOM for sheet in found)
    numbers = [line.split()[0] for s in found for line in s.html.split("<strong>")[1:]]
    assert numbers == [f"#{n}</strong>" for n in range(len(numbers))]


@settings(max_examples=25)
@given(st.text(max_size=400), st.sampled_from([1, 40, 200]))
def test_message_fits_whatever_it_says(words: str, count: int) -> None:
    assert all(sheet.size <= ROOM for sheet in sheets(items(count, words), "!ends"))


def test_huge_entry_fits_too() -> None:
    assert all(sheet.size <= ROOM for sheet in sheets(items(3, "長い" * 50_000), "!ends"))


def test_message_is_a_notice_that_mentions_nobody() -> None:
    said = content(Sheet("dry?", "<p>dry?</p>"), (41,))

    assert said["msgtype"] == "m.notice"
    assert said["m.mentions"] == {}
    assert said[NUMBERS] == [41]
    assert NUMBERS not in content(Sheet("dry?", "<p>dry?</p>"))


def test_notice_is_about_the_question_that_it_lets_one_undo() -> None:
    assert numbers_in(DONE) == (41,)
    assert numbers_in(NoticeView(NoticeKind.FAILED, "No.")) == ()
