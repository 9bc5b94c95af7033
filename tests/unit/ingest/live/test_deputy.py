"""A deputy finds what is found here, whatever it remembers, and however it ends."""

import asyncio
import gc
from collections.abc import Sequence
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from queue import SimpleQueue
from types import FunctionType, ModuleType

import pytest

from bot.extraction.rules_extractor import RulesExtractor
from bot.ingest import Ingest
from bot.ingest.crew import OwnHands, Team
from bot.ingest.live import desk
from bot.ingest.live.common import Common
from bot.ingest.live.deputy import Away, Deputy
from bot.ingest.live.desk import (
    Desk,
    EntriesWanted,
    Forgotten,
    LinksWanted,
    PartSent,
    ShiftSent,
    Unlearnt,
    another_process,
)
from bot.ingest.live.listener import Listener, Shift
from bot.ingest.parts import Part
from bot.ingest.stages import STAGES, Stages
from bot.model import (
    Arrival,
    ChannelKind,
    Deleted,
    Edited,
    Link,
    Mark,
    Marked,
    MarkKind,
    MessageId,
    MessageRef,
    Reacted,
    Reaction,
    ThreadRecord,
    Turn,
)
from bot.store import open_store
from tests.unit.ingest.live.desks import Pair, Silent, empty, in_thread, seated
from tests.unit.store.garden import BEDS, JON, MIRA, NOON, PLAIN, TESS, channel, post, url

SAID = (
    "how deep should the pump sit? And which hose fits it?",
    "Jon: half a metre, and the hose is the green one",
    "does anyone know why the pump leaks at night?",
    "the pump leaks because its seal is worn",
    "which seal do you mean?",
    "thanks, that worked",
    "still leaking, sadly",
)
ASKED = "who broke the heptagonal pot?"
TAKEN_BACK = f"{ASKED} It was Jon, and the pump leaks at night because of it."
ROOMS = [channel(f"bed-{number}") for number in range(4)]


def deaf(
    turns: Sequence[Turn], *, focus: range | None = None, kind: ChannelKind = ChannelKind.ROOM
) -> list[Link]:
    raise ArithmeticError


def fails(*_: object, **__: object) -> list[object]:
    raise ArithmeticError


async def talk(length: int) -> tuple[Turn, ...]:
    people = (MIRA, JON, TESS)
    posts = [post(str(n), SAID[n % 7], by=people[n % 3]) for n in range(length)]
    acts = await RulesExtractor().extract([posted.message for posted in posts])
    return tuple(Turn(one.message, some) for one, some in zip(posts, acts, strict=True))


def linking(turns: tuple[Turn, ...], last: int) -> Part:
    return Part(BEDS.ref, ChannelKind.ROOM, turns, range(len(turns) - last, len(turns)))


def whole(turns: tuple[Turn, ...]) -> Part:
    links = tuple(STAGES.link(turns))
    return Part(BEDS.ref, ChannelKind.ROOM, turns, range(len(turns)), links)


async def test_links_and_entries_are_those_of_a_listener_here() -> None:
    deputy, here, turns = Deputy(STAGES, in_thread), Listener(STAGES), await talk(60)
    seated(deputy)
    for length in (30, 31, 33, 60):
        part = linking(turns[:length], 25)
        assert await deputy.links([part]) == here.links([part])
        shifts = [
            Shift(whole(turns[:length])),
            Shift(whole(turns[:length]), frozenset({turns[length - 1].message.id})),
        ]
        found = await deputy.entries(shifts)
        assert found == here.entries(shifts)
        assert found[0][0][1]


async def test_link_that_is_as_before_is_the_very_same() -> None:
    deputy, turns = seated(Deputy(STAGES, in_thread)), await talk(40)
    [first] = await deputy.links([linking(turns, 10)])
    [again] = await deputy.links([linking(turns, 10)])
    assert first
    assert again
    assert all(one is other for one, other in zip(first, again, strict=True))


async def test_long_talk_is_heard_to_its_end() -> None:
    """Both sides clear up from time to time."""
    deputy, here, turns = seated(Deputy(PLAIN, in_thread)), Listener(PLAIN), await talk(3_000)
    for end in range(200, 3_000, 100):
        shift = Shift(replace(whole(()), turns=turns[end - 200 : end], focus=range(200)))
        assert await deputy.entries([shift]) == here.entries([shift])


async def test_stage_that_fails_says_so() -> None:
    stages = replace(PLAIN, link=deaf, resolve=fails)
    deputy, part = seated(Deputy(stages, in_thread)), linking(await talk(5), 5)
    assert await deputy.links([part]) == [None]
    assert await deputy.entries([Shift(part)]) == [[(part, None)]]


