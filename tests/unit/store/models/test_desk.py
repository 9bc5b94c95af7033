"""What waits for a language model, what it said, and what it cost."""

from datetime import date, timedelta
from decimal import Decimal
from pathlib import Path

from bot.ingest import Ingest
from bot.model import (
    Channel,
    Deleted,
    Edited,
    Form,
    Judged,
    Judgement,
    MessageId,
    MessageRef,
    Question,
    Refined,
    Refinement,
    Role,
    Span,
    Spending,
    Usage,
    fingerprint,
)
from bot.store import Store, open_store
from tests.unit.store.garden import (
    BEDS,
    JON,
    NOON,
    PLAIN,
    PUMP,
    Splitter,
    ledger,
    post,
    url,
)

TODAY = date(2026, 11, 23)


def ref(id_: str, where: Channel = BEDS) -> MessageRef:
    return MessageRef(where.ref, MessageId(id_))


def everything(store: Store) -> Ingest:
    return Ingest(store, Splitter(), PLAIN, doubts=lambda *_: True)


def read(id_: str, text: str, key: str = "k") -> Refined:
    acts = (Question(span=Span(0, len(text)), form=Form.WH, genuine=0.8),)
    return Refined(Refinement(ref(id_), fingerprint(text), "tiny", acts, key))


def judged(id_: str, text: str, question: str, asked: str) -> Judged:
    return Judged(
        Judgement(
            ref(id_),
            fingerprint(text),
            MessageId(question),
            fingerprint(asked),
            Span(0, len(asked)),
            "tiny",
            Role.ANSWER,
            0.9,
            Span(0, 2),
        )
    )


async def test_messages_wait_channel_by_channel_in_order(tmp_path: Path) -> None:
    async with open_store(url(tmp_path / "a.db")) as store:
        await everything(store).ingest(
            [
                *(post(str(i), f"why {i}?") for i in (1, 2, 3)),
                post("4", "and the pump?", where=PUMP),
            ]
        )
        desk = store.model_desk

        first = await desk.next(0, 2, 5)
        assert first is not None
        second = await desk.next(first.number, 2, 5)
        assert second is not None
        third = await desk.next(second.number, 2, 5)

        assert [m.id for m in first.messages] == ["1", "2"]
        assert second.channel.ref == PUMP.ref
        assert third == first


async def test_what_waits_comes_with_what_was_said_before(tmp_path: Path) -> None:
    async with open_store(url(tmp_path / "a.db")) as store:
        await Ingest(store, Splitter(), PLAIN).ingest([post("1", "old"), post("2", "older")])
        await everything(store).ingest([post("3", "why?")])

        waiting = await store.model_desk.next(0, 10, 1)

        assert waiting is not None
        assert [m.id for m in waiting.context] == ["2"]


async def test_message_waits_no_longer_once_it_was_read(tmp_path: Path) -> None:
    async with open_store(url(tmp_path / "a.db")) as store:
        ingest = everything(store)
        await ingest.ingest([post("1", "why?")])
        assert (await store.model_desk.backlog()).waiting == 1

        await ingest.ingest([read("1", "why?")])

        backlog = await store.model_desk.backlog()
        assert (backlog.waiting, backlog.refined) == (0, 1)


async def test_message_that_comes_with_its_reading_is_read(tmp_path: Path) -> None:
    async with open_store(url(tmp_path / "a.db")) as store:
        await everything(store).ingest([post("1", "why?"), read("1", "why?")])

        backlog = await store.model_desk.backlog()
        assert (backlog.waiting, backlog.refined) == (0, 1)


async def test_edit_takes_away_what_was_read_and_waits_again(tmp_path: Path) -> None:
    async with open_store(url(tmp_path / "a.db")) as store:
        ingest = everything(store)
        await ingest.ingest([post("1", "why?"), read("1", "why?")])

        await ingest.ingest([Edited(ref("1"), "why not?", NOON + timedelta(hours=1))])

        backlog = await store.model_desk.backlog()
        assert (backlog.waiting, backlog.refined) == (1, 0)


