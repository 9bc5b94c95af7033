"""Which questions a digest lists, why, and in which order."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from bot.digests.choosing import OFTEN, RARELY, Choice, Stock, chosen, need, times_asked
from bot.model import (
    AuthorId,
    ChannelId,
    Mark,
    MarkKind,
    MessageId,
    Past,
    Record,
    Reply,
    Role,
    Section,
    Standing,
    State,
    WaitingFor,
)
from tests.unit.views.allotment import NOW, lone

DAY = timedelta(days=1)


def asked(
    number: int,
    days: float = 3,
    *,
    me_too: int = 0,
    state: State = State.OPEN,
    waiting: WaitingFor = WaitingFor.HELPERS,
    marks: tuple[Mark, ...] = (),
    where: str = "workshop",
) -> Record:
    """A question of so many days ago, which so many others have too."""
    record = lone(f"is pump {number} dry?")
    at = NOW - days * DAY
    replies = tuple(Reply(MessageId(f"r{n}"), Role.ME_TOO) for n in range(me_too))
    return replace(
        record,
        number=number,
        message=replace(record.message, at=at),
        channel=replace(record.channel, ref=replace(record.channel.ref, channel=ChannelId(where))),
        entry=replace(record.entry, standing=Standing(state, waiting, replies)),
        marks=marks,
    )


def mark(kind: MarkKind, until: datetime | None) -> Mark:
    return Mark(f"{kind}", kind, lone("?").message.ref, "", AuthorId("jon"), NOW - DAY, until=until)


def stock(
    *unresolved: Record,
    past: Mapping[int, Past] | None = None,
    answered: Sequence[Record] = (),
    since: datetime = NOW - 7 * DAY,
) -> Stock:
    return Stock(unresolved, len(unresolved), answered, past or {}, since, NOW)


def listed(choice: Choice) -> dict[Section, list[int]]:
    return {section: [r.number for r in found] for section, found in choice.sections if found}


def test_what_was_asked_since_last_time_is_new_and_what_was_asked_before_is_still_open() -> None:
    choice = chosen(stock(asked(1, days=3), asked(2, days=9)), cap=5)

    assert listed(choice) == {Section.NEW: [1], Section.STILL_OPEN: [2]}
    assert choice.is_news


def test_the_most_needed_comes_first_not_the_oldest() -> None:
    quiet, wanted, old = asked(1, days=3), asked(2, days=2, me_too=2), asked(3, days=6)

    choice = chosen(stock(quiet, wanted, old), cap=5)

    assert listed(choice) == {Section.NEW: [2, 3, 1]}


def test_what_somebody_is_on_or_what_waits_for_its_asker_comes_last() -> None:
    plain = asked(1, days=2)
    taken = asked(2, days=5, marks=(mark(MarkKind.TAKEN, NOW + DAY),))
    forever = asked(3, days=5, marks=(mark(MarkKind.TAKEN, None),))
    back = asked(4, days=5, waiting=WaitingFor.ASKER)
    over = asked(5, days=2, marks=(mark(MarkKind.TAKEN, NOW - DAY),))

    first, second, *rest = listed(chosen(stock(plain, taken, forever, back, over), 9))[Section.NEW]

    assert {first, second} == {1, 5}
    assert set(rest) == {2, 3, 4}
    assert need(plain, NOW) > need(asked(6, days=2, state=State.PARTLY_ANSWERED), NOW)


def test_those_of_a_channel_stand_together() -> None:
    records = (
        asked(1, me_too=3),
        asked(2, me_too=2, where="beds"),
        asked(3, me_too=1),
    )

    assert listed(chosen(stock(*records), 9)) == {Section.NEW: [1, 3, 2]}


def test_what_rested_is_back_once() -> None:
    woken = asked(1, days=20, marks=(mark(MarkKind.SNOOZED, NOW - DAY),))
    asleep = asked(2, days=20, marks=(mark(MarkKind.SNOOZED, NOW + DAY),))
    before = {1: Past(1, NOW - 9 * DAY), 2: Past(1, NOW - 9 * DAY)}

    assert listed(chosen(stock(woken, past=before), 9)) == {Section.BACK: [1]}
    after = {1: Past(2, NOW - DAY / 2)}
    assert listed(chosen(stock(woken, past=after), 9)) == {Section.STILL_OPEN: [1]}
    assert listed(chosen(stock(asleep, past=before), 9)) == {Section.STILL_OPEN: [2]}


def test_what_was_listed_often_is_listed_rarely() -> None:
    old = asked(1, days=60)

    often = chosen(stock(old, past={1: Past(OFTEN, NOW - 7 * DAY)}), 9)
    again = chosen(stock(old, past={1: Past(OFTEN, NOW - RARELY)}), 9)

    assert (listed(often), often.more) == ({}, 1)
    assert listed(again) == {Section.STILL_OPEN: [1]}


def test_a_busy_week_does_not_hide_what_waits_already() -> None:
    new = [asked(n, days=1) for n in range(1, 10)]
    old = [asked(n, days=30) for n in range(10, 20)]

    choice = chosen(stock(*new, *old), cap=6)

    assert {section: len(found) for section, found in listed(choice).items()} == {
        Section.NEW: 4,
        Section.STILL_OPEN: 2,
    }
    assert choice.more == 13


def test_what_was_said_before_is_no_news() -> None:
    old = asked(1, days=30)

    choice = chosen(stock(old, past={1: Past(1, NOW - 7 * DAY)}), 9)

    assert listed(choice) == {Section.STILL_OPEN: [1]}
    assert not choice.is_news
    assert chosen(stock(old), 9).is_news


def test_an_answer_is_news() -> None:
    answered = asked(1, state=State.ANSWERED)

    choice = chosen(stock(answered=[answered, answered], past={1: Past(1, NOW - DAY)}), 9)

    assert listed(choice) == {Section.ANSWERED: [1]}
    assert choice.is_news


def test_it_counts_how_often_something_was_asked() -> None:
    assert times_asked(asked(1, me_too=2)) == 3


@given(
    st.lists(st.tuples(st.integers(1, 40), st.floats(0, 90), st.integers(0, 3)), max_size=30),
    st.integers(1, 20),
    st.dictionaries(st.integers(1, 40), st.integers(1, 5)),
)
def test_it_lists_each_once_and_no_more_than_it_may(
    given: list[tuple[int, float, int]], cap: int, times: dict[int, int]
) -> None:
    records = [asked(n, days=days, me_too=more) for n, days, more in given]
    past = {n: Past(t, NOW - 8 * DAY) for n, t in times.items()}

    choice = chosen(stock(*records, past=past), cap)

    numbers = [record.number for _, found in choice.sections for record in found]
    assert len(numbers) == len(set(numbers)) <= cap
    assert set(numbers) <= {n for n, _, _ in given}
    rare = {n for n, past in past.items() if past.times >= OFTEN}
    assert len(numbers) == min(cap, len({n for n, _, _ in given} - rare))
