"""What a listener says of a channel that goes on: only what it did not say just so."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

from bot.extraction.rules_extractor import RulesExtractor
from bot.ingest import Ingest
from bot.ingest.live.listener import Entries, Listener, Shift
from bot.ingest.parts import Part
from bot.ingest.stages import STAGES
from bot.model import (
    ChannelKind,
    Entry,
    Mark,
    MarkKind,
    Message,
    MessageId,
    MessageRef,
    Reacted,
    Reaction,
    Turn,
)
from bot.store import open_store
from tests.unit.store.garden import BEDS, JON, MIRA, NOON, PLAIN, PUMP, TESS, post, said, url

ASKED = "how deep should the pump sit?"
SAID = (
    ASKED,
    "half a metre, and the hose is the green one",
    "does anyone know why the pump leaks at night?",
    "the pump leaks because its seal is worn",
    "which seal do you mean?",
    "thanks, that worked",
    "still leaking, sadly",
)


async def talk(length: int) -> tuple[Turn, ...]:
    people = (MIRA, JON, TESS)
    messages = [said(str(n), SAID[n % 7], by=people[n % 3]) for n in range(length)]
    return await turns_of(messages)


async def turns_of(messages: Sequence[Message]) -> tuple[Turn, ...]:
    acts = await RulesExtractor().extract(messages)
    return tuple(Turn(one, some) for one, some in zip(messages, acts, strict=True))


def shift(turns: tuple[Turn, ...], *marks: Mark) -> Shift:
    links = tuple(STAGES.link(turns))
    return Shift(Part(BEDS.ref, ChannelKind.ROOM, turns, range(len(turns)), links, marks))


def mark(kind: MarkKind) -> Mark:
    return Mark("m", kind, MessageRef(BEDS.ref, MessageId("0")), ASKED, JON.id, NOON)


def told(found: Entries) -> list[Entry]:
    return [entry for _, entries in found for entry in entries or ()]


async def test_what_was_said_just_so_is_not_said_again() -> None:
    listener, turns = Listener(STAGES), await talk(20)
    [first] = listener.entries([shift(turns)])
    [again] = listener.entries([shift(turns)])
    assert told(first)
    assert again == []


async def test_all_that_was_said_one_after_the_other_is_what_a_stranger_says() -> None:
    listener, turns = Listener(STAGES), await talk(160)
    known = dict[MessageId, list[Entry]]()
    for end in range(1, len(turns) + 1):
        now = shift(turns[max(0, end - 60) : end])
        for part, entries in listener.entries([now])[0]:
            known.update((turn.message.id, []) for turn in part.own)
            for entry in entries or ():
                known[entry.message].append(entry)
        [whole] = Listener(STAGES).entries([now])
        assert [e for turn in now.turns for e in known[turn.message.id]] == told(whole)


async def test_only_what_lies_far_back_is_forgotten() -> None:
    listener, turns = Listener(STAGES), await talk(120)
    for end in range(20, 121, 20):
        now = shift(turns[end - 20 : end])
        assert told(listener.entries([now])[0])
        assert listener.entries([now]) == [[]]


async def test_turn_that_was_marked_is_said_again_though_it_stands_as_it_did() -> None:
    listener, turns = Listener(STAGES), await talk(3)
    listener.entries([shift(turns)])
    [[(part, entries)]] = listener.entries([shift(turns, mark(MarkKind.SNOOZED))])
    assert [turn.message.id for turn in part.own] == ["0"]
    assert entries
    assert listener.entries([shift(turns, mark(MarkKind.SNOOZED))]) == [[]]


async def test_question_that_is_gone_is_said_to_be_gone() -> None:
    listener, turns = Listener(STAGES), await talk(3)
    listener.entries([shift(turns)])
    silent = (replace(turns[0], acts=()), *turns[1:])
    [[(part, entries)]] = listener.entries([shift(silent)])
    assert turns[0].message.id in {turn.message.id for turn in part.own}
    assert not [entry for entry in entries or () if entry.message == turns[0].message.id]


async def test_stage_that_remembers_nothing_says_all_again() -> None:
    listener, turns = Listener(PLAIN), await talk(8)
    [first] = listener.entries([shift(turns)])
    [again] = listener.entries([shift(turns)])
    assert told(first)
    assert told(again) == told(first)


async def test_channel_that_was_forgotten_is_said_anew() -> None:
    listener, turns = Listener(STAGES), await talk(8)
    [first] = listener.entries([shift(turns)])
    listener.forget([BEDS.ref])
    assert listener.entries([shift(turns)]) == [first]


async def test_listener_goes_on_where_others_wrote_in_between(tmp_path: Path) -> None:
    """Much at once is derived by others; what they wrote is not what the listener said last."""
    answer = MessageRef(BEDS.ref, MessageId("1"))
    ticked = Reacted(answer, Reaction("✅", MIRA.id, NOON + timedelta(minutes=2)), added=True)
    crowd = [post(str(n), "the beds are dry", by=TESS, where=PUMP) for n in range(10, 460)]
    async with open_store(url(tmp_path / "ledger.db"), clock=lambda: NOON) as store:
        ingest = Ingest(store, RulesExtractor())
        for n, text in enumerate(SAID[:2]):
            await ingest.ingest([post(str(n), text, by=(MIRA, JON)[n])])
        before = await store.thread(BEDS.name)

        await ingest.ingest([ticked, *crowd])
        between = await store.thread(BEDS.name)
        await ingest.ingest([replace(ticked, added=False)])

        assert between != before
        assert await store.thread(BEDS.name) == before
