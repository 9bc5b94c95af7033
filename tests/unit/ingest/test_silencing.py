"""People who want to be forgotten, or not to be kept."""

from collections.abc import AsyncGenerator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from bot.ingest import Ingest
from bot.model import (
    NOBODY,
    AuthorId,
    Deleted,
    Edited,
    Mark,
    Marked,
    MarkKind,
    Person,
    Platform,
    Posted,
    QuestionQuery,
    Reacted,
    Reaction,
    State,
    Wish,
    Wished,
)
from bot.store import Store
from tests.unit.store.garden import BEDS, JON, MIRA, NOON, TESS, ledger, post, said

LATER = NOON + timedelta(hours=1)
HER = Person(Platform.IMPORT, MIRA.id, BEDS.ref.community)
FORGET = Wished(HER, Wish.FORGET, LATER)


@pytest.fixture
async def both(tmp_path: Path) -> AsyncGenerator[tuple[Store, Ingest]]:
    async with ledger(tmp_path / "ledger.db") as (store, ingest):
        yield store, ingest


async def texts(store: Store) -> list[str]:
    return [turn.message.text for turn in (await store.thread(BEDS.ref.channel)).turns]


async def numbers(store: Store) -> dict[str, int]:
    page = await store.questions(QuestionQuery(states=frozenset(State), rhetorical=True))
    return {r.entry.question.span.of(r.message.text): r.number for r in page.records}


async def test_forgotten_person_is_gone_and_others_stay_as_they_were(
    both: tuple[Store, Ingest],
) -> None:
    store, ingest = both
    await ingest.ingest(
        [
            post("1", "wet?"),
            post("2", "dry?", by=JON),
            post("3", "it is", reply_to="2"),
            post("4", "no", by=TESS, reply_to="2"),
        ]
    )
    before = await store.question(2)

    await ingest.ingest([FORGET])

    after = await store.question(2)
    assert await texts(store) == ["dry?", "no"]
    assert await numbers(store) == {"dry?": 2}
    assert after.message == before.message
    assert [reply.message for reply in after.entry.standing.replies] == ["4"]
    await ingest.ingest([post("70", "cold?", by=JON)])
    assert (await numbers(store))["cold?"] == 3


@pytest.mark.parametrize("edited", [None, LATER])
async def test_nothing_brings_words_of_a_forgotten_person_back(
    both: tuple[Store, Ingest], edited: None
) -> None:
    store, ingest = both
    await ingest.ingest([post("1", "wet?"), FORGET])
    again = [post("1", "wet?"), post("2", "and dry?")]

    receipt = await ingest.ingest(
        [replace(a, message=replace(a.message, edited_at=edited)) for a in again]
    )
    await ingest.ingest([Edited(said("1", "").ref, "wet now?", LATER + timedelta(1))])

    assert receipt.unchanged == 2
    assert await texts(store) == []


async def test_forgotten_person_may_speak_again(both: tuple[Store, Ingest]) -> None:
    store, ingest = both
    await ingest.ingest([post("1", "wet?"), FORGET])

    await ingest.ingest([post("90", "wet again?")])

    assert await texts(store) == ["wet again?"]


async def test_forgetting_takes_reactions_mentions_of_later_readings_and_the_name_on_marks(
    both: tuple[Store, Ingest],
) -> None:
    store, ingest = both
    asked = post("1", "dry?", by=JON)
    mark = Mark("m", MarkKind.RESOLVED, asked.message.ref, "dry?", MIRA.id, NOON)
    tick = Reaction("✅", MIRA.id)
    await ingest.ingest([asked, Reacted(asked.message.ref, tick), Marked(mark)])

    await ingest.ingest([FORGET])
    seen = replace(asked.message, reactions=(tick,), mentions=(MIRA.id, TESS.id))
    await ingest.ingest([Posted(BEDS, seen), Marked(mark)])

    record = await store.question(1)
    assert record.message.reactions == ()
    assert record.message.mentions == (TESS.id,)
    assert [m.by for m in record.marks] == [NOBODY]


