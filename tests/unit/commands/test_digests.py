"""The verbs of digests: what they show, to whom."""

from collections.abc import AsyncGenerator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from bot.commands import VERBS, Board, Context
from bot.digests.outbox import Audience, NotThere
from bot.errors import NotAllowed, NotFound, WrongUse
from bot.model import AuthorId, ChannelId, Outcome
from bot.views import DigestView, NoticeView, SchedulesView, View
from bot.views.moments import READERS_ZONE
from tests.unit.digests.post_office import WEEKLY, Clock, Office, ask, digests
from tests.unit.store.garden import BEDS, NOON, PUMP, ledger

DAILY = replace(WEEKLY, name="daily")
LATER = NOON + timedelta(hours=3)


@pytest.fixture
async def context(tmp_path: Path) -> AsyncGenerator[Context]:
    """Bed 1 is asked about in one channel, bed 2 in another."""
    async with ledger(tmp_path / "l.db") as (store, ingest):
        await ask(ingest, 1, NOON)
        await ask(ingest, 2, NOON, PUMP)
        known = digests(store, Clock(LATER), WEEKLY, DAILY)
        yield Context(
            viewer=AuthorId("mira"),
            now=LATER,
            ledger=store,
            recorder=ingest,
            board=Board(known, known.schedules, frozenset({"daily"})),
        )


async def run(context: Context, name: str, digest: str | None = None) -> View:
    verb: Any = next(v for v in VERBS if (v.group, v.name) == ("digest", name))
    given = {} if digest is None else {"digest": digest}
    return await verb.run(context, verb.arguments(**given))


async def preview(context: Context, digest: str | None = None) -> DigestView:
    view = await run(context, "preview", digest)
    assert isinstance(view, DigestView)
    return view


def board(context: Context) -> Board:
    assert context.board is not None
    return context.board


async def test_a_preview_shows_what_would_be_posted_and_changes_nothing(context: Context) -> None:
    assert (await preview(context)).numbers == (1, 2)
    assert (await preview(context, "Daily")).numbers == (1, 2)
    assert await board(context).digests.composer.log.runs("weekly") == []


async def test_a_preview_shows_no_more_than_the_viewer_and_the_destination_may_read(
    context: Context,
) -> None:
    office = Office(within=frozenset({PUMP.ref}))
    board(context).digests.outboxes[office.platform] = office

    assert (await preview(context)).numbers == (2,)
    assert (await preview(replace(context, within=frozenset({BEDS.ref})))).numbers == ()
    assert (await preview(replace(context, within=frozenset({PUMP.ref})))).numbers == (2,)


async def test_a_preview_shows_what_is_near_the_destination_wherever_it_is_asked_for(
    context: Context,
) -> None:
    office = Office(near=frozenset({PUMP.ref}))
    board(context).digests.outboxes[office.platform] = office
    both = replace(board(context), within=frozenset({BEDS.ref, PUMP.ref}))
    elsewhere = replace(context, within=frozenset({BEDS.ref}), board=both)

    assert (await preview(elsewhere)).numbers == (2,)


async def test_a_channel_that_is_not_seen_is_said(context: Context) -> None:
    class Closed(Office):
        async def audience(self, to: ChannelId) -> Audience:
            raise NotThere

    board(context).digests.outboxes[WEEKLY.platform] = Closed()

    with pytest.raises(NotFound, match="do not see the channel"):
        await preview(context)


async def test_where_none_is_set_up_a_preview_shows_what_the_viewer_may_read(
    context: Context,
) -> None:
    bare = replace(context, board=replace(board(context), seen=()), within=frozenset({BEDS.ref}))

    view = await preview(bare)

    assert view.numbers == (1,)
    assert "Next" not in view.footer
    with pytest.raises(NotFound, match="No digest is set up here"):
        await run(bare, "now")


async def test_one_that_is_not_there_is_named_with_those_that_are(context: Context) -> None:
    with pytest.raises(NotFound, match="Set up here: weekly, daily"):
        await preview(context, "yearly")
    with pytest.raises(WrongUse):
        await preview(replace(context, board=None))


async def test_now_is_for_those_who_may(context: Context) -> None:
    view = await run(context, "now", "daily")

    assert isinstance(view, NoticeView)
    [wish] = await board(context).digests.composer.log.runs("daily")
    assert wish.outcome is Outcome.WISHED
    with pytest.raises(NotAllowed):
        await run(context, "now", "weekly")


def test_only_what_somebody_may_do_is_offered(context: Context) -> None:
    reader = replace(context, board=replace(board(context), postable=frozenset()))
    bare = replace(context, board=replace(board(context), seen=()))

    assert offered(context) == {"preview", "now", "status"}
    assert offered(reader) == offered(bare) == {"preview", "status"}
    assert offered(replace(context, board=None)) == set()


def offered(context: Context) -> set[str]:
    return {v.name for v in VERBS if v.group == "digest" and v.is_for(context)}


async def test_status_tells_the_next_and_the_last_of_each(context: Context) -> None:
    await run(context, "now", "daily")

    view = await run(context, "status")
    of_reader = await run(replace(context, now=LATER.replace(tzinfo=READERS_ZONE)), "status")

    assert isinstance(view, SchedulesView)
    assert [schedule.name for schedule in view.schedules] == ["weekly", "daily"]
    assert view.schedules[0].words == ("next: 2 May 09:00 UTC", "none yet")
    assert view.schedules[1].words[1] == "last: 1 May 15:00, asked for"
    assert isinstance(of_reader, SchedulesView)
    assert "\x02moment:" in of_reader.schedules[0].words[0]
