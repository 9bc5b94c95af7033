"""Somebody whose client encrypts: mautrix's own, with its own sync, beside ours."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any, cast

from mautrix.api import HTTPAPI
from mautrix.client import Client
from mautrix.client.state_store import MemoryStateStore, MemorySyncStore
from mautrix.crypto import OlmMachine
from mautrix.crypto.attachments import encrypt_attachment
from mautrix.crypto.store import MemoryCryptoStore, StateStore
from mautrix.errors import DecryptionError
from mautrix.types import (
    CrossSigningUsage,
    DeviceID,
    EncryptedEvent,
    EventType,
    RoomID,
    SigningKey,
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


class _Store(MemoryCryptoStore):
    """mautrix's own, which cannot be told of a signing key twice."""

    async def put_cross_signing_key(
        self, user_id: UserID, usage: CrossSigningUsage, key: SigningKey
    ) -> None:
        known = await self.get_cross_signing_keys(user_id)
        if usage not in known or known[usage].key != key:
            await super().put_cross_signing_key(user_id, usage, key)


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

    async def post(self, room: str, name: str, content: bytes, spoilt: bytes = b"") -> str:
        """Posts a file, encrypted; what is handed over may be `spoilt`."""
        sealed, lock = encrypt_attachment(content)
        url = await asyncio.to_thread(self.user.upload, name, spoilt or sealed)
        file = {**lock.serialize(), "url": url}
        return await self.say(room, name, msgtype="m.file", filename=name, file=file)

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

    async def say_without_a_key(self, room: str, body: str) -> Any:
        """Sends a message that nobody else is given the key of, and returns that key."""
        await self.catch_up()
        await self.machine.crypto_store.remove_outbound_group_session(RoomID(room))
        await self.machine.share_group_session(RoomID(room), [UserID(self.id)])
        session: Any = await self.machine.crypto_store.get_outbound_group_session(RoomID(room))
        key = session.share_content
        await self.say(room, body)
        return key

    async def hand_over(self, key: Any, to: str) -> None:
        """Gives somebody a key, on all of their devices."""
        known = await self._client.query_keys([UserID(to)])
        for device in known.device_keys[UserID(to)]:
            found: Any = await self.machine.get_or_fetch_device(UserID(to), device)
            await self.machine.send_encrypted_to_device(found, EventType.ROOM_KEY, key)

    async def forget_key(self, room: str) -> None:
        """Makes a new key for the next message, which all who are there are given."""
        await self.machine.crypto_store.remove_outbound_group_session(RoomID(room))

    async def has(self, raw: dict[str, Any]) -> bool:
        """Whether it was given the key of an encrypted event."""
        where, key = RoomID(raw["room_id"]), raw["content"]["session_id"]
        return await self.machine.crypto_store.has_group_session(where, key)

    async def sign_device(self) -> None:
        """Has the account sign the device, as most people's clients do."""
        await self.machine.generate_recovery_key()


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
    machine = OlmMachine(client, _Store(user.id, "test"), state)
    client.crypto = machine
    await machine.load()
    await machine.share_keys()
    try:
        yield Sealer(user, client, machine)
    finally:
        await api.session.close()