async def test_opted_out_person_is_a_hole_until_they_opt_in(both: tuple[Store, Ingest]) -> None:
    store, ingest = both
    out = Wished(HER, Wish.OPT_OUT, NOON + timedelta(minutes=10))
    back = Wished(HER, Wish.OPT_IN, NOON + timedelta(minutes=20))
    await ingest.ingest([post("5", "wet?"), out])

    await ingest.ingest([post("11", "my secret?"), post("12", "ok", by=JON, reply_to="11")])
    await ingest.ingest(
        [Edited(said("13", "").ref, "early", NOON + timedelta(minutes=14), MIRA.id)]
    )
    await ingest.ingest([Edited(said("5", "").ref, "reworded", NOON + timedelta(minutes=14))])
    await ingest.ingest([Reacted(said("12", "").ref, Reaction("✅", MIRA.id))])
    assert await texts(store) == ["wet?", "ok"]
    assert (await store.people.belongings(HER)).is_out

    await ingest.ingest([back, post("13", "read later?"), post("21", "here again?")])

    thread = await store.thread(BEDS.ref.channel)
    assert [turn.message.text for turn in thread.turns] == ["wet?", "ok", "here again?"]
    assert thread.turns[1].message.reactions == ()
    assert not (await store.people.belongings(HER)).is_out


async def test_opted_out_person_can_take_back_what_was_kept(both: tuple[Store, Ingest]) -> None:
    store, ingest = both
    there = said("1", "").ref
    tick = Reaction("✅", MIRA.id)
    await ingest.ingest([post("1", "wet?", by=JON), post("2", "dry?"), Reacted(there, tick)])
    await ingest.ingest([Wished(HER, Wish.OPT_OUT, LATER)])

    await ingest.ingest([Reacted(there, replace(tick, at=LATER), added=False)])
    await ingest.ingest([Deleted(said("2", "").ref, LATER)])

    [turn] = (await store.thread(BEDS.ref.channel)).turns
    assert turn.message.reactions == ()


async def test_reaction_of_unknown_age_is_not_kept_in_doubt(both: tuple[Store, Ingest]) -> None:
    store, ingest = both
    there, tick = said("1", "").ref, Reaction("✅", MIRA.id)
    await ingest.ingest([FORGET])

    await ingest.ingest([Reacted(there, tick)])
    await ingest.ingest([post("1", "dry?", by=JON)])

    assert (await store.question(1)).message.reactions == ()


async def test_verdict_of_somebody_who_opted_out_counts_without_their_name(
    both: tuple[Store, Ingest],
) -> None:
    store, ingest = both
    asked = post("1", "dry?", by=JON)
    await ingest.ingest([asked, Wished(HER, Wish.OPT_OUT, NOON)])

    await ingest.ingest(
        [Marked(Mark("m", MarkKind.RESOLVED, asked.message.ref, "dry?", MIRA.id, LATER))]
    )

    assert [mark.by for mark in (await store.question(1)).marks] == [NOBODY]


async def test_wish_without_a_usable_time_or_name_is_no_wish(both: tuple[Store, Ingest]) -> None:
    store, ingest = both
    faulty = [
        replace(FORGET, at=LATER.replace(tzinfo=None)),
        replace(FORGET, person=replace(HER, id=AuthorId(""))),
    ]

    receipt = await ingest.ingest([post("1", "wet?"), *faulty])

    assert receipt.set_aside == ()
    assert await texts(store) == ["wet?"]


async def test_forgetting_that_was_broken_off_goes_on(
    both: tuple[Store, Ingest], monkeypatch: pytest.MonkeyPatch
) -> None:
    store, ingest = both
    monkeypatch.setattr("bot.ingest.ingest._FORGOTTEN", 1)
    await ingest.ingest([post(str(n), "wet?") for n in range(3)])
    whole = ingest.forget

    async def nothing(*_: object) -> None:
        """The power goes."""

    monkeypatch.setattr(ingest, "forget", nothing)
    await ingest.ingest([FORGET])
    assert await texts(store) == ["wet?"] * 3

    [(person, at)] = await store.people.being_forgotten()
    await whole(person, at)

    assert (person, at) == (HER, LATER)
    assert await texts(store) == []
    assert await store.people.being_forgotten() == []


async def test_a_name_elsewhere_is_somebody_else(both: tuple[Store, Ingest]) -> None:
    store, ingest = both
    await ingest.ingest([post("1", "wet?")])

    await ingest.ingest([replace(FORGET, person=Person(Platform.DISCORD, MIRA.id))])
    await ingest.ingest([replace(FORGET, person=replace(HER, community=None))])

    assert await texts(store) == []
