"""What status says: what is held, what is not, and how the house is."""

from datetime import datetime, timedelta
from decimal import Decimal

import pytest

from bot.model import (
    Backlog,
    BlindSpot,
    CommunityId,
    Condition,
    Coverage,
    Expense,
    Missing,
    Platform,
    Pulse,
    Sight,
    Spending,
    Usage,
)
from bot.views import claims_view, list_view, status_view, thread_view
from bot.views.digest_values import ScheduleView
from bot.views.render import plain
from tests.unit.views.allotment import ASKED_AT, NOW, claims, page, record, thread

HELD = Coverage(1, 4, 900, 80, ASKED_AT, NOW)
BLIND = BlindSpot(Platform.DISCORD, CommunityId("7"), Sight.HISTORY)


def told(
    missing: Missing | None = None,
    condition: Condition | None = None,
    schedules: tuple[ScheduleView, ...] = (),
) -> list[tuple[str, str]]:
    """What it says beside what is held and how far was read."""
    held = Coverage(1, 4, 900, 80, ASKED_AT, NOW, missing or Missing())
    view = status_view(held, now=NOW, condition=condition, schedules=schedules)
    return [(fact.label, fact.words) for fact in view.facts[2:]]


def house(pulse: Pulse | None = None, expense: Expense | None = None) -> list[tuple[str, str]]:
    condition = Condition("1.2.3", "0042", pulse, expense)
    return [fact for fact in told(condition=condition) if fact[0] != "Release"]


def test_status_says_since_when_a_stretch_is_not_read() -> None:
    assert told(Missing(2, NOW - timedelta(hours=3))) == [
        ("To be read", "some history of 2 channels, from 11 May 15:30 on")
    ]


def test_status_says_where_nobody_listens() -> None:
    heard = (
        (Platform.DISCORD, NOW - timedelta(hours=3)),
        (Platform.MATRIX, NOW - timedelta(seconds=20)),
    )

    assert told(Missing(heard=heard)) == [
        ("Not seen", "what was posted on Discord since 11 May 15:30: nobody listens")
    ]


def test_status_counts_messages_without_keys() -> None:
    assert told(Missing(sealed=2)) == [
        ("Not seen", "2 encrypted messages: nobody has given me their keys")
    ]


@pytest.mark.parametrize(
    ("pulse", "words"),
    [
        (Pulse(), "all that was heard is taken in"),
        (Pulse(1, timedelta(seconds=0.2)), "all that was heard is taken in"),
        (Pulse(900, timedelta(seconds=42)), "900 arrivals wait, the first for 42 seconds"),
        (
            Pulse(1, timedelta(hours=3), NOW - timedelta(hours=3)),
            "the ledger cannot be written since 11 May 15:30: 1 arrival waits, and verdicts are "
            "refused. Make room on the disk",
        ),
    ],
)
def test_status_says_how_a_running_bot_keeps_up(pulse: Pulse, words: str) -> None:
    assert house(pulse) == [("Right now", words)]


def test_status_says_what_a_model_costs_and_what_it_has_not_read() -> None:
    spent = Spending(3, Usage(9_000, 1_000), 40, Decimal("0.0200"))
    backlog = Backlog(waiting=5, failed=1, dropped={"span": 2, "id": 1})

    assert house(expense=Expense("tiny", spent, 500_000, backlog, ASKED_AT)) == [
        (
            "Spent on tiny",
            "10,000 of 500,000 tokens today; 0.02; for 1,000 messages: 250,000 tokens, 0.5",
        ),
        (
            "By rules alone",
            "5 messages that wait for the model, 1 message that the model failed at",
        ),
        ("Not believed", "3 things that the model said and could not prove"),
    ]


def test_an_unknown_price_is_said_to_be_unknown() -> None:
    spent = Spending(1, Usage(90, 10), 10, None)

    assert house(expense=Expense("tiny", spent, 0, Backlog(), ASKED_AT)) == [
        ("Spent on tiny", "100 tokens today; price unknown; for 1,000 messages: 10,000 tokens")
    ]


def test_a_model_that_was_not_asked_cost_nothing() -> None:
    assert house(expense=Expense("tiny", Spending(), 0, Backlog(), ASKED_AT)) == [
        ("Spent on tiny", "0 tokens today; 0")
    ]


def test_status_names_release_backup_and_digests() -> None:
    condition = Condition("1.2.3", "0042", copied=NOW - timedelta(hours=2))
    digest = ScheduleView("weekly", ("next: Monday", "last: posted"), None, None, "posted")

    assert told(condition=condition, schedules=(digest,)) == [
        ("Last backup", "2 h ago"),
        ("Release", "1.2.3, schema 0042"),
        ("Digest weekly", "next: Monday; last: posted"),
    ]


@pytest.mark.parametrize(
    ("missing", "note"),
    [
        (None, ""),
        (Missing(heard=((Platform.DISCORD, NOW),)), ""),
        (
            Missing(1, blind_spots=(BLIND,)),
            "Not in here: some history of 1 channel; the history of 1 channel: I may not read it.",
        ),
    ],
)
def test_every_list_says_what_cannot_be_in_it(missing: Missing | None, note: str) -> None:
    views = (
        list_view(page(record(1)), now=NOW, missing=missing),
        claims_view(claims(), now=NOW, missing=missing),
        thread_view(thread(), now=NOW, unread=missing),
    )

    assert {view.unseen for view in views} == {note}
    shown = [" ".join(plain(view).split()) for view in views]
    assert all((note in page_) and ("Not in here" in page_) == bool(note) for page_ in shown)


@pytest.mark.parametrize(
    ("backlog", "back_to", "words"),
    [
        (Backlog(), None, "all so far"),
        (Backlog(), ASKED_AT + timedelta(days=2), "all from before 4 May"),
        (
            Backlog(waiting=1),
            ASKED_AT + timedelta(days=2),
            "1 message that waits for the model, all from before 4 May",
        ),
    ],
)
def test_status_says_since_when_a_model_reads(
    backlog: Backlog, back_to: datetime | None, words: str
) -> None:
    expense = Expense("tiny", Spending(), 0, backlog, back_to)

    assert ("By rules alone", words) in house(expense=expense)


def test_status_says_nothing_of_before_where_a_model_read_from_the_first_day_on() -> None:
    expense = Expense("tiny", Spending(), 0, Backlog(), ASKED_AT + timedelta(minutes=5))

    assert [label for label, _ in house(expense=expense)] == ["Spent on tiny"]