async def test_nothing_is_left_of_a_channel_that_is_forgotten() -> None:
    office, turns, hears = Desk(STAGES), await talk(20), Common()
    sent = PartSent(BEDS.ref, ChannelKind.ROOM, hears.named(turns), range(20))
    office.answer(LinksWanted([sent]))
    assert SAID[0] in _words(office)

    assert office.answer(Forgotten([BEDS.ref])) is None

    assert SAID[0] not in _words(office)


async def test_nothing_is_left_of_what_is_unlearnt_and_all_else_stays() -> None:
    office, turns, hears = Desk(STAGES), await talk(40), Common()
    [other] = await RulesExtractor().extract([secret := post("20", TAKEN_BACK, by=MIRA).message])
    turns = (*turns[:20], Turn(secret, other), *turns[21:])
    links = tuple(STAGES.link(turns))
    mark = Mark("m", MarkKind.RESOLVED, secret.ref, ASKED, MIRA.id, NOON)
    kind, focus = ChannelKind.ROOM, range(40)
    sent = PartSent(BEDS.ref, kind, hears.named(turns), focus)
    office.answer(LinksWanted([sent]))
    named = hears.named(turns), hears.named(links), hears.named([mark])
    again = PartSent(BEDS.ref, kind, named[0], focus, *named[1:])
    office.answer(EntriesWanted([ShiftSent(again, None, (), clears=False)]))
    assert _tell_of(office, "heptagon")
    assert _tell_of(hears, "heptagon")

    unlearnt = Unlearnt(BEDS.ref, frozenset({secret.id}))
    hears.drop(unlearnt.holds)

    assert office.answer(unlearnt) is None
    assert not _tell_of(office, "heptagon")
    assert not _tell_of(hears, "heptagon")
    assert _tell_of(office, SAID[0])
    assert [one for one in hears.named(turns) if not isinstance(one, int)] == [turns[20]]


@pytest.mark.parametrize("is_shared", [False, True])
@pytest.mark.parametrize("is_deleted", [False, True])
async def test_words_that_are_taken_back_are_nowhere_in_memory(
    tmp_path: Path, *, is_deleted: bool, is_shared: bool
) -> None:
    at, ref = NOON + timedelta(hours=5), MessageRef(ROOMS[0].ref, MessageId("300"))
    taken_back = Deleted(ref, at) if is_deleted else Edited(ref, "is it dry?", at)
    async with open_store(url(tmp_path / "ledger.db")) as store:
        team = Pair() if is_shared else OwnHands()
        ingest = Ingest(store, RulesExtractor(), hands=team)
        for n, batch in enumerate(_batches()):
            said = post("300", TAKEN_BACK, by=TESS, where=ROOMS[0], minutes=50)
            # What a mark quotes stays with it, unless the message goes.
            quote = ASKED if is_deleted else "is it dry?"
            mark = Mark("mine", MarkKind.RESOLVED, ref, quote, TESS.id, said.message.at)
            await ingest.ingest([*batch, said, Marked(mark)] if n == 50 else batch)
        assert _tell_of(ingest, "heptagon")
        before = len(_words(ingest))
        await ingest.ingest([taken_back])
        assert not _tell_of(ingest, "heptagon")
        assert len(_words(ingest)) > before / 2


def _tell_of(value: object, word: str) -> bool:
    return any(word in one for one in _words(value))


def _words(value: object) -> set[str]:
    return {one for one in _within(value) if isinstance(one, str)}


def _within(value: object) -> list[object]:
    """All values that one holds, however deep."""
    found, left = dict[int, object](), [value]
    while left:
        one = left.pop()
        if id(one) not in found and not isinstance(one, type | ModuleType | FunctionType):
            found[id(one)] = one
            left += gc.get_referents(one)
    return list(found.values())


async def test_desk_holds_no_more_of_a_long_talk_than_of_a_short_one() -> None:
    office, deputy, turns = Desk(PLAIN), Common(), await talk(6_000)
    for end in range(200, 6_001, 100):
        now = turns[end - 200 : end]
        sent = PartSent(BEDS.ref, ChannelKind.ROOM, deputy.named(now), range(200))
        office.answer(LinksWanted([sent]))
        sent = sent._replace(turns=deputy.named(now))
        if clears := deputy.is_long:
            deputy.keep_only(now)
        office.answer(EntriesWanted([ShiftSent(sent, None, (), clears)]))
    held = [one for one in _within(office) if isinstance(one, Link | Turn)]
    assert len(held) < 4_000


