"""What every `Ledger` does. One body; an implementation joins by being opened in `ledger`."""

from collections.abc import AsyncGenerator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from bot.errors import NotFound, WrongUse
from bot.ingest import Ingest
from bot.model import (
    Channel,
    ChannelKind,
    Claim,
    ClaimQuery,
    CommunityId,
    Mark,
    Marked,
    MarkKind,
    Message,
    MessageId,
    MessageRef,
    Order,
    Posted,
    QuestionPage,
    QuestionQuery,
    Reacted,
    Reaction,
    Role,
    State,
)
from bot.ports import Ledger
from tests.unit.store.garden import BEDS, JON, MIRA, NOON, PUMP, TESS, channel, post, said
from tests.unit.store.garden import ledger as opened

EVERY_STATE = frozenset(State)


@pytest.fixture
async def both(tmp_path: Path) -> AsyncGenerator[tuple[Ledger, Ingest]]:
    async with opened(tmp_path / "ledger.db") as (store, ingest):
        yield store, ingest


@pytest.fixture
async def ledger(both: tuple[Ledger, Ingest]) -> Ledger:
    """Two channels; #1 #2 of Mira's and #4 of Jon's open, #3 answered, #5 rhetorical."""
    found, ingest = both
    await ingest.ingest(
        [
            post("1", "is the soil wet?\nit rained.\nhow deep?"),
            post("2", "the pump is old", by=JON, where=PUMP),
            post("3", "which adapter fits?", where=PUMP),
            post("4", "the blue one", by=JON, where=PUMP, reply_to="3"),
            post("5", "same", by=TESS, reply_to="1"),
            post("6", "when is the Frost?", by=JON),
            post("7", "who needs lime~?", by=TESS),
        ]
    )
    return found


def numbers(page: QuestionPage) -> list[int]:
    return [record.number for record in page.records]


async def test_lists_unresolved_genuine_questions_oldest_first(ledger: Ledger) -> None:
    page = await ledger.questions(QuestionQuery())

    assert [record.entry.question.span.of(record.message.text) for record in page.records] == [
        "is the soil wet?",
        "how deep?",
        "when is the Frost?",
    ]
    assert (page.total, page.by_state, page.channels) == (3, {State.OPEN: 3}, 1)
    assert page.read_up_to == NOON + timedelta(minutes=7)


async def test_record_bears_all_that_a_reader_needs(ledger: Ledger) -> None:
    record = (await ledger.questions(QuestionQuery())).records[1]

    assert record.channel == BEDS
    assert record.message == said("1", "is the soil wet?\nit rained.\nhow deep?")
    assert [type(act).__name__ for act in record.acts] == ["Question", "Claim", "Question"]
    assert record.acts[record.entry.index] == record.entry.question
    assert [(part.index, part.state) for part in record.parts] == [(0, State.OPEN), (2, State.OPEN)]
    assert record.number == record.parts[1].number
    assert [reply.role for reply in record.entry.standing.replies] == [Role.ME_TOO]
    assert record.replies == {
        MessageId("5"): replace(said("5", "same", by=TESS), reply_to=MessageId("1"))
    }
    assert [reason.cue for reason in record.entry.standing.reasons] == ["counted"]


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        (QuestionQuery(states=frozenset({State.ANSWERED})), [3]),
        (QuestionQuery(states=EVERY_STATE), [1, 2, 3, 4]),
        (QuestionQuery(rhetorical=True), [1, 2, 4, 5]),
        (QuestionQuery(states=EVERY_STATE, channel="#PUMP"), [3]),
        (QuestionQuery(states=EVERY_STATE, channel="id-pump"), [3]),
        (QuestionQuery(community=CommunityId("garden")), [1, 2, 4]),
        (QuestionQuery(community=CommunityId("elsewhere")), []),
        (QuestionQuery(asker="@JON"), [4]),
        (QuestionQuery(asker="mira", states=EVERY_STATE), [1, 2, 3]),
        (QuestionQuery(text="frost"), [4]),
        (QuestionQuery(message=MessageId("1"), within=frozenset({BEDS.ref})), [1, 2]),
        (QuestionQuery(message=MessageId("5"), states=EVERY_STATE), []),
        (QuestionQuery(text="deep soil"), [1, 2]),
        (QuestionQuery(text="50%_"), []),
        (QuestionQuery(asked_after=NOON + timedelta(minutes=1)), [4]),
        (QuestionQuery(asked_before=NOON + timedelta(minutes=6)), [1, 2]),
        (QuestionQuery(order=Order.NEWEST), [4, 2, 1]),
        (QuestionQuery(order=Order.MOST_ASKED, states=EVERY_STATE), [1, 2, 3, 4]),
        (QuestionQuery(limit=1, offset=1), [2]),
        (QuestionQuery(limit=5, offset=9), []),
        (QuestionQuery(within=frozenset({PUMP.ref}), states=EVERY_STATE), [3]),
        (QuestionQuery(within=frozenset()), []),
        (QuestionQuery(states=frozenset()), []),
    ],
)
async def test_query_narrows_the_list(
    ledger: Ledger, query: QuestionQuery, expected: list[int]
) -> None:
    page = await ledger.questions(query)

    assert await in_seed_order(ledger, page) == expected
    unlimited = await ledger.questions(replace(query, limit=99, offset=0))
    assert page.total == len(unlimited.records) == sum(page.by_state.values())
    assert page.channels == len({record.channel.ref for record in unlimited.records})


