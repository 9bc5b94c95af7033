"""Claims, threads, status and notices."""

from dataclasses import replace
from datetime import timedelta

import pytest

from bot.errors import BadInput, NotFound
from bot.model import (
    BlindSpot,
    Certainty,
    ChannelId,
    ClaimPage,
    CommunityId,
    Coverage,
    MarkKind,
    Missing,
    Platform,
    Sight,
    State,
)
from bot.views import (
    NoticeKind,
    claims_view,
    failed_notice,
    marked_notice,
    status_view,
    stopped_notice,
    thread_view,
    undone_notice,
)
from bot.views.render.plain import plain
from tests.unit.views.allotment import (
    ASKED_AT,
    NOW,
    THREAD,
    claims,
    mark,
    record,
    said,
    soil,
    standing,
    thread,
)


def test_claim_says_how_firmly_it_is_put_and_whom_it_credits() -> None:
    (claim,) = claims_view(claims(), now=NOW).claims
    assert claim.text == "The report says pH 5.1 in the lower beds."
    assert (claim.certainty, claim.attributed) == ("hedged", 'credits "the report"')


def test_plain_claim_has_nothing_to_add() -> None:
    (stored,) = claims().records
    plain = replace(stored.claim, certainty=Certainty.PLAIN, attributed_to=None)
    stored = ClaimPage((replace(stored, claim=plain),), total=1)
    (claim,) = claims_view(stored, now=NOW).claims
    assert (claim.certainty, claim.attributed) == ("", "")


def test_contested_claims_are_counted_and_quote_who_contests() -> None:
    view = claims_view(claims(said("ana", "no, 6.2", minutes=5)), now=NOW)
    assert view.summary == ("1 claim", "1 contested")
    assert [(each.author, each.quote) for each in view.claims[0].contested] == [("ana", "no, 6.2")]


def test_no_claims_is_said_in_a_sentence() -> None:
    view = claims_view(ClaimPage((), 0), now=NOW, where="#help")
    assert (view.title, view.summary, view.empty) == ("Claims in #help", (), "No claims found.")


def test_thread_parts_what_is_missing_from_what_is_settled() -> None:
    first, second, third = soil()
    done = replace(third, entry=replace(third.entry, standing=standing(State.RESOLVED)))
    idle = replace(
        first,
        entry=replace(first.entry, question=replace(first.entry.question, genuine=0.1)),
    )
    view = thread_view(thread(idle, second, done), now=NOW)
    missing, settled = (
        [e.number for g in part for e in g.entries] for part in (view.missing, view.settled)
    )
    assert (missing, settled) == ([42], [43])
    assert [entry.number for entry in view.rhetorical] == [41]
    assert [claim.author for claim in view.claims] == ["mira"]


def test_thread_with_every_answer_is_good_news() -> None:
    view = thread_view(thread(record(1, standing(State.RESOLVED))), now=NOW)
    assert view.good_news == "Nothing is missing: every question of this thread has its answer."
    assert not view.hints


def test_thread_counts_messages_people_and_states() -> None:
    assert thread_view(thread(*soil()), now=NOW).summary == (
        "3 messages",
        "3 people",
        "since 2 May",
        "2 open, 1 partly answered",
    )


def test_thread_says_once_that_the_model_has_read_none_of_it() -> None:
    asked = [replace(each, by_rules_alone=True) for each in soil()]
    apart = [replace(asked[0], message=said("mira", asked[0].message.text, minutes=1)), *asked[1:]]
    view = thread_view(thread(*apart), now=NOW)

    assert {post.alone for post in (*view.missing, *view.settled)} == {""}
    assert plain(view).count("language model") == 1


def test_empty_thread_has_nothing_to_count() -> None:
    assert thread_view(replace(thread(), turns=()), now=NOW).summary == ()
    assert thread_view(replace(thread(), channel=THREAD), now=NOW).title == "Soil test results"


@pytest.mark.parametrize(
    ("read_from", "words"),
    [(ASKED_AT, "from 2 May to 11 May (2 min ago)"), (None, "nothing yet")],
)
def test_status_says_what_is_held_and_how_far_was_read(read_from: object, words: str) -> None:
    coverage = Coverage(1, 4, 900, 80, ASKED_AT, NOW - timedelta(minutes=2))
    if read_from is None:
        coverage = replace(coverage, read_from=None, read_up_to=None)
    held, read = status_view(coverage, now=NOW).facts
    assert held.words == "1 community, 4 channels, 900 messages, 80 questions"
    assert read.words == words


def test_status_says_what_is_missing() -> None:
    blind = [
        BlindSpot(Platform.DISCORD, CommunityId("7"), sight, ChannelId(channel))
        for sight, channel in ((Sight.HISTORY, "1"), (Sight.HISTORY, "2"), (Sight.CONTENT, ""))
    ]
    coverage = Coverage(1, 4, 9, 8, ASKED_AT, NOW, Missing(3, blind_spots=tuple(blind)))

    _, _, *missing = status_view(coverage, now=NOW).facts

    assert [(fact.label, fact.words) for fact in missing] == [
        ("To be read", "some history of 3 channels"),
        ("Not seen", "the words of messages that do not mention me: I may not read them"),
        ("Not seen", "the history of 2 channels: I may not read it"),
    ]


@pytest.mark.parametrize("kind", MarkKind)
def test_every_verdict_is_confirmed_in_a_sentence_and_can_be_undone(kind: MarkKind) -> None:
    notice = marked_notice(42, mark(kind, until=NOW + timedelta(days=2)), now=NOW)
    assert notice.kind is NoticeKind.DONE
    assert notice.sentence.startswith("#42 ")
    assert [hint.words for hint in notice.hints] == [("undo", "42")]


def test_taking_says_until_when_where_it_ends() -> None:
    until = NOW + timedelta(days=2)
    assert (
        marked_notice(42, mark(MarkKind.TAKEN, until=until), now=NOW).sentence,
        marked_notice(42, mark(MarkKind.TAKEN), now=NOW).sentence,
    ) == ("#42 is yours until 13 May 18:30.", "#42 is yours.")


def test_undoing_says_where_the_question_stands_now() -> None:
    assert undone_notice(record()).sentence == "Undone. #41 stands where it stood: open."


def test_error_is_a_sentence_and_its_remedy() -> None:
    notice = failed_notice(BadInput("no JSON.", source="a\u202eb", line=3, remedy="Look there."))
    assert notice.kind is NoticeKind.FAILED
    assert (notice.sentence, notice.remedy) == ("ab, line 3: no JSON.", "Look there.")


def test_who_is_not_answered_before_the_end_is_told_to_ask_again() -> None:
    notice = stopped_notice()
    assert notice.kind is NoticeKind.FAILED
    assert (notice.sentence, notice.remedy) == (
        "I am being restarted in the middle of this.",
        "Ask me again in a minute.",
    )


def test_error_without_a_remedy_is_its_own_words() -> None:
    notice = failed_notice(NotFound("There is no #7."))
    assert (notice.sentence, notice.remedy) == ("There is no #7.", "")
