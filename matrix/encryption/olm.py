"""The locksmith who has mautrix's Olm machine."""

import asyncio
import json
import sqlite3
from collections import defaultdict
from collections.abc import Mapping, Sequence
from typing import Any, Final

from mautrix.crypto.attachments import decrypt_attachment
from mautrix.errors import DecryptionError, EncryptionError
from mautrix.types import DeviceLists, EventID, EventType, RoomID, SessionID, ToDeviceEvent, UserID
from olm.group_session import OlmGroupSessionError

from bot import logs
from matrix.encryption.locksmith import Locked
from matrix.encryption.machine import Keys, Machine, Readers
from matrix.rooms.room import Room
from matrix.wire import Json

_MEGOLM: Final = "m.megolm.v1.aes-sha2"
_RELATES: Final = "m.relates_to"


class OlmLocksmith:
    """Opens and seals by Olm and Megolm (client-server API, end-to-end encryption)."""

    def __init__(self, machine: Machine, keys: Keys, readers: Readers) -> None:
        self._machine, self._keys, self._readers = machine, keys, readers
        self._speaking: defaultdict[str, asyncio.Lock] = defaultdict(asyncio.Lock)

    async def take(self, event: Json) -> Sequence[str]:
        """The keys that came with an event to our device. All that it changes is kept in one
        transaction: half of it would be lost, since nothing opens such an event twice.
        """
        self._machine.came = []
        try:
            told: Any = ToDeviceEvent.deserialize(event)
            told.source = None
            async with self._keys.together():
                await self._machine.handle_to_device_event(told)
        except Exception as error:  # Whatever it holds: somebody else wrote it.
            await self._machine.go_back(self._keys)
            if isinstance(error, sqlite3.Error):
                raise
            logs.fault("key-unreadable", error)
        await self._machine.mend()
        return self._machine.came

    async def look_after(self, changed: Sequence[str], *, is_low: bool) -> None:
        if changed:
            people = [UserID(person) for person in changed]
            await self._machine.handle_device_lists(DeviceLists(changed=people))
        if is_low:
            await self._machine.share_keys()

    async def has(self, room: str, key: str) -> bool:
        return await self._keys.has_group_session(RoomID(room), SessionID(key))

    async def opened(self, room: str, event: Json) -> Json:
        content = event["content"]
        if content.get("algorithm") != _MEGOLM or not _is_whole(event):
            raise Locked
        said = await self._decrypted(room, event, content["session_id"], content["ciphertext"])
        kind, plain = said.get("type"), said.get("content")
        if said.get("room_id") != room or not (isinstance(kind, str) and isinstance(plain, dict)):
            raise Locked
        about = {_RELATES: content[_RELATES]} if _RELATES in content else {}
        return {**event, "type": kind, "content": {**about, **plain}}

    async def _decrypted(self, room: str, event: Json, key: str, words: str) -> Json:
        session = await self._keys.get_group_session(RoomID(room), SessionID(key))
        if session is None:
            raise Locked(key)
        try:
            text, index = session.decrypt(words)
            said = json.loads(text)
        except (OlmGroupSessionError, ValueError):
            raise Locked from None
        is_first = await self._keys.validate_message_index(
            session.sender_key,
            SessionID(key),
            EventID(event["event_id"]),
            index,
            event["origin_server_ts"],
        )
        device = await self._keys.find_device_by_key(UserID(event["sender"]), session.sender_key)
        is_theirs = device is None or device.signing_key == session.signing_key
        if not (is_first and is_theirs and isinstance(said, dict)):
            raise Locked
        return said

    async def opened_file(self, data: bytes, lock: Mapping[str, Any]) -> bytes:
        try:
            key, digest, start = lock["key"]["k"], lock["hashes"]["sha256"], lock["iv"]
            return await asyncio.to_thread(decrypt_attachment, data, key, digest, start)
        except (DecryptionError, AttributeError, KeyError, TypeError, ValueError):
            raise Locked from None

    async def sealed(self, room: Room, content: Json) -> Json:
        """By a key that was given to all who are in the room now: when somebody comes or goes, or
        has another device, there is another key; so there is after a start.
        """
        here = RoomID(room.id)
        async with self._speaking[room.id]:
            if not self._readers.are(room):
                await self._keys.remove_outbound_group_session(here)
                self._readers.become(room)
            try:
                sealed = await self._encrypted(here, content)
            except EncryptionError:  # there is no such key, or it was used enough
                await self._give(here, room)
                sealed = await self._encrypted(here, content)
        about = {_RELATES: content[_RELATES]} if _RELATES in content else {}
        return {**sealed, **about}

    async def _encrypted(self, room: RoomID, content: Json) -> Json:
        kind = EventType.ROOM_MESSAGE
        sealed = await self._machine.encrypt_megolm_event(room, kind, content)
        return sealed.serialize()

    async def _give(self, here: RoomID, room: Room) -> None:
        """Gives a new key to the devices of all who are there. Raises Refused or Unreachable."""
        self._machine.trouble = None
        await self._machine.share_group_session(here, [UserID(each) for each in room.members])
        if self._machine.trouble is not None:
            await self._keys.remove_outbound_group_session(here)
            raise self._machine.trouble


def _is_whole(event: Json) -> bool:
    """Whether it has all that is needed to open it."""
    content = event["content"]
    told = [event.get("event_id"), event.get("sender")]
    told += [content.get("session_id"), content.get("ciphertext")]
    return all(isinstance(each, str) for each in told) and isinstance(
        event.get("origin_server_ts"), int
    )
