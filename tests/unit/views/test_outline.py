from dataclasses import replace

from bot.model import ClaimPage, MarkKind, State, Title
from bot.views import claims_view, list_view, thread_view, why_view
from bot.views.outline import Commands, Heading, Item, Items, Prose, outline
from tests.unit.views.allotment import (
    NOW,
    PARTLY,
    claims,
    lone,
    mark,
    page,
    record,
    soil,
    standing,
    thread,
)


def test_every_post_is_headed_by_who_where_and_how_far_it_is() -> None:
    headings = [
        block
        for block in outline(list_view(page(*soil(), lone("which adapter?")), now=NOW))
        if isinstance(block, Heading)
    ]
    assert [(heading.words, heading.facts) for heading in headings[1:]] == [
        (
            "Soil test results",
            ("Allotment", "mira, 9 days ago", "0 of 3 answered, 1 in part", "waiting for helpers"),
        ),
        ("#workshop", ("dov, 2 days ago", "waiting for helpers")),
    ]


def test_post_of_a_room_bears_the_title_that_a_model_found() -> None:
    named = replace(lone("which adapter?"), title=Title("An adapter @everyone wants", "tiny"))
    (_, heading, *_) = outline(list_view(page(named), now=NOW))
    assert isinstance(heading, Heading)
    assert heading.words == "An adapter @everyone wants"
    assert heading.facts[:3] == ("#workshop", "title by tiny", "dov, 2 days ago")


def test_thread_needs_no_title_of_a_model() -> None:
    named = replace(record(), title=Title("Lime", "tiny"))
    (_, heading, *_) = outline(list_view(page(named), now=NOW))
    assert isinstance(heading, Heading)
    assert heading.words == "Soil test results"
    assert not any("tiny" in fact for fact in heading.facts)


def test_ledger_of_a_room_names_its_posts() -> None:
    named = replace(lone("which adapter?"), title=Title("An adapter", "tiny"))
    (_, _, heading, *_) = outline(
        thread_view(replace(thread(named), channel=named.channel, turns=()), now=NOW)
    )
    assert isinstance(heading, Heading)
    assert heading.words == "An adapter"
    assert heading.facts[:2] == ("title by tiny", "dov, 2 days ago")


def test_taken_question_says_so_below_it() -> None:
    taken = record(marks=(mark(MarkKind.TAKEN),))
    (_, _, entries, _) = outline(list_view(page(taken), now=NOW))
    assert isinstance(entries, Items)
    assert entries.items[0].notes[-1] == "nobody replied · jon is on it"


def test_why_labels_a_run_of_replies_once() -> None:
    counted = replace(PARTLY, replies=(PARTLY.replies[0], PARTLY.replies[0]))
    (_, reasons, _) = outline(why_view(record(2, counted), now=NOW))
    assert isinstance(reasons, Items)
    labels = [each.label for each in reasons.items]
    assert labels == ["Why a question", "Why partly", "", "Whose turn"]


def test_why_names_people_s_verdicts() -> None:
    marked = record(1, standing(State.RESOLVED), marks=(mark(MarkKind.RESOLVED),))
    (_, reasons, _) = outline(why_view(marked, now=NOW))
    assert isinstance(reasons, Items)
    (said,) = (each for each in reasons.items if each.label == "What people said")
    assert said.words == "jon marked it as resolved, 11 May 18:30"


def test_thread_without_claims_ends_with_its_commands() -> None:
    blocks = list(outline(thread_view(replace(thread(record()), turns=()), now=NOW)))
    assert [type(block) for block in blocks[-2:]] == [Items, Commands]


def test_thread_without_questions_says_so() -> None:
    assert Prose("Nobody asked anything here.") in outline(thread_view(thread(), now=NOW))


def test_footer_of_claims_says_which_stretch_they_are() -> None:
    some = replace(claims(), total=30)
    assert list(outline(claims_view(some, now=NOW)))[-1] == Prose("1–1 of 30")


def test_no_claims_is_one_sentence() -> None:
    heading, empty = outline(claims_view(ClaimPage((), 0), now=NOW))
    assert isinstance(heading, Heading)
    assert empty == Prose("No claims found.")


def test_whole_list_of_claims_needs_no_footer() -> None:
    assert isinstance(list(outline(claims_view(claims(), now=NOW)))[-1], Items)


def test_question_that_wants_no_answer_is_named_apart() -> None:
    asked = record()
    idle = replace(asked.entry, question=replace(asked.entry.question, genuine=0.1))
    blocks = list(outline(thread_view(thread(replace(asked, entry=idle)), now=NOW)))
    place = blocks.index(Heading("Asked without wanting an answer"))
    assert blocks[place + 1] == Items(
        (Item("#41", "Would liming in autumn still help before the frost?"),)
    )
