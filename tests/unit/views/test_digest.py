"""What a digest shows, and in which messages; its picture; what is said of schedules."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from xml.etree import ElementTree

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.model import (
    BlindSpot,
    CommunityId,
    Counts,
    Coverage,
    MarkKind,
    Missing,
    Occurrence,
    Outcome,
    Past,
    Platform,
    Reply,
    Role,
    Run,
    Section,
    Sight,
    State,
)
from bot.views import (
    About,
    DigestView,
    alt_words,
    digest_view,
    pages,
    schedule_view,
    schedules_view,
    silence_notice,
    wished_notice,
)
from bot.views.chart import chart
from bot.views.outline import outline
from bot.views.render import json_lines, plain
from bot.views.strokes import width, written
from tests.unit.views.allotment import (
    JON,
    NOW,
    PARTLY,
    TESS,
    lone,
    mark,
    record,
    standing,
)

COUNTS = Counts(NOW - timedelta(weeks=2), ((1, 2), (0, 0)), (1, 0, 0, 0, 2))
BLIND = BlindSpot(Platform.DISCORD, CommunityId("1"), Sight.CONTENT)
ANSWERED = standing(State.ANSWERED, Reply(JON.id, Role.ANSWER), Reply(TESS.id, Role.ME_TOO))


def whole() -> DigestView:
    rested = mark(MarkKind.SNOOZED, until=NOW - timedelta(hours=1))
    return digest_view(
        (
            (Section.NEW, (record(1), lone("which adapter fits?"))),
            (Section.BACK, (record(2, marks=(rested,)),)),
            (Section.STILL_OPEN, (record(3, PARTLY),)),
            (Section.ANSWERED, (record(1, ANSWERED),)),
        ),
        About(
            now=NOW,
            place="#loose-ends",
            listed={Section.NEW: 2, Section.STILL_OPEN: 1, Section.ANSWERED: 1},
            more=14,
            past={43: Past(3, NOW - timedelta(days=7)), 41: Past(1, NOW)},
            asked={41: 3},
            coverage=Coverage(1, 2, 3, 4, None, None, Missing(2, blind_spots=(BLIND,))),
            upcoming=NOW + timedelta(days=7),
            zone="Europe/Berlin",
            counts=COUNTS,
        ),
    )


def test_a_digest_tells_what_is_new_back_open_and_answered() -> None:
    said = plain(whole(), columns=100)

    assert said.startswith("  Loose ends in #loose-ends · 2 new · 1 still open · 1 answered\n")
    for words in (
        "#41  Would liming in autumn still help before the frost?",
        "asked 3 times · listed once before",
        "jon let it rest",
        "Still open · oldest: 9 days",
        "listed 3 times before",
        "Answered since last time · thanks to jon",
        "#workshop",
        "and 14 more that are open",
        "Not in here: some history of 2 channels; the words of messages",
        "Next: 18 May 18:30 Europe/Berlin",
        "looseends resolve 41",
    ):
        assert words in said.replace("\n         ", " ")


def test_what_was_seen_need_not_be_told() -> None:
    seen = Coverage(1, 2, 3, 4, None, None)

    assert digest_view((), About(NOW, coverage=seen)).footer == ""


def test_those_who_answered_most_are_thanked_first() -> None:
    of_tess = standing(State.RESOLVED, Reply(TESS.id, Role.ANSWER), Reply(JON.id, Role.PARTIAL))
    settled = mark(MarkKind.RESOLVED, answer=TESS.id)

    view = digest_view(
        (
            (
                Section.ANSWERED,
                (record(1, ANSWERED), record(2, ANSWERED), record(3, of_tess, marks=(settled,))),
            ),
        ),
        About(NOW),
    )
    alone = digest_view(((Section.ANSWERED, (record(1, standing(State.RESOLVED)),)),), About(NOW))

    assert view.sections[0].facts == ("thanks to jon (2), tess",)
    assert alone.sections[0].facts == ()


def test_an_empty_digest_says_so() -> None:
    view = digest_view((), About(NOW))

    assert "Nothing" in plain(view)
    assert view.title == "Loose ends"
    assert list(json_lines(view)) == []


def test_its_lines_for_scripts_name_the_section() -> None:
    assert ['"section": "new"' in line for line in json_lines(whole())] == [
        True,
        True,
        False,
        False,
        False,
    ]


@given(st.integers(1, 6))
def test_its_messages_hold_all_of_it_in_order_and_no_more_than_they_can(size: int) -> None:
    view = whole()

    parts = pages(view, lambda page: len(page.numbers) <= size)

    assert [n for part in parts for n in part.numbers] == list(view.numbers)
    assert all(len(part.numbers) <= size for part in parts)
    assert [bool(part.title) for part in parts] == [True, *[False] * (len(parts) - 1)]
    assert [bool(part.footer and part.more) for part in parts] == [
        *[False] * (len(parts) - 1),
        True,
    ]


def test_what_no_message_holds_has_one_of_its_own() -> None:
    assert len(pages(whole(), lambda _: False)) == len(whole().numbers)
    assert pages(digest_view((), About(NOW)), lambda _: False)[0].numbers == ()


def test_a_part_that_is_not_the_first_has_no_title_and_one_that_is_not_the_last_no_end() -> None:
    about = About(NOW, more=3, counts=COUNTS, upcoming=NOW)
    view = digest_view(((Section.NEW, (record(1),)),), about, is_first=False, is_last=False)

    assert (view.title, view.summary, view.more, view.footer) == ("", (), "", "")
    assert (view.counts, view.alt) == (None, "")
    assert len(list(outline(view))) == 3


def test_the_picture_is_put_into_words() -> None:
    assert alt_words(COUNTS) == (
        "Asked in the last 2 weeks: 3. Answered: 2, open: 1. "
        "Age of what is open: over 3 months: 1, under a day: 2."
    )
    assert alt_words(replace(COUNTS, weeks=((0, 0),), ages=(0,) * 5)) == (
        "Nothing was asked in the last 1 weeks."
    )


@given(
    st.lists(st.tuples(st.integers(0, 10**6), st.integers(0, 10**6)), max_size=12),
    st.lists(st.integers(0, 10**6), min_size=5, max_size=5),
)
def test_the_picture_is_a_drawing_whatever_it_counts(
    weeks: list[tuple[int, int]], ages: list[int]
) -> None:
    drawn = chart(Counts(datetime(2026, 5, 4, tzinfo=UTC), tuple(weeks), tuple(ages)))

    root = ElementTree.fromstring(drawn)  # noqa: S314  (our own)
    assert root.tag.endswith("svg")
    for box in root.iter("{http://www.w3.org/2000/svg}rect"):
        assert float(box.get("width", "0")) >= 0
        assert float(box.get("y", "0")) >= 0


def test_letters_are_strokes_and_what_has_none_is_a_blank() -> None:
    assert list(written("~", 0, 0, 1, "red")) == []
    assert len(list(written("1-", 0, 0, 1, "red"))) == 3
    assert (width("", 2), width("ab", 2)) == (0, 20)


def test_schedules_tell_when_they_are_due_and_what_became_of_them() -> None:
    def run(outcome: Outcome) -> Run:
        return Run(Occurrence("weekly", NOW - timedelta(days=1)), outcome, NOW, listed=7)

    posted = schedule_view("weekly", NOW, "UTC", [run(Outcome.POSTED)], NOW)
    begun = schedule_view("new", None, "", [run(Outcome.BEGUN)], NOW)
    silent = schedule_view("calm", NOW, "", [run(Outcome.SILENT), run(Outcome.POSTED)], NOW)

    assert posted.words == ("next: 11 May 18:30 UTC", "last: 10 May 18:30, posted, 7 questions")
    assert begun.words == ("never due", "none yet")
    assert silent.words[1] == "last: 10 May 18:30, nothing new"
    view = schedules_view([posted, begun])
    assert "weekly  next: 11 May 18:30 UTC" in plain(view)
    weekly, _ = json_lines(view)
    assert '"outcome": "posted"' in weekly
    assert "LOOSEENDS_DIGESTS__1__TO" in plain(schedules_view([]))


@pytest.mark.parametrize("outcome", Outcome)
def test_every_outcome_has_words(outcome: Outcome) -> None:
    run = Run(Occurrence("weekly", NOW), outcome, NOW)

    assert schedule_view("weekly", None, "", [run], NOW).words[1]


def test_notices_say_what_will_be_and_what_was_not() -> None:
    assert wished_notice("weekly").sentence.startswith("weekly will be posted")
    assert "for 14 days" in silence_notice("#ends", 14, None, NOW).sentence
