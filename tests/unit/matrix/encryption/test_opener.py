"""Letters are opened before the clerk reads them; what is locked waits on the shelf."""

import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

from bot.model import ChannelId, Letter, MessageId, Platform
from bot.store import Store, open_store
from matrix.encryption.inbox import DEVICES, KEY
from matrix.encryption.opener import Opener
from matrix.encryption.shelf import Shelf
from matrix.hearing.clerk import NOTHING, Reading
from matrix.hearing.letters import EVENT
from tests.unit.matrix.encryption.smith import KEYLESS, Smith, locked
from tests.unit.matrix.payloads import ME, MIRA, ROOM, event, message

SAID = message("the pump drips")


def letter(raw: Any, kind: str = EVENT) -> Letter:
    id_ = MessageId(raw.get("event_id", "t1"))
    return Letter(Platform.MATRIX, ChannelId(ROOM), id_, kind, json.dumps(raw))


@dataclass
class Clerk:
    """Notes what it reads; whatever is asked of us, it notes as done."""

    read_: list[Any] = field(default_factory=list)
    done: list[str] = field(default_factory=list)

    async def read(self, letter: Letter) -> Reading:
        self.read_.append(json.loads(letter.raw))

        async def ask() -> None:
            self.done.append(letter.event)

        return Reading(ask=ask)


@dataclass
class Room:
    """An opener at work on a real shelf."""

    store: Store
    smith: Smith
    clerk: Clerk
    opener: Opener
    woken: list[bool]

    async def take_in(self, letter: Letter) -> None:
        reading = await self.opener.read(letter)
        if reading.ask is not None:
            await reading.ask()

    async def waiting(self) -> list[Letter]:
        return [letter for _, letter in await self.store.desk.waiting(Platform.MATRIX)]

    async def sealed(self) -> int:
        return (await self.store.missing()).sealed


@asynccontextmanager
async def opening(tmp_path: Path, smith: Smith) -> AsyncIterator[Room]:
    async with open_store(f"sqlite+aiosqlite:///{tmp_path / 'l.db'}") as store:
        woken: list[bool] = []
        shelf = Shelf(store.desk, smith, ME, lambda: woken.append(True))
        clerk = Clerk()
        yield Room(store, smith, clerk, Opener(clerk, shelf, ROOM.__eq__), woken)


async def test_clerk_reads_what_was_encrypted_as_if_it_were_not(tmp_path: Path) -> None:
    async with opening(tmp_path, Smith("k1")) as room:
        await room.take_in(letter(SAID))
        await room.take_in(letter(locked(SAID)))

        assert room.clerk.read_ == [SAID, SAID]
        assert room.clerk.done == ["$1", "$1"]


async def test_nothing_locked_is_kept_of_a_room_that_is_not_read(tmp_path: Path) -> None:
    async with opening(tmp_path, Smith()) as room:
        await room.take_in(replace(letter(locked(SAID)), channel=ChannelId("!pump:example.org")))

        assert (await room.sealed(), await room.waiting()) == (0, [])


async def test_locked_letter_is_a_letter_again_when_its_key_comes(tmp_path: Path) -> None:
    async with opening(tmp_path, Smith()) as room:
        await room.take_in(letter(locked(SAID)))
        assert (room.clerk.read_, await room.sealed(), room.woken) == ([], 1, [])

        await room.take_in(letter({"type": "m.room.encrypted", "content": {"keys": ["k1"]}}, KEY))
        assert (await room.sealed(), room.woken) == (0, [True])
        [again] = await room.waiting()
        await room.take_in(again)

        assert room.clerk.read_ == [SAID]


async def test_key_that_comes_while_a_letter_is_set_aside_is_not_missed(tmp_path: Path) -> None:
    smith = Smith()
    async with opening(tmp_path, smith) as room:
        smith.offers = {"k1"}
        await room.take_in(letter(locked(SAID)))

        assert (await room.sealed(), len(await room.waiting()), room.woken) == (0, 1, [True])


async def test_key_that_came_before_a_crash_is_not_missed(tmp_path: Path) -> None:
    smith = Smith()
    async with opening(tmp_path, smith) as room:
        await room.take_in(letter(locked(SAID)))
        await room.take_in(letter(locked(message("and the hose", "$2"), "k2")))
        smith.keys.add("k1")
        await room.opener.shelf.run()

        assert (await room.sealed(), len(await room.waiting())) == (1, 1)


async def test_letter_that_no_key_opens_is_counted_for_good(tmp_path: Path) -> None:
    async with opening(tmp_path, Smith("")) as room:
        await room.take_in(letter(locked(SAID, KEYLESS)))
        await room.opener.shelf.run()

        assert (await room.sealed(), await room.waiting()) == (1, [])


async def test_deletion_lets_go_of_what_nobody_could_open(tmp_path: Path) -> None:
    async with opening(tmp_path, Smith()) as room:
        for redacts in ({"redacts": "$1"}, {"content": {"redacts": "$1"}}):
            await room.take_in(letter(locked(SAID)))
            assert await room.sealed() == 1
            deletion = {**event("m.room.redaction", {}, event_id="$9"), **redacts}
            await room.take_in(letter(deletion))
            assert await room.sealed() == 0
        odd = event("m.room.redaction", {}, event_id="$8")
        await room.take_in(letter(odd))

        assert room.clerk.done == ["$9", "$9", "$8"]


async def test_devices_are_looked_after(tmp_path: Path) -> None:
    async with opening(tmp_path, Smith()) as room:
        told = {"changed": [MIRA], "is_low": True}

        assert await room.opener.read(letter(told, DEVICES)) == NOTHING
        assert room.smith.looked == [((MIRA,), True)]
