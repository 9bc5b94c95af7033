from dataclasses import replace
from datetime import timedelta

import pytest

from bot.model import (
    ChannelId,
    ChannelRef,
    Claim,
    CommunityId,
    Coverage,
    Part,
    Platform,
    Span,
    State,
    WaitingFor,
)
from bot.views import EntryView, list_view
from bot.views.questions import context_words, entry_view, part_count, post_groups
from bot.views.render.plain import plain
from tests.unit.views.allotment import (
    ASKED_AT,
    MIRA,
    NOW,
    ROOM,
    lone,
    page,
    question,
    record,
    said,
    soil,
    standing,
)

COVERAGE = Coverage(1, 4, 900, 80, ASKED_AT, NOW - timedelta(minutes=2))


def entry(*, listed: frozenset[int] = frozenset(), index: int = 1) -> EntryView:
    return entry_view(record(index), now=NOW, listed=listed)


def test_entry_shows_the_clause_and_not_the_post() -> None:
    assert entry().text == "Would liming in autumn still help before the frost?"


def test_entry_says_what_it_refers_back_to() -> None:
    assert entry().context == "The report says pH 5.1 in the lower beds."


def test_entry_names_the_question_that_it_depends_on() -> None:
    assert entry(index=3).depends_on == 42
    assert entry(index=1).depends_on is None


def test_entry_repeats_a_question_only_where_it_is_not_in_the_list() -> None:
    needed = "Is it the compost or the old pine needles that made it so acid?"
    assert entry(index=3).context == needed
    assert entry(index=3, listed=frozenset({42, 43})).context == ""


def test_entry_links_back_where_the_link_can_be_followed() -> None:
    hostile = record(message=replace(MIRA, link="javascript:alert(1)"))
    assert entry().link == "https://forum.example/t/41"
    assert entry_view(hostile, now=NOW).link is None


def test_context_keeps_the_nearest_segment_and_drops_earlier_ones_without_room() -> None:
    far, near, end = "x " * 55, "y " * 45, "why?"
    text = f"{far}{near}{end}"
    acts = (
        Claim(span=Span(0, len(far))),
        Claim(span=Span(len(far), len(far + near))),
        question(text, end, context=(0, 1)),
    )
    asked = lone(end)
    both = replace(
        asked,
        message=said("dov", text, channel=ROOM),
        acts=acts,
        entry=replace(asked.entry, index=2, question=acts[2]),
    )
    assert context_words(both) == near.strip()


def test_context_stands_in_the_order_of_the_text() -> None:
    text = "It leaks. Only at night. Why?"
    acts = (
        Claim(span=Span(0, 9)),
        Claim(span=Span(10, 24)),
        question(text, "Why?", context=(0, 1)),
    )
    asked = lone("Why?")
    stored = replace(asked, message=said("dov", text), acts=acts)
    stored = replace(stored, entry=replace(asked.entry, index=2, question=acts[2]))
    assert context_words(stored) == "It leaks. … Only at night."


def test_questions_of_one_post_stand_together_in_its_order() -> None:
    first, second, third = soil()
    groups = post_groups([third, first, second, lone("which adapter?")], now=NOW)
    assert [[each.number for each in group.entries] for group in groups] == [[41, 42, 43], [57]]


def test_group_says_once_whose_turn_it_is() -> None:
    (group,) = post_groups(soil(), now=NOW)
    assert group.turn == "waiting for helpers"
    assert {group.turn_of(each) for each in group.entries} == {""}


def test_group_leaves_the_turn_to_the_entries_where_they_differ() -> None:
    asker = standing(State.ANSWERED, waiting_for=WaitingFor.ASKER)
    (group,) = post_groups([record(1), record(2, asker)], now=NOW)
    assert group.turn == ""
    turns = [group.turn_of(each) for each in group.entries]
    assert turns == ["waiting for helpers", "waiting for mira"]


def test_thread_has_a_title_and_a_room_its_sign() -> None:
    thread, room = post_groups([record(), lone("which adapter?")], now=NOW)
    assert (thread.title, thread.channel) == ("Soil test results", "Allotment")
    assert (room.title, room.channel) == ("", "#workshop")


