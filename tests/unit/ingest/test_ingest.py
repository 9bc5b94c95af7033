"""The only write path, on a real store."""

from collections.abc import AsyncGenerator, Collection, Sequence
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from bot.ingest import ImportCursor, Ingest, Receipt
from bot.ingest.stages import Reach, Stages
from bot.model import (
    Act,
    Arrival,
    ChannelKind,
    Deleted,
    Edited,
    Entry,
    Link,
    Mark,
    Marked,
    MarkKind,
    Message,
    MessageId,
    MessageRef,
    Posted,
    QuestionQuery,
    Reacted,
    Reaction,
    State,
    Turn,
)
from bot.store import Store, open_store
from tests.unit.store.garden import (
    BEDS,
    JON,
    NOON,
    PLAIN,
    PUMP,
    TESS,
    Splitter,
    ledger,
    post,
    said,
    url,
)

LATER = NOON + timedelta(hours=1)


@pytest.fixture
async def both(tmp_path: Path) -> AsyncGenerator[tuple[Store, Ingest]]:
    async with ledger(tmp_path / "ledger.db") as (store, ingest):
        yield store, ingest


async def quotes(store: Store, query: QuestionQuery | None = None) -> dict[int, str]:
    """Every question by its number."""
    every = query or QuestionQuery(states=frozenset(State), rhetorical=True, limit=99)
    records = (await store.questions(every)).records
    return {r.number: r.entry.question.span.of(r.message.text) for r in records}


async def test_receipt_counts_what_came_of_the_batch(both: tuple[Store, Ingest]) -> None:
    _, ingest = both
    await ingest.ingest([post("1", "wet?"), post("2", "dry?"), post("3", "cold?")])

    receipt = await ingest.ingest(
        [
            post("1", "wet?"),
            Edited(said("2", "").ref, "dry now?\nhow?", LATER),
            Deleted(said("3", "").ref, LATER),
            Reacted(said("1", "").ref, Reaction("✅", JON.id)),
            Marked(Mark("m", MarkKind.TAKEN, said("1", "").ref, "wet?", JON.id, LATER)),
            post("4", "new?"),
            Edited(said("9", "").ref, "early", LATER),
        ]
    )

    assert receipt == Receipt(
        new=1, edited=1, deleted=1, reacted=1, marked=1, unchanged=1, questions=2
    )
    assert receipt + receipt == Receipt(
        new=2, edited=2, deleted=2, reacted=2, marked=2, unchanged=2, questions=4
    )


async def test_same_batch_again_changes_nothing(both: tuple[Store, Ingest]) -> None:
    store, ingest = both
    batch = [
        post("1", "wet?"),
        post("2", "yes", by=JON, reply_to="1"),
        Reacted(said("2", "").ref, Reaction("✅", TESS.id)),
        Deleted(said("3", "").ref, NOON),
        Marked(Mark("m", MarkKind.TAKEN, said("1", "").ref, "wet?", JON.id, LATER)),
    ]
    await ingest.ingest(batch)
    before = await store.thread("beds")

    assert await ingest.ingest(batch) == Receipt(unchanged=5)
    assert await store.thread("beds") == before


async def test_number_survives_an_edit_and_is_never_given_again(
    both: tuple[Store, Ingest],
) -> None:
    store, ingest = both
    await ingest.ingest([post("1", "is the soil wet?\nhow deep is the frost?")])

    ref = said("1", "").ref
    await ingest.ingest([Edited(ref, "hello?\nhow deep is the frost now?", LATER)])
    assert await quotes(store) == {2: "how deep is the frost now?", 3: "hello?"}

    again = LATER + timedelta(hours=1)
    await ingest.ingest([Edited(ref, "is the soil wet?", again), Deleted(ref, again)])
    await ingest.ingest([post("2", "is the soil wet?")])
    assert await quotes(store) == {4: "is the soil wet?"}


async def test_question_that_comes_back_gets_its_number_back(both: tuple[Store, Ingest]) -> None:
    store, ingest = both
    ref = said("1", "").ref
    await ingest.ingest([post("1", "is the soil wet?")])

    await ingest.ingest([Edited(ref, "never mind", LATER)])
    assert await quotes(store) == {}

    await ingest.ingest([Edited(ref, "is the soil wet?", LATER + timedelta(hours=1))])
    assert await quotes(store) == {1: "is the soil wet?"}


async def test_deleted_answer_reopens_its_question(both: tuple[Store, Ingest]) -> None:
    store, ingest = both
    await ingest.ingest([post("1", "wet?"), post("2", "yes", by=JON, reply_to="1")])
    assert (await store.question(1)).entry.standing.state is State.ANSWERED

    await ingest.ingest([Deleted(said("2", "").ref, LATER)])

    assert (await store.question(1)).entry.standing.state is State.OPEN


