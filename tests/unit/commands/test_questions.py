from dataclasses import replace
from datetime import timedelta

import pytest

from bot.commands.questions import FIND, MINE, OPEN, SHOW, WHY, Listing, Mine, Search, Which
from bot.errors import NotFound
from bot.model import (
    UNRESOLVED,
    ChannelId,
    ChannelRef,
    CommunityId,
    Order,
    Platform,
    QuestionQuery,
    State,
)
from bot.views import ListView, WhyView
from tests.unit.commands.fakes import MIRA, NOW, RECORD, ROOM, Desk, FakeLedger

ELSEWHERE = frozenset({ChannelRef(Platform.IMPORT, CommunityId("allotment"), ChannelId("pumps"))})


async def test_open_lists_what_nobody_has_settled_oldest_first() -> None:
    desk = Desk()

    view = await OPEN.run(desk.context(), Listing())

    assert isinstance(view, ListView)
    assert [entry.number for group in view.groups for entry in group.entries] == [41]
    assert desk.ledger.asked == [QuestionQuery(states=UNRESOLVED, order=Order.OLDEST, limit=20)]


async def test_open_narrows_by_what_is_given() -> None:
    desk = Desk(within=frozenset({ROOM}), community=CommunityId("allotment"))
    listing = Listing(
        state=(State.ANSWERED,),
        channel="beds",
        asker="mira",
        text="lime",
        older_than=timedelta(days=7),
        order=Order.MOST_ASKED,
        limit=5,
        skip=10,
    )

    await OPEN.run(desk.context(), listing)

    assert desk.ledger.asked == [
        QuestionQuery(
            states=frozenset({State.ANSWERED}),
            community=CommunityId("allotment"),
            channel="beds",
            asker="mira",
            text="lime",
            asked_before=NOW - timedelta(days=7),
            order=Order.MOST_ASKED,
            limit=5,
            offset=10,
            within=frozenset({ROOM}),
        )
    ]


async def test_an_empty_list_says_what_has_been_read() -> None:
    view = await OPEN.run(Desk(FakeLedger(empty=True)).context(), Listing())

    assert isinstance(view, ListView)
    assert "I have read everything since 2 May" in view.good_news


async def test_who_has_read_nothing_yet_is_told_how_to_begin() -> None:
    view = await OPEN.run(Desk(FakeLedger(empty=True, read=False)).context(), Listing())

    assert isinstance(view, ListView)
    assert [hint.words for hint in view.hints] == [("import", "FILE")]


async def test_an_empty_list_tells_nothing_of_rooms_that_the_viewer_may_not_read() -> None:
    desk = Desk(FakeLedger(empty=True), within=frozenset({ROOM}))

    view = await OPEN.run(desk.context(), Listing())

    assert isinstance(view, ListView)
    assert "2 May" not in view.good_news


async def test_mine_lists_the_viewers_own_in_every_state() -> None:
    desk = Desk(viewer=MIRA)

    await MINE.run(desk.context(), Mine())

    [asked] = desk.ledger.asked
    assert (asked.asker, asked.states, asked.snoozed) == ("mira", frozenset(State), True)


async def test_find_looks_through_settled_and_rhetorical_ones_too() -> None:
    desk = Desk()

    await FIND.run(desk.context(), Search(text="frost"))

    [asked] = desk.ledger.asked
    assert (asked.text, asked.states, asked.rhetorical) == ("frost", frozenset(State), True)


async def test_show_gives_the_one_question() -> None:
    view = await SHOW.run(Desk().context(), Which(number=41))

    assert isinstance(view, ListView)
    assert [entry.number for group in view.groups for entry in group.entries] == [41]


async def test_why_gives_the_reasons() -> None:
    view = await WHY.run(Desk().context(), Which(number=41))

    assert isinstance(view, WhyView)
    assert view.entry.number == 41


@pytest.mark.parametrize("verb", [SHOW, WHY])
async def test_a_question_of_a_hidden_room_is_as_good_as_none(verb: type) -> None:
    hidden, none = Desk(within=ELSEWHERE), Desk()

    with pytest.raises(NotFound) as of_hidden:
        await verb.run(hidden.context(), Which(number=41))
    with pytest.raises(NotFound) as of_none:
        await verb.run(none.context(), Which(number=99))

    assert str(of_hidden.value) == str(of_none.value).replace("99", "41")


async def test_a_channel_that_is_asked_for_by_its_number_is_called_by_its_name() -> None:
    desk = Desk()
    desk.ledger.channel = replace(RECORD.channel, ref=replace(ROOM, channel=ChannelId("7700")))

    views = [await OPEN.run(desk.context(), Listing(channel=c)) for c in ("7700", "88", "#beds")]

    assert [view.title for view in views if isinstance(view, ListView)] == [
        "Loose ends in beds",
        "Loose ends in 88",
        "Loose ends in #beds",
    ]
