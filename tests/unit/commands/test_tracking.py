from collections.abc import AsyncGenerator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from bot.commands import Context
from bot.commands.marking import UNDO
from bot.commands.questions import OPEN, Listing, Which
from bot.commands.tracking import TRACK, Tracking
from bot.errors import NotFound, WrongUse
from bot.ingest import Ingest
from bot.ingest.stages import STAGES
from bot.model import ChannelRef, CommunityId
from bot.store import Store
from bot.views import ListView, NoticeView
from tests.unit.store.garden import BEDS, JON, NOON, PUMP, Splitter, channel, post, url

NOW = NOON + timedelta(hours=1)


@pytest.fixture
async def context(tmp_path: Path) -> AsyncGenerator[Context]:
    """Mira's #1, and what Jon said that only looks like a statement."""
    from bot.store import open_store

    async with open_store(url(tmp_path / "ledger.db"), clock=lambda: NOW) as store:
        ingest = Ingest(store, Splitter(), STAGES)
        await ingest.ingest(
            [
                post("1", "is the soil wet?"),
                post("2", "it rained.\nno idea how deep the frost goes down there", by=JON),
                post("3", "who needs lime~?", by=JON),
                post("4", "", by=JON),
                post("5", "the pump is old", where=PUMP),
            ]
        )
        yield Context(viewer=JON.id, now=NOW, ledger=store, recorder=ingest)


async def listed(context: Context) -> list[str]:
    view = await OPEN.run(context, Listing())
    assert isinstance(view, ListView)
    return [entry.text for group in view.groups for entry in group.entries]


async def test_track_puts_the_likeliest_sentence_on_the_list(context: Context) -> None:
    view = await TRACK.run(context, Tracking(message="2", channel="beds"))

    assert isinstance(view, NoticeView)
    assert view.sentence.endswith("is on the list now.")
    assert await listed(context) == [
        "is the soil wet?",
        "no idea how deep the frost goes down there",
    ]


async def test_track_takes_the_sentence_that_holds_the_words(context: Context) -> None:
    await TRACK.run(context, Tracking(message="2", channel="#Beds", text="rained"))

    assert await listed(context) == ["is the soil wet?", "it rained."]


async def test_track_brings_back_what_seemed_rhetorical(context: Context) -> None:
    await TRACK.run(context, Tracking(message="3", channel="id-beds"))

    assert await listed(context) == ["is the soil wet?", "who needs lime~?"]


async def test_what_was_tracked_can_be_undone(context: Context) -> None:
    view = await TRACK.run(context, Tracking(message="2", channel="beds"))
    assert isinstance(view, NoticeView)
    number = int(view.hints[0].words[1])

    undone = await UNDO.run(replace(context, now=NOW + timedelta(seconds=30)), Which(number=number))

    assert isinstance(undone, NoticeView)
    assert undone.sentence == f"Undone. #{number} is off the list."
    assert await listed(context) == ["is the soil wet?"]


@pytest.mark.parametrize(
    ("given", "said"),
    [
        (Tracking(message="1", channel="beds"), "it is #1"),
        (Tracking(message="4", channel="beds"), "no words"),
    ],
)
async def test_track_refuses_what_it_cannot_put_on_the_list(
    context: Context, given: Tracking, said: str
) -> None:
    with pytest.raises(WrongUse, match=said):
        await TRACK.run(context, given)


@pytest.mark.parametrize(
    "given",
    [
        Tracking(message="2", channel="beds", text="snow"),
        Tracking(message="9", channel="beds"),
        Tracking(message="2", channel="attic"),
    ],
    ids=["words that are not in it", "a message that is not there", "a channel that is not there"],
)
async def test_track_finds_nothing(context: Context, given: Tracking) -> None:
    with pytest.raises(NotFound):
        await TRACK.run(context, given)


async def test_a_channel_that_the_viewer_may_not_read_looks_unknown(context: Context) -> None:
    hidden, unknown = frozenset({PUMP.ref}), frozenset[ChannelRef]()
    messages: list[str] = []
    for within in (hidden, unknown):
        with pytest.raises(NotFound) as refused:
            await TRACK.run(
                replace(context, within=within), Tracking(message="2", channel="id-beds")
            )
        messages.append(str(refused.value))

    assert messages == ["There is no channel id-beds in the ledger."] * 2


async def test_a_name_that_two_channels_bear_is_refused(context: Context) -> None:
    store, ingest = context.ledger, context.recorder
    assert isinstance(store, Store)
    await ingest.ingest([post("9", "hello", where=channel("beds", "elsewhere"))])

    with pytest.raises(WrongUse, match="Use the id"):
        await TRACK.run(context, Tracking(message="2", channel="beds"))
    here = replace(context, community=CommunityId(BEDS.ref.community))
    assert isinstance(await TRACK.run(here, Tracking(message="2", channel="beds")), NoticeView)