async def test_word_about_a_text_that_was_edited_meanwhile_has_no_effect(tmp_path: Path) -> None:
    async with open_store(url(tmp_path / "a.db")) as store:
        ingest = everything(store)
        await ingest.ingest([post("1", "why?")])
        await ingest.ingest([Edited(ref("1"), "why not?", NOON + timedelta(hours=1))])

        receipt = await ingest.ingest([read("1", "why?")])

        assert (receipt.refined, receipt.unchanged) == (0, 1)
        assert (await store.model_desk.backlog()).waiting == 1


async def test_deletion_takes_along_what_a_model_said(tmp_path: Path) -> None:
    async with open_store(url(tmp_path / "a.db")) as store:
        ingest = everything(store)
        await ingest.ingest([post("1", "why?"), post("2", "so.", by=JON, reply_to="1")])
        await ingest.ingest([read("1", "why?"), judged("2", "so.", "1", "why?")])
        assert await store.model_desk.known(["k"])

        await ingest.ingest([Deleted(ref("1"), NOON), Deleted(ref("2"), NOON)])

        backlog = await store.model_desk.backlog()
        assert (backlog.waiting, backlog.refined, backlog.judged) == (0, 0, 0)
        assert not await store.model_desk.known(["k"])


async def test_what_was_read_is_known_by_what_was_shown(tmp_path: Path) -> None:
    async with open_store(url(tmp_path / "a.db")) as store:
        await everything(store).ingest([post("1", "why?")])
        said = read("1", "why?", "the-key")
        await everything(store).ingest([said])

        known = await store.model_desk.known(["the-key", "another"])

        assert list(known) == ["the-key"]
        assert known["the-key"].acts == said.refinement.acts


async def test_message_that_was_tried_often_waits_no_longer_and_is_counted(tmp_path: Path) -> None:
    async with open_store(url(tmp_path / "a.db")) as store:
        await everything(store).ingest([post("1", "why?"), post("2", "how?")])
        for _ in range(3):
            await store.model_desk.tried([ref("1")])
        await store.model_desk.dismiss([ref("2"), ref("nowhere")])

        backlog = await store.model_desk.backlog()

        assert (backlog.waiting, backlog.failed) == (0, 1)
        assert await store.model_desk.next(0, 5, 0) is None


async def test_replies_to_unresolved_questions_are_judged_once(tmp_path: Path) -> None:
    async with ledger(tmp_path / "a.db") as (store, ingest):
        await ingest.ingest([post("1", "why?"), post("2", "same", by=JON, reply_to="1")])
        assert await store.model_desk.inquiries(BEDS.ref, 5) == []  # a me-too


async def test_spending_is_added_up_by_day_and_community(tmp_path: Path) -> None:
    async with open_store(url(tmp_path / "a.db")) as store:
        desk = store.model_desk
        call = Spending(1, Usage(100, 20), 4, Decimal("0.5"))
        for day in (TODAY - timedelta(days=1), TODAY, TODAY):
            assert await desk.spend(day, BEDS.ref, "tiny", call)

        assert await desk.spent(TODAY) == call + call
        assert (await desk.spent(TODAY - timedelta(days=1))).calls == 3
        here = (BEDS.ref.platform, BEDS.ref.community)
        assert await desk.spent(TODAY, here) == call + call


async def test_sum_with_an_unknown_price_stays_unknown(tmp_path: Path) -> None:
    async with open_store(url(tmp_path / "a.db")) as store:
        desk = store.model_desk
        await desk.spend(TODAY, BEDS.ref, "tiny", Spending(1, Usage(1, 1), 1, None))
        await desk.spend(TODAY, BEDS.ref, "tiny", Spending(1, Usage(1, 1), 1, Decimal(1)))

        assert (await desk.spent(TODAY)).money is None


async def test_refused_spending_is_not_booked(tmp_path: Path) -> None:
    async with open_store(url(tmp_path / "a.db")) as store:
        desk = store.model_desk

        booked = await desk.spend(TODAY, BEDS.ref, "t", Spending(1), lambda _all, _its: False)

        assert not booked
        assert await desk.spent(TODAY) == Spending()


async def test_dropped_items_are_counted_by_reason(tmp_path: Path) -> None:
    async with open_store(url(tmp_path / "a.db")) as store:
        desk = store.model_desk
        await desk.note_dropped(TODAY, {"not-found": 2})
        await desk.note_dropped(TODAY, {"not-found": 1, "overlapping": 1})

        assert (await desk.backlog()).dropped == {"not-found": 3, "overlapping": 1}
