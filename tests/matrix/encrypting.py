"""Somebody whose client encrypts: mautrix's own, with its own sync, beside ours."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any, cast

from mautrix.api import HTTPAPI
from mautrix.client import Client
from mautrix.client.state_store import MemoryStateStore, MemorySyncStore
from mautrix.crypto import OlmMachine
from mautrix.crypto.store import MemoryCryptoStore, StateStore
from mautrix.errors import DecryptionError
from mautrix.types import (
    DeviceID,
    EncryptedEvent,
    EventType,
    RoomID,
    UserID,
)

from tests.matrix.synapse import User

SEALED = {"algorithm": "m.megolm.v1.aes-sha2"}
ENCRYPTION = {"type": "m.room.encryption", "state_key": "", "content": SEALED}


class _State(MemoryStateStore, StateStore):
    """mautrix's own, with what its machine asks for besides."""

    async def is_encrypted(self, room_id: RoomID) -> bool:
        return bool(await super().is_encrypted(room_id))

    async def find_shared_rooms(self, user_id: UserID) -> list[RoomID]:
        return [room for room in self.members if user_id in self.members[room]]


class Sealer:
    """A person whose client encrypts."""

    def __init__(self, user: User, client: Client, machine: OlmMachine) -> None:
        self.user, self._client, self.machine = user, client, machine
        self.id = user.id
        self._since = ""

    async def catch_up(self) -> None:
        """Hears what was sent by now: keys, devices, who is in which room."""
        told = await self._client.sync(since=cast("Any", self._since), timeout=0)
        self._since = told["next_batch"]
        await asyncio.gather(*self._client.handle_sync(told))

    async def say(self, room: str, body: str, **more: Any) -> str:
        """Sends a message as the room asks for."""
        await self.catch_up()
        content = {"msgtype": "m.text", "body": body, **more}
        return await self._client.send_message_event(
            RoomID(room), EventType.ROOM_MESSAGE, cast("Any", content)
        )

    async def edit(self, room: str, event: str, body: str) -> str:
        new = {"msgtype": "m.text", "body": body}
        about = {"rel_type": "m.replace", "event_id": event}
        more = {"m.new_content": new, "m.relates_to": about}
        return await self.say(room, f"* {body}", **more)

    async def heard(self, room: str) -> list[dict[str, Any]]:
        """The latest messages of a room that this person can read, newest first, each as it was
        before it was encrypted; `trust` says how the sender's device stands.
        """
        await self.catch_up()
        path = f"/rooms/{room}/messages?dir=b&limit=100"
        events = await asyncio.to_thread(self.user.call, "GET", path)
        found = [await self._read({**each, "room_id": room}) for each in events["chunk"]]
        return [each for each in found if each is not None]

    async def _read(self, raw: dict[str, Any]) -> dict[str, Any] | None:
        if raw["type"] != "m.room.encrypted":
            return None
        try:
            event: Any = await self.machine.decrypt_megolm_event(EncryptedEvent.deserialize(raw))
        except DecryptionError:
            return None
        clear = {"trust": event["mautrix"]["trust_state"], "raw": raw}
        return {**raw, **clear, "content": event.content.serialize()}

    async def answer(self, room: str, to: str) -> dict[str, Any] | None:
        for event in await self.heard(room):
            about = event["content"].get("m.relates_to", {})
            if about.get("m.in_reply_to", {}).get("event_id") == to:
                return event
        return None

    async def forget_devices(self) -> None:
        """Gives its next message a key that only those get who are told of it."""
        for room in await self._client.get_joined_rooms():
            await self.machine.crypto_store.remove_outbound_group_session(room)


@asynccontextmanager
async def encrypting(user: User) -> AsyncIterator[Sealer]:
    """Somebody, on a device that can encrypt, and that their account has signed."""
    device = user.call("GET", "/account/whoami")["device_id"]
    api = HTTPAPI(user._url, token=user.token)
    state = _State()
    client = Client(
        mxid=UserID(user.id),
        device_id=DeviceID(device),
        api=api,
        state_store=cast("Any", state),
        sync_store=MemorySyncStore(),
    )
    machine = OlmMachine(client, MemoryCryptoStore(user.id, "test"), state)
    client.crypto = machine
    await machine.load()
    await machine.share_keys()
    try:
        yield Sealer(user, client, machine)
    finally:
        await api.session.close()