def test_communities_are_told_apart_where_a_list_has_several() -> None:
    elsewhere = ChannelRef(Platform.DISCORD, CommunityId("8472"), ChannelId("1"))
    other = lone("which adapter?", who="ana")
    other = replace(other, channel=replace(other.channel, ref=elsewhere))
    groups = list_view(page(record(), lone("which adapter?"), other), now=NOW).groups
    assert [group.channel for group in groups] == [
        "garden",
        "#workshop in garden",
        "#workshop in 8472",
    ]
    assert groups[2].entries[0].channel == "#workshop in 8472"


@pytest.mark.parametrize(
    ("states", "words"),
    [
        ((State.OPEN,), ""),
        ((State.OPEN, State.ANSWERED), "1 of 2 answered"),
        ((State.RESOLVED, State.PARTLY_ANSWERED, State.OPEN), "1 of 3 answered, 1 in part"),
        ((State.OPEN, State.DISMISSED, State.WITHDRAWN), ""),
        ((State.OPEN, State.OPEN, State.DISMISSED), "0 of 2 answered"),
    ],
)
def test_part_count_counts_what_still_wants_an_answer(
    states: tuple[State, ...], words: str
) -> None:
    assert part_count([Part(1 + i, i, state) for i, state in enumerate(states)]) == words


def test_list_counts_states_and_channels() -> None:
    view = list_view(page(*soil(), lone("which adapter?")), now=NOW)
    assert view.summary == ("3 open, 1 partly answered", "2 channels", "read up to 2 min ago")


def test_list_says_how_far_was_read_only_once() -> None:
    view = list_view(page(*soil()), now=NOW, coverage=COVERAGE)
    assert view.summary == ("2 open, 1 partly answered", "1 channel")
    assert view.coverage == "I have read everything since 2 May, up to 2 min ago."


def test_list_says_which_stretch_it_shows() -> None:
    assert list_view(page(*soil(), total=57, offset=20), now=NOW).place == "21–23 of 57"
    assert list_view(page(*soil()), now=NOW).place == ""


def test_list_hints_at_what_to_type_about_its_first_entry() -> None:
    hints = list_view(page(*soil()), now=NOW).hints
    assert [hint.words for hint in hints] == [("why", "41"), ("resolve", "41")]


def test_list_offers_to_settle_only_what_is_not_settled() -> None:
    done = record(1, standing(State.RESOLVED))
    hints = list_view(page(done, record(2)), now=NOW).hints
    assert [hint.words for hint in hints] == [("why", "41"), ("resolve", "42")]
    assert [hint.words for hint in list_view(page(done), now=NOW).hints] == [("why", "41")]


def test_empty_list_is_good_news_with_coverage() -> None:
    view = list_view(page(), now=NOW, where="#help", coverage=COVERAGE)
    assert view.good_news == (
        "Nothing open in #help. I have read everything since 2 May, up to 2 min ago."
    )
    assert not view.hints


@pytest.mark.parametrize(
    ("coverage", "words"),
    [
        (None, "Nothing open."),
        (
            replace(COVERAGE, read_from=None),
            "Nothing open. I have read everything up to 2 min ago.",
        ),
        (replace(COVERAGE, read_up_to=None), "Nothing open. I have read nothing yet."),
    ],
)
def test_empty_list_claims_no_more_than_was_read(coverage: Coverage | None, words: str) -> None:
    assert list_view(page(), now=NOW, coverage=coverage).good_news == words


def test_search_that_finds_nothing_is_no_good_news() -> None:
    view = list_view(page(), now=NOW, where="#help", searched=True)
    assert (view.title, view.good_news) == ("Questions in #help", "Nothing found in #help.")
    assert list_view(page(), now=NOW, searched=True).good_news == "Nothing found."


def test_page_beyond_the_end_is_no_good_news() -> None:
    view = list_view(page(total=7, offset=40), now=NOW)
    assert view.good_news == "There is nothing on this page; the list ends at 7."


def test_post_that_the_model_has_not_read_says_so() -> None:
    unread = replace(lone("which plug?", who="ana"), by_rules_alone=True)
    view = list_view(page(lone("which adapter?"), unread), now=NOW)

    assert [post.alone for post in view.groups] == ["", "read by rules alone"]
    assert plain(view).count("read by rules alone") == 1


def test_list_of_which_the_model_has_read_nothing_says_so_once() -> None:
    unread = [replace(lone("which?", who=who), by_rules_alone=True) for who in ("ana", "tess")]
    view = list_view(page(*unread), now=NOW)

    assert [post.alone for post in view.groups] == ["", ""]
    assert view.alone
    assert plain(view).count("language model") == 1
