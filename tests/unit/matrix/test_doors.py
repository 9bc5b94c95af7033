"""Where a homeserver says no: nothing stops, and whoever must know is told."""

import asyncio
from collections.abc import AsyncIterator, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from bot.importers.matrix_shapes import Event
from bot.model import ChannelRef, CommunityId, Gap, MessageId, Platform, Sight
from bot.model.ids import ChannelId
from bot.settings import MatrixSettings
from bot.store import Store, open_store
from matrix.answering.answer import Answering
from matrix.answering.viewing import Viewing
from matrix.hearing.doorman import Doorman
from matrix.hearing.files import Files
from matrix.hearing.gateway import Gateway
from matrix.hearing.history import History, Reading
from matrix.hearing.letters import BEGINNING
from matrix.homeserver import Homeserver
from matrix.rooms.known import Rooms
from matrix.rooms.room import Room, facts
from matrix.wire import Json, Refused, Unreachable
from tests.matrix.conftest import Ear, until
from tests.unit.matrix.drawer import Drawer
from tests.unit.matrix.payloads import (
    JON,
    ME,
    MIRA,
    ROOM,
    edit,
    event,
    member,
    message,
    reacted,
    state,
)
from tests.unit.matrix.payloads import (
    answering as answering_to,
)

ADMINS = "!admins:example.org"
SETTINGS = MatrixSettings(operators=frozenset({MIRA}), admin_room=ADMINS, history_days=36_500)
HERE = Room(ROOM, facts([member(MIRA), member(ME)]))
NO = Refused(403, "M_FORBIDDEN")


class Server(Homeserver):
    """A homeserver that knows some events and refuses what it is told to."""

    def __init__(self, *refused: str) -> None:
        self.refused, self.fault = refused, NO
        self.entered: list[str] = []
        self.said: list[tuple[str, str]] = []
        self.events: dict[str, Json] = {}
        self.pages: list[Json] = []
        self.asked_from: list[str] = []
        self.looked_up: list[str] = []
        self.failing = 0
        self.created = state("m.room.create", {})
        self.hanging = ""

    def _ask(self, what: str) -> None:
        if what in self.refused:
            raise self.fault

    async def joined(self) -> list[str]:
        return self.entered

    async def join(self, room: str, via: Sequence[str] = ()) -> None:
        self._ask("join")
        self.entered.append(room)

    async def leave(self, room: str) -> None:
        self._ask("leave")

    async def send(self, room: str, content: Json, txn: str) -> str:
        self._ask("send")
        self.said.append((room, content["body"]))
        return "$sent"

    async def event(self, room: str, event: str) -> Json:
        if event not in self.events:
            raise Refused(404, "M_NOT_FOUND")
        return self.events[event]

    async def state(self, room: str) -> list[Json]:
        self.looked_up.append(room)
        if room == self.hanging:
            await asyncio.Event().wait()
        return [self.created, member(MIRA), member(ME)]

    async def page(self, room: str, before: str, after: str) -> Json:
        self._ask("page")
        self.asked_from.append(before)
        if self.failing:
            self.failing -= 1
            raise Unreachable
        return self.pages.pop(0)


@pytest.fixture
async def ear(tmp_path: Path) -> AsyncIterator[Ear]:
    async with open_store(f"sqlite+aiosqlite:///{tmp_path / 'l.db'}") as store:
        yield Ear(store, SETTINGS, ME)


def doorman(ear: Ear, server: Server) -> Doorman:
    return Doorman(ear.house, server, Rooms(server, Drawer()))


async def test_no_more_than_five_declined_invitations_are_told(ear: Ear) -> None:
    server = Server()
    door = doorman(ear, server)
    for n in range(9):
        await door.invited(f"!den{n}", JON)

    assert [room for room, _ in server.said] == [ADMINS] * 5


async def test_room_that_cannot_be_entered_is_let_be(ear: Ear) -> None:
    server = Server("join")
    await doorman(ear, server).invited(ROOM, MIRA)

    assert server.said == []


async def test_space_is_entered_and_nothing_is_said_there(ear: Ear) -> None:
    server = Server()
    server.created = state("m.room.create", {"type": "m.space"})
    await doorman(ear, server).invited(ROOM, MIRA)

    assert server.said == []


