import pytest

from bot.commands.reading import (
    CLAIMS_IN,
    FIND_CLAIMS,
    STATUS,
    THREAD,
    ClaimSearch,
    ClaimsOf,
    Nothing,
    Where,
)
from bot.errors import NotFound
from bot.model import ChannelId, ChannelRef, ClaimQuery, CommunityId, Platform
from bot.views import ClaimsView, StatusView, ThreadView
from tests.unit.commands.fakes import ROOM, Desk

ELSEWHERE = frozenset({ChannelRef(Platform.IMPORT, CommunityId("allotment"), ChannelId("pumps"))})


async def test_claims_are_found_by_words_channel_and_author() -> None:
    desk = Desk(within=frozenset({ROOM}))

    view = await FIND_CLAIMS.run(
        desk.context(), ClaimSearch(text="acid", channel="beds", author="jon", limit=3, skip=6)
    )

    assert isinstance(view, ClaimsView)
    assert desk.ledger.claimed == [
        ClaimQuery(
            text="acid",
            channel="beds",
            author="jon",
            limit=3,
            offset=6,
            within=frozenset({ROOM}),
        )
    ]


async def test_claims_in_a_thread_are_the_claims_of_its_channel() -> None:
    desk = Desk()

    await CLAIMS_IN.run(desk.context(), ClaimsOf(channel="beds"))

    assert desk.ledger.claimed == [ClaimQuery(channel="beds")]


async def test_a_thread_shows_what_is_missing() -> None:
    view = await THREAD.run(Desk().context(), Where(channel="beds"))

    assert isinstance(view, ThreadView)
    assert [entry.number for group in view.missing for entry in group.entries] == [41]


async def test_a_hidden_thread_is_as_good_as_none() -> None:
    with pytest.raises(NotFound) as of_hidden:
        await THREAD.run(Desk(within=ELSEWHERE).context(), Where(channel="beds"))
    with pytest.raises(NotFound) as of_none:
        await THREAD.run(Desk().context(), Where(channel="none"))

    assert str(of_hidden.value) == str(of_none.value).replace("none", "beds")


async def test_status_says_what_is_held() -> None:
    view = await STATUS.run(Desk().context(), Nothing())

    assert isinstance(view, StatusView)
    assert view.coverage.messages == 5