def everything_in(folder: Path) -> bytes:
    return b"".join(file.read_bytes() for file in folder.iterdir())


async def test_nothing_of_a_deleted_message_is_left_in_the_file(tmp_path: Path) -> None:
    words = "quixotic zeppelin"
    ref = said("1", "").ref
    async with ledger(tmp_path / "ledger.db") as (_, ingest):
        await ingest.ingest(
            [
                post("1", f"is it {words}?"),
                Edited(said("2", "").ref, f"{words} too", LATER),
                Marked(Mark("m", MarkKind.TAKEN, ref, f"is it {words}?", JON.id, NOON)),
            ]
        )
        await ingest.ingest([Deleted(ref, LATER), Deleted(said("2", "").ref, LATER)])
        late = Mark("n", MarkKind.TAKEN, ref, f"is it {words}?", JON.id, NOON)
        receipt = await ingest.ingest([post("1", f"is it {words}?"), Marked(late)])

    assert receipt == Receipt(unchanged=2)
    assert words.encode() not in everything_in(tmp_path)


async def test_mark_in_the_batch_that_deletes_its_message_is_not_kept(
    both: tuple[Store, Ingest],
) -> None:
    _, ingest = both
    ref = said("1", "").ref
    mark = Mark("m", MarkKind.TAKEN, ref, "wet?", JON.id, NOON)

    receipt = await ingest.ingest([post("1", "wet?"), Marked(mark), Deleted(ref, LATER)])

    assert (receipt.deleted, receipt.marked) == (1, 0)


async def test_mark_that_is_heard_of_before_its_message_waits_for_it(
    both: tuple[Store, Ingest],
) -> None:
    store, ingest = both
    mark = Mark("m", MarkKind.TAKEN, said("1", "").ref, "wet?", JON.id, NOON)

    await ingest.ingest([Marked(mark)])
    await ingest.ingest([post("1", "wet?")])

    assert (await store.question(1)).marks == (mark,)


async def test_message_with_a_faulty_key_or_time_is_set_aside(both: tuple[Store, Ingest]) -> None:
    store, ingest = both
    nameless = MessageRef(BEDS.ref, MessageId(""))
    timeless = replace(said("2", "cold?"), at=NOON.replace(tzinfo=None))

    receipt = await ingest.ingest(
        [
            Posted(BEDS, replace(said("1", "dry?"), ref=nameless)),
            Posted(BEDS, timeless),
            post("3", "wet?"),
        ]
    )

    assert receipt == Receipt(new=1, questions=1, set_aside=(nameless, timeless.ref))
    assert list((await quotes(store)).values()) == ["wet?"]


class Stumbling(Splitter):
    """An extractor with a bug."""

    async def extract(self, messages: Sequence[Message]) -> Sequence[tuple[Act, ...]]:
        if any("boom" in message.text for message in messages):
            raise ZeroDivisionError
        return await super().extract(messages)


async def test_message_that_cannot_be_split_is_set_aside(tmp_path: Path) -> None:
    async with open_store(url(tmp_path / "ledger.db")) as store:
        ingest = Ingest(store, Stumbling(), PLAIN)

        receipt = await ingest.ingest([post("1", "wet?"), post("2", "boom?"), post("3", "dry?")])

        assert receipt == Receipt(new=2, questions=2, set_aside=(said("2", "").ref,))
        assert list((await quotes(store)).values()) == ["wet?", "dry?"]


async def test_cursor_moves_with_what_was_read(both: tuple[Store, Ingest]) -> None:
    store, ingest = both
    assert await store.cursor("talk.txt") is None

    await ingest.ingest([post("1", "wet?")], cursor=ImportCursor("talk.txt", "a", 10))
    assert await store.cursor("talk.txt") == ImportCursor("talk.txt", "a", 10)

    await ingest.ingest([], cursor=ImportCursor("talk.txt", "b", 20))
    assert await store.cursor("talk.txt") == ImportCursor("talk.txt", "b", 20)


async def test_last_reading_names_a_channel_and_the_first_settles_its_kind(
    both: tuple[Store, Ingest],
) -> None:
    store, ingest = both
    early = Reacted(said("1", "").ref, Reaction("✅", JON.id))
    thread = replace(BEDS, kind=ChannelKind.THREAD)
    await ingest.ingest([early])
    await ingest.ingest([Posted(thread, said("1", "wet?"))])

    receipt = await ingest.ingest([Posted(replace(BEDS, name="raised-beds"), said("1", "wet?"))])

    assert receipt == Receipt(unchanged=1)
    assert (await store.thread("raised-beds")).channel == replace(thread, name="raised-beds")


