"""Which question has which public number, and which marks speak of it."""

from datetime import UTC, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from bot.ingest.numbering import lines
from bot.model import (
    Anchor,
    Author,
    AuthorId,
    ChannelId,
    ChannelRef,
    CommunityId,
    Entry,
    Form,
    Mark,
    MarkKind,
    Message,
    MessageId,
    MessageRef,
    Platform,
    Question,
    Reply,
    Role,
    Span,
    Standing,
    State,
    WaitingFor,
)
from bot.words import likeness

NOON = datetime(2024, 5, 1, 12, tzinfo=UTC)
REF = MessageRef(
    ChannelRef(Platform.IMPORT, CommunityId("garden"), ChannelId("beds")), MessageId("1")
)
WET, LIME, PINE = "is the soil wet?", "does lime still help?", "how acid are pine needles?"


def message(*questions: str) -> Message:
    return Message(REF, Author(AuthorId("mira"), "Mira"), NOON, " ".join(questions))


def entries(*questions: str, replies: tuple[Reply, ...] = ()) -> list[Entry]:
    found: list[Entry] = []
    start = 0
    for index, text in enumerate(questions):
        question = Question(span=Span(start, start + len(text)), form=Form.POLAR)
        standing = Standing(State.OPEN, WaitingFor.HELPERS, replies)
        found.append(Entry(REF.message, index, question, standing))
        start += len(text) + 1
    return found


def numbers(anchors: list[Anchor], *questions: str) -> list[int | None]:
    found = lines(entries(*questions), message(*questions), anchors, [], {})
    return [line.number for line in found]


def mark(
    id_: str,
    kind: MarkKind,
    quote: str,
    minutes: int = 0,
    *,
    until: datetime | None = None,
    undone_at: datetime | None = None,
) -> Mark:
    at = NOON + timedelta(minutes=minutes)
    return Mark(id_, kind, REF, quote, AuthorId("mira"), at, until=until, undone_at=undone_at)


def test_question_without_an_anchor_has_no_number_yet() -> None:
    assert numbers([], WET, LIME) == [None, None]


def test_numbers_follow_their_words_when_questions_change_places() -> None:
    assert numbers([Anchor(7, WET), Anchor(8, LIME)], LIME, WET) == [8, 7]


def test_number_stays_when_a_question_is_reworded() -> None:
    assert numbers([Anchor(7, WET), Anchor(8, LIME)], PINE, "is the soil still wet there?") == [
        None,
        7,
    ]


def test_number_is_not_given_to_another_question() -> None:
    assert numbers([Anchor(7, WET)], PINE) == [None]


def test_same_question_twice_takes_two_numbers_in_order() -> None:
    assert numbers([Anchor(3, WET), Anchor(4, WET)], WET, WET, WET) == [3, 4, None]


def test_wording_without_words_matches_only_itself() -> None:
    assert numbers([Anchor(1, "???"), Anchor(2, WET)], "??", "???") == [None, 1]


def test_mark_speaks_of_the_question_that_it_quotes() -> None:
    marks = [
        mark("b", MarkKind.RESOLVED, "lime help", 2),
        mark("a", MarkKind.DISMISSED, LIME, 1),
        mark("undone", MarkKind.DISMISSED, WET, undone_at=NOON),
    ]

    found = lines(entries(WET, LIME), message(WET, LIME), [], marks, {})

    assert [line.marks for line in found] == [(), ("a", "b")]


def test_mark_whose_words_are_gone_speaks_of_none() -> None:
    [line] = lines(entries(WET), message(WET), [], [mark("a", MarkKind.TAKEN, "xyz")], {})

    assert line.marks == ()


def test_mark_on_a_message_without_questions_speaks_of_none() -> None:
    assert lines([], message("it is wet"), [], [mark("a", MarkKind.TAKEN, "wet")], {}) == []


def test_latest_snooze_holds() -> None:
    early, late = NOON + timedelta(hours=1), NOON + timedelta(hours=9)
    marks = [
        mark("b", MarkKind.SNOOZED, WET, 2, until=early),
        mark("a", MarkKind.SNOOZED, WET, 1, until=late),
    ]

    [line] = lines(entries(WET), message(WET), [], marks, {})

    assert line.snoozed_until == early


def test_people_who_ask_the_same_are_counted_once_each() -> None:
    replies = (
        Reply(MessageId("2"), Role.ME_TOO),
        Reply(MessageId("3"), Role.ME_TOO),
        Reply(MessageId("4"), Role.ME_TOO),
        Reply(MessageId("5"), Role.ANSWER),
    )
    authors = {MessageId("2"): AuthorId("jon"), MessageId("3"): AuthorId("jon")}

    [line] = lines(entries(WET, replies=replies), message(WET), [], [], authors)

    assert line.askers == 2
    assert (line.quote, line.asked_at) == (WET, NOON)


@given(
    st.lists(st.sampled_from([WET, LIME, PINE, "is the lime wet?"]), max_size=4),
    st.lists(st.sampled_from([WET, LIME, PINE, "is the pine wet?"]), max_size=4),
)
def test_best_match_takes_its_number_first(asked: list[str], known: list[str]) -> None:
    anchors = [Anchor(number, quote) for number, quote in enumerate(known, 1)]
    shares = [
        (-likeness(quote, anchor.quote), i, anchor.number)
        for i, quote in enumerate(asked)
        for anchor in anchors
    ]
    taken: dict[int, int] = {}
    for share, i, number in sorted(shares):
        if -share >= 1 / 3 and i not in taken and number not in taken.values():
            taken[i] = number

    assert numbers(anchors, *asked) == [taken.get(i) for i in range(len(asked))]