async def in_seed_order(ledger: Ledger, page: QuestionPage) -> list[int]:
    """The questions of the page by their place in the fixture, whatever their numbers are."""
    every = QuestionQuery(states=EVERY_STATE, rhetorical=True)
    places = {number: i + 1 for i, number in enumerate(numbers(await ledger.questions(every)))}
    return [places[number] for number in numbers(page)]


async def test_hidden_channel_leaves_no_trace(ledger: Ledger) -> None:
    page = await ledger.questions(QuestionQuery(within=frozenset({PUMP.ref})))

    assert (page.total, page.channels, page.records) == (0, 0, ())
    assert page.read_up_to == NOON + timedelta(minutes=4)


async def test_snoozed_question_sleeps_until_its_time(both: tuple[Ledger, Ingest]) -> None:
    ledger, ingest = both
    await ingest.ingest([post("1", "is the soil wet?"), post("2", "how deep?", where=PUMP)])
    until = {"1": NOON + timedelta(hours=1), "2": NOON}
    for message in (said("1", "is the soil wet?"), said("2", "how deep?", where=PUMP)):
        snooze = Mark(message.id, MarkKind.SNOOZED, message.ref, message.text, JON.id, NOON)
        await ingest.ingest([Marked(replace(snooze, until=until[message.id]))])

    awake = await ledger.questions(QuestionQuery())
    every = await ledger.questions(QuestionQuery(snoozed=True))

    assert [record.channel for record in awake.records] == [PUMP]
    assert (awake.total, awake.by_state, awake.channels) == (1, {State.OPEN: 1}, 1)
    assert (len(every.records), every.total, every.channels) == (2, 2, 2)


async def test_question_is_found_by_its_number(ledger: Ledger) -> None:
    [first, *_] = (await ledger.questions(QuestionQuery())).records

    assert await ledger.question(first.number) == first
    assert await ledger.question(first.number, CommunityId("garden")) == first


async def test_unknown_number_is_not_found(ledger: Ledger) -> None:
    with pytest.raises(NotFound, match="#99"):
        await ledger.question(99)
    with pytest.raises(NotFound):
        await ledger.question(1, CommunityId("elsewhere"))


async def test_each_community_counts_from_one(both: tuple[Ledger, Ingest]) -> None:
    ledger, ingest = both
    hall = channel("hall", community="house")
    await ingest.ingest([post("1", "wet?"), post("1", "dry?", where=hall)])

    with pytest.raises(WrongUse, match="community"):
        await ledger.question(1)
    assert (await ledger.question(1, CommunityId("house"))).channel == hall