async def test_two_programs_may_write_in_turn(tmp_path: Path) -> None:
    path = tmp_path / "ledger.db"
    async with ledger(path) as (store, ingest), ledger(path) as (_, other):
        for i in range(1, 9, 2):
            await ingest.ingest([post(str(i), "wet?", by=JON)])
            await other.ingest([post(str(i + 1), "dry?", by=TESS, where=PUMP)])

        assert sorted(await quotes(store)) == [1, 2, 3, 4, 5, 6, 7, 8]


class Interrupted(Splitter):
    """Lets another program write between what is decided and what is written."""

    def __init__(self, other: Ingest) -> None:
        self.other: Ingest | None = other

    async def extract(self, messages: Sequence[Message]) -> Sequence[tuple[Act, ...]]:
        if self.other is not None:
            other, self.other = self.other, None
            await other.ingest([post("1", "newer?"), Edited(said("1", "").ref, "newest?", LATER)])
        return await super().extract(messages)


async def test_batch_is_decided_anew_when_another_program_wrote_meanwhile(tmp_path: Path) -> None:
    path = tmp_path / "ledger.db"
    async with ledger(path) as (store, other), open_store(url(path)) as mine:
        ingest = Ingest(mine, Interrupted(other), PLAIN)

        receipt = await ingest.ingest([post("1", "older?"), post("2", "wet?")])

        assert (receipt.new, receipt.unchanged) == (1, 1)
        assert list((await quotes(store)).values()) == ["newest?", "wet?"]


class Shouting(Splitter):
    """Other rules: here "!" asks too."""

    version = "shouting"

    async def extract(self, messages: Sequence[Message]) -> Sequence[tuple[Act, ...]]:
        return await super().extract(
            [replace(message, text=message.text.replace("!", "?")) for message in messages]
        )


async def test_new_rules_derive_everything_anew_and_keep_numbers_and_marks(tmp_path: Path) -> None:
    mark = Mark("m", MarkKind.TAKEN, said("2", "").ref, "dry?", JON.id, NOON)
    async with ledger(tmp_path / "ledger.db") as (store, ingest):
        await ingest.ingest(
            [post("1", "wet!"), post("2", "dry?"), post("3", "hot!", where=PUMP), Marked(mark)]
        )
        await ingest.ingest([Reacted(said("2", "").ref, Reaction("✅", TESS.id))])
        heard: list[tuple[int, int]] = []
        renewed = Ingest(store, Shouting(), PLAIN)

        assert await renewed.rederive(lambda done, of: heard.append((done, of))) == 3

        assert await quotes(store) == {1: "dry?", 2: "wet!", 3: "hot!"}
        dry = await store.question(1)
        assert (dry.marks, len(dry.message.reactions)) == ((mark,), 1)
        assert heard == [(2, 3), (3, 3)]
        assert await renewed.rederive() == 0


async def test_new_rules_are_noted_with_new_channels(both: tuple[Store, Ingest]) -> None:
    store, ingest = both
    await ingest.ingest([post("1", "wet?")])

    assert await ingest.rederive() == 0
    assert await store.outdated("other") == {BEDS.ref: 1}


async def test_changes_far_apart_are_derived_each_on_its_own(both: tuple[Store, Ingest]) -> None:
    store, ingest = both
    await ingest.ingest([post(str(i), "it rained") for i in range(1, 1501)])

    first, last = said("1", "").ref, said("1500", "").ref
    days = NOON + timedelta(days=9)
    await ingest.ingest([Edited(first, "wet?", days), Edited(last, "dry?", days)])

    assert sorted((await quotes(store)).values()) == ["dry?", "wet?"]


async def test_names_of_the_same_author_stay_with_their_messages(
    both: tuple[Store, Ingest],
) -> None:
    store, ingest = both
    renamed = replace(JON, name="Jonathan")

    await ingest.ingest([post("1", "wet?", by=JON), post("2", "dry?", by=renamed)])

    thread = await store.thread("beds")
    assert [turn.message.author for turn in thread.turns] == [JON, renamed]
    assert (await store.questions(QuestionQuery(asker="jonathan"))).total == 1


def frail_link(
    turns: Sequence[Turn], *, focus: range | None = None, kind: ChannelKind = ChannelKind.ROOM
) -> list[Link]:
    if any(turn.message.text == "boom" for turn in turns):
        raise ZeroDivisionError
    return PLAIN.link(turns, focus=focus, kind=kind)


def frail_resolve(
    turns: Sequence[Turn],
    links: Sequence[Link],
    marks: Sequence[Mark] = (),
    *,
    focus: Sequence[int] | None = None,
) -> list[Entry]:
    if any(turn.message.text == "boom" for turn in turns):
        raise ZeroDivisionError
    return PLAIN.resolve(turns, links, marks, focus=focus)


