"""Keys are kept in one transaction with the sync that told of them."""

import asyncio
from contextlib import suppress
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any, cast

from bot.errors import StoreError
from bot.model import Platform, Sight
from bot.settings import MatrixSettings
from bot.store import Store, open_store
from matrix.encryption.inbox import KEY
from matrix.hearing.letters import PAST
from matrix.hearing.listener import SINCE, Listener
from matrix.house import Keyring
from matrix.rooms.known import Rooms
from tests.matrix.conftest import Ear, until
from tests.unit.matrix.drawer import Drawer
from tests.unit.matrix.encryption.smith import locked
from tests.unit.matrix.payloads import ME, ROOM, message, state, sync

if TYPE_CHECKING:
    from matrix.homeserver import Homeserver

TOLD = {
    **sync(locked(message("the pump drips"))),
    "to_device": {"events": [{"type": "m.room.encrypted", "content": {"keys": ["k1"]}}]},
}


class Teller:
    """A homeserver that tells one thing, and then nothing any more."""

    def __init__(self, *told: Any) -> None:
        self.told = list(told)
        self.since: list[str | None] = []

    async def sync(self, since: str | None, **_more: Any) -> Any:
        self.since.append(since)
        if not self.told:
            await asyncio.Event().wait()
        return self.told.pop(0)


async def listen(store: Store, keyring: Keyring | None) -> None:
    """Returns when all that was told is kept."""
    ear = Ear(store, MatrixSettings(), ME, keyring)
    homeserver = cast("Homeserver", Teller(TOLD))
    await heard(
        store, Listener(ear.house, homeserver, Rooms(homeserver, Drawer()), ME, lambda: None)
    )


async def heard(store: Store, listener: Listener) -> None:
    """The same, by whoever listens."""
    work = asyncio.ensure_future(listener.run())

    async def is_kept() -> bool:
        return await store.kept(f"{SINCE}:{ME}") == "s2"

    await until(is_kept)
    work.cancel()
    with suppress(asyncio.CancelledError):
        await work


async def kinds(store: Store) -> list[str]:
    return [letter.kind for _, letter in await store.desk.waiting(Platform.MATRIX)]


async def test_key_is_kept_before_what_it_opens(tmp_path: Path) -> None:
    async with open_store(f"sqlite+aiosqlite:///{tmp_path / 'l.db'}") as store:
        await listen(store, Keyring(tmp_path / "l.keys", tmp_path / "l.recovery"))

        assert await kinds(store) == [KEY, PAST]
        assert (await store.missing()).blind_spots == ()


async def test_without_keys_an_encrypted_room_is_a_blind_spot_until_there_are(
    tmp_path: Path,
) -> None:
    async with open_store(f"sqlite+aiosqlite:///{tmp_path / 'l.db'}") as store:
        await listen(store, None)
        assert await kinds(store) == []
        [spot] = (await store.missing()).blind_spots
        assert (spot.channel, spot.sight) == (ROOM, Sight.ENCRYPTED)

        await store.keep(f"{SINCE}:{ME}", "s1")
        await listen(store, Keyring(tmp_path / "l.keys", tmp_path / "l.recovery"))
        assert (await store.missing()).blind_spots == ()


class Full:
    """A desk on a full disk, the first time; notes up to where we had heard by then."""

    def __init__(self, store: Store) -> None:
        self._store, self.had_heard = store, list[str | None]()

    async def accept(self, *what: Any) -> None:
        self.had_heard.append(await self._store.kept(f"{SINCE}:{ME}"))
        if len(self.had_heard) == 1:
            raise StoreError("The disk is full.")
        await self._store.desk.accept(*what)


async def test_sync_that_could_not_be_kept_is_asked_for_again(tmp_path: Path) -> None:
    async with open_store(f"sqlite+aiosqlite:///{tmp_path / 'l.db'}") as store:
        ear, desk = Ear(store, MatrixSettings(), ME), Full(store)
        house = replace(ear.house, desk=cast("Any", desk))
        teller = Teller(TOLD, TOLD)
        homeserver = cast("Homeserver", teller)
        await heard(
            store, Listener(house, homeserver, Rooms(homeserver, Drawer()), ME, lambda: None)
        )

        assert desk.had_heard == [None, None]
        assert teller.since[:2] == [None, None]


async def test_room_that_is_encrypted_while_we_listen_stays_so_after_a_restart(
    tmp_path: Path,
) -> None:
    secret = state("m.room.encryption", {"algorithm": "m.megolm.v1.aes-sha2"})
    async with open_store(f"sqlite+aiosqlite:///{tmp_path / 'l.db'}") as store:
        ear = Ear(store, MatrixSettings(), ME)
        homeserver = cast("Homeserver", Teller(sync(secret)))
        await heard(
            store, Listener(ear.house, homeserver, Rooms(homeserver, Drawer()), ME, lambda: None)
        )

        liar = cast("Homeserver", Stateless())
        assert (await Rooms(liar, ear.house.keepsakes).room(ROOM)).is_encrypted


class Stateless:
    """A homeserver that knows nothing of any room."""

    async def state(self, _room: str) -> list[Any]:
        return []