async def test_admins_are_told_of_a_room_that_moved_behind_a_closed_door(ear: Ear) -> None:
    server = Server("join")
    await doorman(ear, server).moved(ROOM, "!new")
    await doorman(ear, server).moved(ROOM, 3)

    [(room, said)] = server.said
    assert room == ADMINS
    assert "!new" in said


async def test_nobody_is_told_where_we_may_not_speak(ear: Ear) -> None:
    await doorman(ear, Server("send")).invited(ROOM, MIRA)
    await answering(ear, Server("send")).answer(read(message("!ends help")), HERE, "help")


def answering(ear: Ear, server: Server) -> Answering:
    return Answering(ear.house, server, Viewing(ear.house, Rooms(server, Drawer()), ME))


def read(raw: dict[str, Any]) -> Event:
    return Event.model_validate(raw)


async def test_fault_of_ours_is_said_with_an_id_and_without_its_words(
    ear: Ear, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def broken(*_: object) -> None:
        raise ZeroDivisionError("secret")

    monkeypatch.setattr(Viewing, "context", broken)
    server = Server()
    await answering(ear, server).answer(read(message("!ends open", "$abcdefghij")), HERE, "open")

    [(_, said)] = server.said
    assert "abcdefgh" in said
    assert "secret" not in said


@pytest.mark.parametrize(
    "raw",
    [
        message("!ends open", msgtype="m.notice"),
        message("talk"),
        {**message("!ends open"), "sender": ME},
        edit("$1", "!ends open"),
        answering_to("!ends open", {"rel_type": "m.replace", "event_id": "$1"}),
        event("m.room.message", {"msgtype": "m.text", "body": 3}),
    ],
)
def test_notices_talk_edits_and_our_own_words_are_no_commands(ear: Ear, raw: Json) -> None:
    assert answering(ear, Server()).said(read(raw), HERE) is None


async def test_edit_of_what_is_not_there_changes_nothing(ear: Ear) -> None:
    gateway = Gateway(ear.house, Server(), ME)

    assert await gateway.live(read(edit("$gone", "wet?")), HERE) == []


@pytest.mark.parametrize("content", [{}, {"m.relates_to": {"event_id": "$1"}}])
async def test_reaction_to_nothing_changes_nothing(ear: Ear, content: Json) -> None:
    gateway = Gateway(ear.house, Server(), ME)

    assert await gateway.live(read(event("m.reaction", content)), HERE) == []
    assert await gateway.live(read(event("m.room.redaction", {})), HERE) == []


def test_what_has_another_shape_is_counted(ear: Ear) -> None:
    assert Gateway(ear.house, Server(), ME).read({"type": "m.room.message"}) is None
    assert ear.count("events_unreadable_total") == 1


REF = ChannelRef(Platform.MATRIX, CommunityId("example.org"), ChannelId(ROOM))


def history_of(ear: Ear, server: Server, rooms: Rooms | None = None) -> History:
    server.entered.append(ROOM)
    gateway = Gateway(ear.house, server, ME)
    reading = Reading(gateway, answering(ear, server), Files(ear.house, server, ME))
    return History(ear.house, server, rooms or Rooms(server, Drawer()), reading, lambda: None)


async def read_through(ear: Ear, server: Server, store: Store, *gaps: Gap) -> None:
    """Returns when no page is left at the server, and the last one is taken in."""
    await store.desk.accept([], notes=gaps)
    history = history_of(ear, server)

    async def is_through() -> bool:
        return all(gap.is_closed for gap in await store.gaps(Platform.MATRIX))

    reading = asyncio.ensure_future(history.run())
    await until(is_through)
    reading.cancel()


async def test_history_that_may_not_be_read_is_a_blind_spot(ear: Ear) -> None:
    await read_through(ear, Server("page"), ear.store, Gap(REF, MessageId(""), MessageId("t1")))

    [spot] = (await ear.store.missing()).blind_spots
    assert (spot.sight, spot.channel) == (Sight.HISTORY, ROOM)
    assert all(gap.is_closed for gap in await ear.store.gaps(Platform.MATRIX))


async def test_page_of_history_is_read_with_what_is_odd_left_out(ear: Ear) -> None:
    server = Server()
    odd = event("m.room.message", {"msgtype": "m.text", "body": 3}, event_id="$9")
    chunk = [message("!ends open", "$4"), edit("$1", "wet?", "$3"), odd, message("dry?", "$1")]
    server.pages = [{"chunk": chunk, "end": "t0"}, {"chunk": []}]
    await read_through(ear, server, ear.store, Gap(REF, MessageId(""), MessageId("t1")))

    assert await ear.texts(ROOM) == ["dry?"]
    assert server.asked_from == ["t1", "t0"]


@pytest.mark.parametrize("after", [BEGINNING, MessageId("t0")])
async def test_nothing_stays_of_a_room_that_we_left_while_its_page_was_on_the_way(
    ear: Ear, after: MessageId, monkeypatch: pytest.MonkeyPatch
) -> None:
    server = Server()
    server.pages = [{"chunk": [message("dry?", "$1"), edit("$1", "wet?", "$3")]}]
    await ear.store.desk.accept([], notes=[Gap(REF, after, MessageId("t1"))])
    rooms, page = Rooms(server, Drawer()), server.page

    async def slowly(*which: str) -> Json:
        told = await page(*which)
        rooms.hear({"rooms": {"leave": {ROOM: {}}}})
        return told

    async def is_read() -> bool:
        return ear.house.meters.registry.get_sample_value("looseends_history_pages_total") == 1

    monkeypatch.setattr(server, "page", slowly)
    reading = asyncio.ensure_future(history_of(ear, server, rooms).run())
    await until(is_read)
    reading.cancel()

    assert await ear.texts(ROOM) == []
    [gap] = await ear.store.gaps(Platform.MATRIX)
    assert not gap.is_closed


async def test_slow_room_keeps_no_other_from_being_read(ear: Ear) -> None:
    other = replace(REF, channel=ChannelId("!pump:example.org"))
    server = Server()
    server.hanging = other.channel
    server.pages = [{"chunk": [message("dry?", "$1")]}]
    gaps = [Gap(ref, MessageId(""), MessageId("t1")) for ref in (other, REF)]
    await ear.store.desk.accept([], notes=gaps)
    server.entered.append(other.channel)
    history = history_of(ear, server)
    reading = asyncio.ensure_future(history.run())
    await ear.until_posts(ROOM, "dry?")
    reading.cancel()


async def test_server_that_fails_is_asked_again_for_the_page(ear: Ear) -> None:
    server = Server()
    server.failing = 2
    server.pages = [{"chunk": [message("dry?", "$1")]}]
    await read_through(ear, server, ear.store, Gap(REF, MessageId(""), MessageId("t1")))

    assert await ear.texts(ROOM) == ["dry?"]


async def test_room_that_cannot_be_looked_up_is_not_waited_for_again(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr("matrix.rooms.known._PATIENCE", 0.01)
    server = Server()
    server.hanging = "!pump"
    rooms = Rooms(server, Drawer())

    for _ in range(3):
        assert [room.id for room in await rooms.some(["!pump", ROOM])] == [ROOM]
    assert server.looked_up == ["!pump", ROOM]


REDACTED = {"unsigned": {"redacted_because": {}}}


@pytest.mark.parametrize(
    ("raw", "changes"),
    [
        ({**message("wet?"), **REDACTED}, 1),
        ({**message("wet?"), "sender": ME}, 0),
        (message("wet?", msgtype="m.notice"), 0),
        (edit("$1", "wet?"), 0),
        ({**reacted("$1", "✅"), **REDACTED}, 0),
        (reacted("$1", "✅"), 1),
        (state("m.room.name", {"name": "Beds"}), 0),
    ],
)
def test_what_of_the_past_changes_something(ear: Ear, raw: Json, changes: int) -> None:
    settings = SETTINGS.model_copy(update={"bots": False})
    gateway = Gateway(replace(ear.house, settings=settings), Server(), ME)

    assert len(gateway.past(read(raw), HERE)) == changes


async def test_edit_of_what_is_no_talk_changes_nothing(ear: Ear) -> None:
    server = Server()
    server.events["$1"] = state("m.room.name", {"name": "Beds"})
    gateway = Gateway(ear.house, server, ME)

    assert await gateway.live(read(edit("$1", "wet?")), HERE) == []


@pytest.mark.parametrize("code", [429, 502])
async def test_what_may_pass_is_raised(ear: Ear, code: int) -> None:
    server = Server("join", "send", "page")
    server.fault = Refused(code, "")
    for trying in (
        doorman(ear, server).invited(ROOM, MIRA),
        doorman(ear, server).moved(ROOM, "!new"),
        answering(ear, server).answer(read(message("!ends help")), HERE, "help"),
    ):
        with pytest.raises(Refused):
            await trying