@pytest.mark.parametrize(
    "frail",
    [replace(PLAIN, link=frail_link), replace(PLAIN, resolve=frail_resolve)],
    ids=["linking", "resolution"],
)
async def test_channel_at_which_a_stage_fails_is_named_and_keeps_its_messages(
    tmp_path: Path, frail: Stages
) -> None:
    async with open_store(url(tmp_path / "ledger.db")) as store:
        receipt = await Ingest(store, Splitter(), frail).ingest(
            [post("1", "wet?"), post("2", "boom"), post("3", "dry?", where=PUMP)]
        )
        assert (receipt.new, receipt.underived) == (3, {BEDS.ref})
        assert await quotes(store) == {1: "dry?"}
        assert len((await store.thread("beds")).turns) == 2

        mended = Ingest(store, Splitter(), replace(PLAIN, version="mended"))
        assert await mended.rederive() == 3
        assert set((await quotes(store)).values()) == {"wet?", "dry?"}


def nowhere(
    turns: Sequence[Turn],
    links: Sequence[Link],
    marks: Sequence[Mark] = (),
    *,
    changed: Collection[MessageId],
    replaced: Sequence[Link] = (),
) -> Sequence[int]:
    """Only what is new itself."""
    return [at for at, turn in enumerate(turns) if turn.message.id in changed]


def lost(
    turns: Sequence[Turn],
    links: Sequence[Link],
    marks: Sequence[Mark] = (),
    *,
    changed: Collection[MessageId],
    replaced: Sequence[Link] = (),
) -> Sequence[int]:
    raise ZeroDivisionError


@pytest.mark.parametrize(
    ("reach", "arrivals", "state"),
    [
        (nowhere, [post("5", "it is", reply_to="1")], State.OPEN),
        (nowhere, [post("3", "it is", reply_to="1")], State.ANSWERED),
        (
            nowhere,
            [post("5", "it is", reply_to="1"), Edited(said("2", "").ref, "b", LATER)],
            State.ANSWERED,
        ),
        (
            nowhere,
            [post("5", "it is", reply_to="1"), Deleted(said("2", "").ref, LATER)],
            State.ANSWERED,
        ),
        (lost, [post("5", "it is", reply_to="1")], State.ANSWERED),
    ],
    ids=["at-the-end", "between-others", "with-an-edit", "with-a-deletion", "stage-fails"],
)
async def test_reach_is_asked_only_where_a_channel_went_on(
    tmp_path: Path, reach: Reach, arrivals: list[Arrival], state: State
) -> None:
    async with open_store(url(tmp_path / "ledger.db")) as store:
        ingest = Ingest(store, Splitter(), replace(PLAIN, reach=reach))
        await ingest.ingest([post("1", "wet?"), post("2", "a"), post("4", "c")])
        await ingest.ingest(arrivals)

        [record] = (await store.thread("beds")).records
        assert record.entry.standing.state is state


class Counting(Splitter):
    """Remembers what it was asked to split; cannot split "boom"."""

    def __init__(self) -> None:
        self.asked: list[str] = []

    async def extract(self, messages: Sequence[Message]) -> Sequence[tuple[Act, ...]]:
        self.asked += [message.text for message in messages]
        if "boom" in self.asked:
            raise ValueError
        return await super().extract(messages)


async def test_text_that_was_foreseen_is_not_split_again(tmp_path: Path) -> None:
    splitter = Counting()
    async with open_store(url(tmp_path / "ledger.db")) as store:
        ingest = Ingest(store, splitter, PLAIN)
        wet = post("1", "wet?")
        liked = replace(wet, message=replace(wet.message, reactions=(Reaction("✅", JON.id),)))
        await ingest.foresee([liked, post("2", "dry?")])
        await ingest.ingest([liked, post("2", "cold?")])

        assert splitter.asked == ["wet?", "dry?", "cold?"]
        assert await quotes(store) == {1: "wet?", 2: "cold?"}


async def test_list_that_was_foreseen_is_taken_in_as_any_other(tmp_path: Path) -> None:
    async with open_store(url(tmp_path / "ledger.db")) as store:
        ingest = Ingest(store, Counting(), PLAIN)
        faulty = post("\0", "never", minutes=0)
        coming = [post("1", "w\0t?"), faulty]
        await ingest.foresee(coming)
        receipt = await ingest.ingest(coming)

        assert (receipt.new, receipt.set_aside) == (1, (faulty.message.ref,))
        assert (await ingest.ingest([post("2", "dry?")])).new == 1
        assert set((await quotes(store)).values()) == {"w\ufffdt?", "dry?"}


async def test_failure_to_foresee_changes_nothing(tmp_path: Path) -> None:
    async with open_store(url(tmp_path / "ledger.db")) as store:
        ingest = Ingest(store, Counting(), PLAIN)
        await ingest.foresee([post("1", "boom")])

        assert (await ingest.ingest([post("1", "boom")])).set_aside == (said("1", "").ref,)