async def test_marks_are_shown_until_they_are_undone(both: tuple[Ledger, Ingest]) -> None:
    ledger, ingest = both
    await ingest.ingest([post("1", "is the soil wet?\nhow deep?")])
    mark = Mark("m", MarkKind.TAKEN, said("1", "").ref, "how deep?", JON.id, NOON)

    await ingest.ingest([Marked(mark)])
    assert [(await ledger.question(number)).marks for number in (1, 2)] == [(), (mark,)]

    await ingest.ingest([Marked(replace(mark, undone_at=NOON))])
    assert (await ledger.question(2)).marks == ()


async def test_who_marked_is_known_by_the_name_last_written_under(
    both: tuple[Ledger, Ingest],
) -> None:
    ledger, ingest = both
    renamed = replace(JON, name="Jonathan")
    await ingest.ingest(
        [
            post("1", "how deep?"),
            post("2", "hello", by=JON, where=PUMP),
            post("3", "hello again", by=renamed, where=PUMP),
            post("4", "hello", by=replace(TESS, name="Another"), where=channel("x", "elsewhere")),
            *(
                Marked(Mark(f"k{by}", MarkKind.TAKEN, said("1", "").ref, "how deep?", by, NOON))
                for by in (JON.id, TESS.id)
            ),
        ]
    )

    [record] = (await ledger.questions(QuestionQuery())).records

    assert record.people == {JON.id: "Jonathan"}


async def test_claims_are_listed_newest_first(ledger: Ledger) -> None:
    page = await ledger.claims(ClaimQuery(limit=2))

    assert [record.claim.span.of(record.message.text) for record in page.records] == [
        "same",
        "the blue one",
    ]
    assert page.total == 4
    assert all(isinstance(record.claim, Claim) for record in page.records)


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        (ClaimQuery(author="jon"), ["the blue one", "the pump is old"]),
        (ClaimQuery(channel="beds"), ["same", "it rained."]),
        (ClaimQuery(text="PUMP old"), ["the pump is old"]),
        (ClaimQuery(within=frozenset({PUMP.ref}), offset=1), ["the pump is old"]),
        (ClaimQuery(community=CommunityId("elsewhere")), []),
    ],
)
async def test_query_narrows_the_claims(
    ledger: Ledger, query: ClaimQuery, expected: list[str]
) -> None:
    page = await ledger.claims(query)

    assert [record.claim.span.of(record.message.text) for record in page.records] == expected
    assert (page.total, page.offset) == (len(expected) + query.offset, query.offset)


async def test_thread_holds_every_turn_and_rhetorical_questions(ledger: Ledger) -> None:
    thread = await ledger.thread("#beds")

    assert thread.channel == BEDS
    assert [turn.message.id for turn in thread.turns] == ["1", "5", "6", "7"]
    assert [record.message.id for record in thread.records] == ["1", "1", "6", "7"]
    assert await ledger.thread("id-beds", CommunityId("garden")) == thread


async def test_unknown_thread_is_not_found(ledger: Ledger) -> None:
    with pytest.raises(NotFound, match="attic"):
        await ledger.thread("attic")


@pytest.mark.parametrize("query", [QuestionQuery(channel="attic"), ClaimQuery(channel="attic")])
async def test_list_of_an_unknown_channel_is_refused_with_those_that_are_known(
    ledger: Ledger, query: QuestionQuery | ClaimQuery
) -> None:
    with pytest.raises(NotFound, match=r"attic.*Known: beds, pump\."):
        await (
            ledger.questions(query) if isinstance(query, QuestionQuery) else ledger.claims(query)
        )


async def test_channel_that_the_viewer_may_not_read_looks_unknown(ledger: Ledger) -> None:
    with pytest.raises(NotFound, match="Known: none yet"):
        await ledger.questions(QuestionQuery(channel="pump", within=frozenset()))


