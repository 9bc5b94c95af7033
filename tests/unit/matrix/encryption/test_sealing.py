"""Whoever asks a homeserver anything need not know that its rooms are encrypted."""

import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any, cast

import pytest

from bot.errors import BadInput
from bot.model import Platform
from bot.store import Store, open_store
from matrix.encryption.sealing import SealingHomeserver
from matrix.encryption.shelf import Shelf
from matrix.hearing.attached import File
from matrix.hearing.letters import PAST
from matrix.homeserver import Homeserver
from matrix.rooms.known import Rooms
from tests.unit.matrix.drawer import Drawer
from tests.unit.matrix.encryption.smith import Smith, locked
from tests.unit.matrix.payloads import ME, ROOM, edit, event, member, message, state

if TYPE_CHECKING:
    from matrix.wire import Wire

SAID = {"msgtype": "m.notice", "body": "one question is open"}


class Line:
    """A wire that answers as it is told, and notes what was put."""

    def __init__(self, *told: Any) -> None:
        self.told = list(told)
        self.joined = [ROOM]
        self.put_: list[tuple[str, Any]] = []

    async def get(self, *path: str, **_query: str) -> Any:
        return {"joined_rooms": self.joined} if path == ("joined_rooms",) else self.told.pop(0)

    async def download(self, *_path: str, **_more: int) -> Any:
        return self.told.pop(0)

    async def get_list(self, *_path: str) -> Any:
        return self.told.pop(0)

    async def put(self, *path: str, body: Any) -> Any:
        self.put_.append(("/".join(path), body))
        return {"event_id": "$new"}


@asynccontextmanager
async def asking(
    tmp_path: Path, smith: Smith, *told: Any
) -> AsyncIterator[tuple[SealingHomeserver, Line, Store]]:
    async with open_store(f"sqlite+aiosqlite:///{tmp_path / 'l.db'}") as store:
        line = Line(*told)
        wire = cast("Wire", line)
        shelf = Shelf(store.desk, smith, ME, lambda: None)
        yield SealingHomeserver(wire, Rooms(Homeserver(wire), Drawer()), shelf), line, store


async def test_message_is_sealed_where_the_room_is_encrypted(tmp_path: Path) -> None:
    there = [state("m.room.encryption", {"algorithm": "m.megolm.v1.aes-sha2"}), member(ME)]
    async with asking(tmp_path, Smith(), there) as (homeserver, line, _):
        assert await homeserver.send(ROOM, SAID, "t1") == "$new"

    [(path, body)] = line.put_
    assert path == f"rooms/{ROOM}/send/m.room.encrypted/t1"
    assert body["ciphertext"]["content"] == SAID


async def test_message_is_sent_as_it_is_where_the_room_is_not(tmp_path: Path) -> None:
    async with asking(tmp_path, Smith(), [member(ME)]) as (homeserver, line, _):
        await homeserver.send(ROOM, SAID, "t1")

    assert line.put_ == [(f"rooms/{ROOM}/send/m.room.message/t1", SAID)]


async def test_single_event_is_opened_where_it_can_be(tmp_path: Path) -> None:
    said = message("the pump drips")
    told = (locked(said), locked(said, "k2"), said)
    async with asking(tmp_path, Smith("k1"), *told) as (homeserver, _, store):
        assert [await homeserver.event(ROOM, "$1") for _ in told] == [
            said,
            locked(said, "k2"),
            said,
        ]
        assert (await store.missing()).sealed == 0


async def test_page_is_opened_and_what_is_locked_of_it_is_set_aside(tmp_path: Path) -> None:
    said, new = message("the pump drips"), edit("$1", "the pump leaks")
    sealed = locked(message("and the hose", "$5"), "k2")
    odd = [member(ME), {"type": "m.room.encrypted"}, "odd"]
    page = {"chunk": [locked(said), sealed, new, *odd], "end": "t0"}
    async with asking(tmp_path, Smith("k1"), page, {}) as (homeserver, _, store):
        told = await homeserver.page(ROOM, "t1", "")
        assert told == {"chunk": [said, sealed, new, *odd], "end": "t0"}
        assert await homeserver.page(ROOM, "t0", "") == {"chunk": []}

        assert await store.desk.take_up(Platform.MATRIX, ["k2"]) == 1
        [(_, letter)] = await store.desk.waiting(Platform.MATRIX)
        assert (letter.kind, json.loads(letter.raw)) == (PAST, sealed)


async def test_nothing_is_set_aside_of_a_room_that_was_left_meanwhile(tmp_path: Path) -> None:
    page = {"chunk": [locked(message("the pump drips"), "k2")]}
    async with asking(tmp_path, Smith("k1"), page) as (homeserver, line, store):
        line.joined = []
        await homeserver.page(ROOM, "t1", "")

        assert (await store.missing()).sealed == 0


async def test_deletion_on_a_page_takes_what_is_sealed_along(tmp_path: Path) -> None:
    sealed = [locked(message("the pump drips", id_), "k2") for id_ in ("$5", "$6", "$7")]
    deletions = [
        event("m.room.redaction", {}, event_id="$8", redacts="$5"),
        event("m.room.redaction", {"redacts": "$6"}, event_id="$9"),
    ]
    pages = ({"chunk": sealed, "end": "t0"}, {"chunk": deletions})
    async with asking(tmp_path, Smith("k1"), *pages) as (homeserver, _, store):
        await homeserver.page(ROOM, "t1", "")
        await homeserver.page(ROOM, "t2", "t1")

        assert await store.desk.take_up(Platform.MATRIX, ["k2"]) == 1


async def test_file_is_opened_where_it_is_locked(tmp_path: Path) -> None:
    file = File("talk.txt", "example.org", "beds")
    told = (b"dry", b"dry", b"dry")
    async with asking(tmp_path, Smith("k1"), *told) as (homeserver, _, _store):
        assert await homeserver.download(file, 9) == b"dry"
        assert await homeserver.download(replace(file, lock={"k": "k1"}), 9) == b"yrd"
        with pytest.raises(BadInput, match="changed or cut"):
            await homeserver.download(replace(file, lock={"k": "k2"}), 9)


async def test_file_that_is_locked_stays_so_without_keys() -> None:
    file = File("talk.txt", "example.org", "beds", {"k": "k1"})

    with pytest.raises(BadInput, match="no keys"):
        await Homeserver(cast("Wire", Line(b"yrd"))).download(file, 9)