async def test_deputy_looks_for_cycles_while_nobody_asks(monkeypatch: pytest.MonkeyPatch) -> None:
    looks = SimpleQueue[None]()
    monkeypatch.setattr(desk, "look_meanwhile", lambda: looks.put(None))
    deputy = seated(Deputy(PLAIN, in_thread))
    for _ in range(2):
        await deputy.links([linking(await talk(3), 3)])
        await asyncio.to_thread(looks.get, timeout=60)


async def test_deputy_that_forgot_a_channel_hears_it_anew() -> None:
    deputy, here, turns = seated(Deputy(STAGES, in_thread)), Listener(STAGES), await talk(30)
    for _ in range(2):
        assert await deputy.links([linking(turns, 9)]) == here.links([linking(turns, 9)])
        deputy.forget([BEDS.ref])


async def test_deputy_is_not_told_to_forget_what_it_never_heard() -> None:
    Deputy(STAGES, empty).forget([BEDS.ref])


async def test_nobody_at_the_desk_is_noticed() -> None:
    deputy, part = Deputy(STAGES, empty), linking(await talk(3), 3)
    with pytest.raises(Away):
        deputy.is_ready()
    with pytest.raises(Away):
        await deputy.links([part])


async def test_silence_is_noticed() -> None:
    deputy = seated(Deputy(STAGES, Silent(), patience=0.01))
    with pytest.raises(Away):
        await deputy.links([linking(await talk(3), 3)])


async def test_deputy_who_was_not_heard_out_is_dismissed() -> None:
    silent = Silent()
    deputy = seated(Deputy(STAGES, silent))
    waiting = asyncio.ensure_future(deputy.links([linking(await talk(3), 3)]))
    await asyncio.sleep(0)
    await asyncio.sleep(0)
    waiting.cancel()
    with pytest.raises(asyncio.CancelledError):
        await waiting
    assert silent.ended == 1
    with pytest.raises(Away):
        await deputy.links([])


def _batches() -> list[list[Arrival]]:
    """Four rooms in which people talk at once; words are changed, taken back, marked and ticked."""
    found = list[list[Arrival]]()
    for n in range(60):
        people = (MIRA, JON, TESS)
        some: list[Arrival] = [
            post(f"{n}", SAID[(n + 3 * r) % 7], by=people[(n + r) % 3], where=room)
            for r, room in enumerate(ROOMS)
        ]
        ref = MessageRef(ROOMS[n % 4].ref, MessageId(str(max(0, n - 5))))
        at = NOON + timedelta(minutes=n, seconds=30)
        if n % 9 == 4:
            some.append(Edited(ref, "the pump sits half a metre deep", at))
        if n % 9 == 6:
            some.append(Deleted(ref, at))
        if n % 9 == 8:
            some.append(Reacted(ref, Reaction("✅", JON.id, at)))
            quote = SAID[0].partition("?")[0] + "?"
            some.append(Marked(Mark(f"m{n}", MarkKind.RESOLVED, ref, quote, MIRA.id, at)))
        found.append(some)
    return found


async def _ledger(path: Path, team: Team) -> list[ThreadRecord]:
    async with open_store(url(path)) as store:
        ingest = Ingest(store, RulesExtractor(), hands=team)
        for batch in _batches():
            await ingest.ingest(batch)
        return [await store.thread(room.name) for room in ROOMS]


async def test_ledger_is_the_same_with_a_deputy_and_without(tmp_path: Path) -> None:
    alone = await _ledger(tmp_path / "alone.db", OwnHands())
    pair = Pair()
    assert await _ledger(tmp_path / "pair.db", pair) == alone
    assert pair.hired


@pytest.mark.parametrize("last", range(8, 14))
async def test_ledger_is_the_same_when_the_deputy_is_killed(tmp_path: Path, last: int) -> None:
    """A process of its own, as it is in earnest; it ends over links, or over entries."""
    ends = list[object]()

    class Mortal(Deputy):
        """Who is killed after some work, when it was asked once more."""

        def __init__(self, stages: Stages) -> None:
            super().__init__(stages, another_process)
            self._left = last

        def links(self, parts: Sequence[Part]):  # noqa: ANN202  (as the deputy's)
            coming = super().links(parts)
            self._age()
            return coming

        def entries(self, shifts: Sequence[Shift]):  # noqa: ANN202  (as the deputy's)
            coming = super().entries(shifts)
            self._age()
            return coming

        def _age(self) -> None:
            self._left -= 1
            if not self._left:
                self._end()
                ends.append(self)

    alone = await _ledger(tmp_path / "alone.db", OwnHands())
    assert await _ledger(tmp_path / "pair.db", Pair(Mortal)) == alone
    assert ends