async def test_a_thread_that_the_viewer_may_not_read_looks_unknown(ledger: Ledger) -> None:
    with pytest.raises(NotFound) as refused:
        await ledger.thread("beds", within=frozenset({PUMP.ref}))

    assert str(refused.value) == "There is no channel beds in the ledger. Known: pump."
    assert (await ledger.thread("pump", within=frozenset({PUMP.ref}))).channel == PUMP


async def test_turn_is_a_message_with_its_acts(ledger: Ledger) -> None:
    thread = await ledger.thread("beds")

    assert [await ledger.turn(turn.message.ref) for turn in thread.turns] == list(thread.turns)


@pytest.mark.parametrize(("where", "id_"), [(BEDS, "2"), (channel("attic"), "1")])
async def test_unknown_message_is_not_found(ledger: Ledger, where: Channel, id_: str) -> None:
    with pytest.raises(NotFound, match=id_):
        await ledger.turn(MessageRef(where.ref, MessageId(id_)))


async def test_channels_are_told_as_they_were_last_described(
    both: tuple[Ledger, Ingest], ledger: Ledger
) -> None:
    hidden = replace(channel("shed", "elsewhere", ChannelKind.THREAD), private=True)
    await both[1].ingest([post("8", "who is there?", where=hidden)])

    assert set(await ledger.channels()) == {BEDS, PUMP, hidden}
    assert await ledger.channels(CommunityId("elsewhere")) == [hidden]


async def test_ambiguous_thread_is_asked_about(both: tuple[Ledger, Ingest]) -> None:
    ledger, ingest = both
    await ingest.ingest(
        [post("1", "wet?"), post("1", "dry?", where=channel("beds", community="house"))]
    )

    with pytest.raises(WrongUse, match=r"garden.*house"):
        await ledger.thread("beds")


async def test_coverage_counts_what_was_read(both: tuple[Ledger, Ingest], ledger: Ledger) -> None:
    coverage = await ledger.coverage()

    assert (coverage.communities, coverage.channels) == (1, 2)
    assert (coverage.messages, coverage.questions) == (7, 5)
    assert coverage.read_from == NOON + timedelta(minutes=1)
    assert coverage.read_up_to == NOON + timedelta(minutes=7)


async def test_coverage_tells_nothing_of_what_the_viewer_may_not_read(ledger: Ledger) -> None:
    seen = await ledger.coverage(CommunityId("garden"), frozenset({PUMP.ref}))
    unseen = await ledger.coverage(within=frozenset())

    assert (seen.communities, seen.channels, seen.messages, seen.questions) == (1, 1, 3, 1)
    assert (seen.read_from, seen.read_up_to) == (
        NOON + timedelta(minutes=2),
        NOON + timedelta(minutes=4),
    )
    assert (unseen.messages, unseen.questions, unseen.read_up_to) == (0, 0, None)


async def test_empty_ledger_is_empty(both: tuple[Ledger, Ingest]) -> None:
    ledger, _ = both

    page = await ledger.questions(QuestionQuery())
    coverage = await ledger.coverage()

    assert (page.records, page.total, page.read_up_to) == ((), 0, None)
    assert (coverage.messages, coverage.read_from, coverage.read_up_to) == (0, None, None)
    assert (await ledger.claims(ClaimQuery())).records == ()


@pytest.mark.parametrize("text", ["a\0b?", "\ud83d?", "\u202eabc?", "😀" * 50 + "?", "", "?"])
async def test_any_text_can_be_kept(both: tuple[Ledger, Ingest], text: str) -> None:
    ledger, ingest = both
    message: Message = replace(said("1", text), reactions=(Reaction("\0", MIRA.id, NOON),))
    where: Channel = replace(BEDS, name="name")

    receipt = await ingest.ingest(
        [Posted(where, message), Reacted(message.ref, Reaction("é", JON.id))]
    )

    [turn] = (await ledger.thread("name")).turns
    assert receipt.new == 1
    assert len(turn.message.text) == len(text)
    assert len(turn.message.reactions) == 2
