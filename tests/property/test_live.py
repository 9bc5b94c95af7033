"""Talk that comes message by message, with the stages as they are: the ledger is that of a replay.

`test_replay` takes stand-ins that depend on all that they may see, and have no reach. Here it is
the real `resolution.reach` that has to name every post whose entries a message, a late link, a
reaction or a mark can touch.
"""

import asyncio
import tempfile
from datetime import timedelta
from pathlib import Path

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bot.extraction.rules_extractor import RulesExtractor
from bot.ingest import Ingest, derive
from bot.model import (
    Arrival,
    Author,
    Mark,
    Marked,
    MarkKind,
    MessageId,
    MessageRef,
    Reacted,
    Reaction,
)
from bot.store import open_store
from tests.unit.store.garden import BEDS, JON, MIRA, NOON, TESS, post, url

ids = st.integers(0, 19).map(str)
people = st.sampled_from([MIRA, JON, TESS])
texts = st.sampled_from(
    [
        "how deep should the pump sit? And which hose fits it?",
        "does anyone know why the pump leaks at night?",
        "Jon: half a metre, and the hose is the green one",
        "the pump leaks because its seal is worn",
        "which seal do you mean?",
        "Tess, did you look at the hose?",
        "thanks, that worked",
        "still leaking, sadly",
        "never mind, found it",
        "the beds look good today",
        "yes",
        "anyone on the pump?",
    ]
)


@st.composite
def others(draw: st.DrawFn) -> Arrival:
    """A tick, or a mark, on a message that may not have been read yet."""
    ref, person, at = MessageRef(BEDS.ref, MessageId(draw(ids))), draw(people), NOON
    if draw(st.booleans()):
        return Reacted(ref, Reaction("✅", person.id, at + timedelta(minutes=30)))
    kind = draw(st.sampled_from([MarkKind.RESOLVED, MarkKind.DISMISSED, MarkKind.REOPENED]))
    quote = draw(texts)
    return Marked(Mark(f"{ref.message} {quote}", kind, ref, quote, person.id, at))


@st.composite
def talk(draw: st.DrawFn) -> list[Arrival]:
    """Messages in the order of time, and what is said of them anywhere between."""
    said: list[Arrival] = []
    for number in range(draw(st.integers(3, 20))):
        by: Author = draw(people)
        earlier = st.none() | st.integers(0, number).map(str)
        said.append(post(str(number), draw(texts), by=by, reply_to=draw(earlier)))
        said += draw(st.lists(others(), max_size=1))
    return said


@given(talk())
@settings(max_examples=12, deadline=None, suppress_health_check=[HealthCheck.too_slow])
def test_ledger_of_live_talk_is_that_of_a_replay(arrivals: list[Arrival]) -> None:
    asyncio.run(_compare(arrivals))


async def _compare(arrivals: list[Arrival]) -> None:
    with tempfile.TemporaryDirectory() as folder:
        async with open_store(url(Path(folder) / "live.db")) as store:
            ingest = Ingest(store, RulesExtractor())
            for arrival in arrivals:
                await ingest.ingest([arrival])
            thread = await store.thread("beds")
    marks = [arrival.mark for arrival in arrivals if isinstance(arrival, Marked)]
    whole = derive(thread.turns, list({mark.id: mark for mark in marks}.values()))

    assert [record.entry for record in thread.records] == list(whole.entries)
