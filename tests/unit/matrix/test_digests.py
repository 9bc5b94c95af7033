"""Digests are posted once, mended as a whole, and refused with a reason."""

from collections.abc import AsyncIterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from bot.clock import utc_now
from bot.digests.composing import Composer
from bot.digests.outbox import NotThere, Parcel, Unsent
from bot.digests.runner import Digests
from bot.digests.schedule import Schedule
from bot.errors import ConfigurationError
from bot.model import ChannelId, MessageId, Occurrence, Platform
from bot.settings import MatrixSettings
from bot.store import open_store
from bot.views import DigestView, NoticeKind, NoticeView
from matrix.digests import Poster
from matrix.house import Keyring
from matrix.rooms.known import Rooms
from matrix.wire import Json, Refused, Unreachable
from tests.matrix.conftest import Ear
from tests.unit.matrix.drawer import Drawer
from tests.unit.matrix.encryption.keyserver import SEALED
from tests.unit.matrix.payloads import ME, MIRA, ROOM, member, state
from tests.unit.matrix.test_doors import Server as Base
from tests.unit.matrix.test_recorded import NOW

TO = ChannelId(ROOM)
WEEKLY = Schedule("weekly", Platform.MATRIX, TO)
VIEW = DigestView("Loose ends", ("1 open",), (), alt="Answered: 0, open: 1")
MUTED = state("m.room.power_levels", {"events_default": 50})
ENCRYPTED = state("m.room.encryption", SEALED)
NOT_NOW = Refused(502, "")


class Server(Base):
    """A homeserver that notes what is posted, in order, by its transaction id."""

    def __init__(self, *more: Json, fault: Exception | None = None) -> None:
        super().__init__()
        self.more, self.trouble = more, fault
        self.done: list[tuple[str, Any]] = []

    async def state(self, room: str) -> list[Json]:
        if isinstance(self.trouble, Unreachable):
            raise self.trouble
        return [*await super().state(room), *self.more]

    async def send(self, room: str, content: Json, txn: str) -> str:
        if self.trouble is not None:
            raise self.trouble
        self.done.append((txn, content))
        return f"$of.{txn}"

    async def redact(self, room: str, event: str, txn: str) -> None:
        self.done.append((txn, event))

    async def upload(self, data: bytes, kind: str, name: str) -> str:
        return f"mxc://example.org/{name}"


@pytest.fixture
async def ear(tmp_path: Path) -> AsyncIterator[Ear]:
    async with open_store(f"sqlite+aiosqlite:///{tmp_path / 'l.db'}") as store:
        yield Ear(store, MatrixSettings(), ME, schedules=(WEEKLY,))


def poster(ear: Ear, server: Server) -> Poster:
    return Poster(ear.house, server, Rooms(server, Drawer()), ME)


def parcel(**more: Any) -> Parcel:
    return Parcel(WEEKLY, Occurrence("weekly", NOW), 0, VIEW, NOW, **more)


async def test_the_same_digest_bears_the_same_ids_whenever_it_is_posted(ear: Ear) -> None:
    server = Server()
    for _ in range(2):
        await poster(ear, server).post(parcel(picture=b"png"))

    assert server.done[:2] == server.done[2:]
    (_, picture), (_, words) = server.done[:2]
    assert (picture["msgtype"], picture["body"]) == ("m.image", VIEW.alt)
    assert picture["m.mentions"] == words["m.mentions"] == {}
    other = replace(parcel(), occurrence=Occurrence("daily", NOW))
    assert await poster(ear, server).post(other) not in {f"$of.{txn}" for txn, _ in server.done[:2]}


async def test_no_picture_lies_open_where_the_words_are_encrypted(ear: Ear) -> None:
    server = Server(ENCRYPTED)
    await poster(ear, server).post(parcel(picture=b"png"))

    assert [content["msgtype"] for _, content in server.done] == ["m.notice"]


@pytest.mark.parametrize(
    ("mention", "rung"),
    [((MIRA, "@room"), {"user_ids": [MIRA], "room": True}), (("@room",), {"room": True})],
)
async def test_whom_it_rings_for_stands_in_words_too(
    ear: Ear, mention: tuple[str, ...], rung: dict[str, Any]
) -> None:
    server = Server()
    await poster(ear, server).post(parcel(mention=mention))

    [(_, said)] = server.done
    assert (said["msgtype"], said["m.mentions"]) == ("m.text", rung)
    assert said["body"].startswith(" ".join(mention))


async def test_what_shows_deleted_words_is_taken_back_before_the_rest_is_said_anew(
    ear: Ear,
) -> None:
    server = Server()
    new = await poster(ear, server).mend(TO, MessageId("$old"), VIEW, is_deleted=True)

    (_, taken_back), (txn, _) = server.done
    assert taken_back == "$old"
    assert new == f"$of.{txn}"


async def test_what_is_settled_since_is_edited_out(ear: Ear) -> None:
    server = Server()
    assert await poster(ear, server).mend(TO, MessageId("$old"), VIEW, is_deleted=False) == "$old"

    [(_, edit)] = server.done
    assert edit["m.relates_to"] == {"rel_type": "m.replace", "event_id": "$old"}
    assert edit["body"] == f"* {edit['m.new_content']['body']}"


async def test_note_is_said_once_by_its_key(ear: Ear) -> None:
    server = Server()
    await poster(ear, server).tell(TO, NoticeView(NoticeKind.DONE, "Quiet."), "k")

    assert [(txn, said["body"]) for txn, said in server.done] == [("digest.note.k", "Quiet.")]


@pytest.mark.parametrize(
    ("server", "told"),
    [
        (Server(MUTED), NotThere),
        (Server(member(ME, "leave")), NotThere),
        (Server(fault=Refused(403, "M_FORBIDDEN")), NotThere),
        (Server(fault=NOT_NOW), Unsent),
        (Server(fault=Unreachable()), Unsent),
    ],
    ids=["muted", "out", "forbidden", "not-now", "gone"],
)
async def test_what_cannot_be_posted_says_whether_it_may_be_later(
    ear: Ear, server: Server, told: type[Exception]
) -> None:
    with pytest.raises(told):
        await poster(ear, server).post(parcel())


async def test_digest_that_could_never_be_posted_is_refused_at_the_start(ear: Ear) -> None:
    with pytest.raises(ConfigurationError, match=f"weekly .* {ROOM}"):
        await poster(ear, Server(MUTED)).run()


@pytest.mark.parametrize(
    ("server", "has_keys", "is_told"),
    [
        (Server(ENCRYPTED), False, True),
        (Server(ENCRYPTED), True, False),
        (Server(), False, False),
        (Server(fault=Unreachable()), False, False),
    ],
)
async def test_digest_that_must_be_withheld_is_told_of_at_the_start(
    ear: Ear,
    capsys: pytest.CaptureFixture[str],
    server: Server,
    *,
    has_keys: bool,
    is_told: bool,
) -> None:
    keyring = Keyring(Path("l.keys"), Path("l.recovery")) if has_keys else None
    house = replace(ear.house, keyring=keyring)
    await Poster(house, server, Rooms(server, Drawer()), ME).check(WEEKLY)

    assert ("digest-withheld" in capsys.readouterr().out) == is_told


async def test_where_no_digest_is_set_up_there_is_nothing_to_run(ear: Ear) -> None:
    for digests in (None, Digests((), Composer(ear.store, ear.store.digests), utc_now, "a")):
        house = replace(ear.house, digests=digests)
        await Poster(house, Server(), Rooms(Server(), Drawer()), ME).run()
