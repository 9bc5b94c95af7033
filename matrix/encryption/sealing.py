"""A homeserver whose rooms may be encrypted: nobody who asks it anything need know."""

import json
from dataclasses import replace
from typing import Final

from bot.errors import BadInput
from bot.model import ChannelId, Letter, MessageId, Platform
from matrix.encryption.locksmith import Locked, opened, redacted
from matrix.encryption.shelf import Shelf
from matrix.hearing.attached import File
from matrix.hearing.letters import PAST, WANTED, is_wanted
from matrix.homeserver import Homeserver
from matrix.rooms.known import Rooms
from matrix.values import ENCRYPTED
from matrix.wire import Json, Wire

_WANTED: Final = WANTED | {ENCRYPTED}
_SPOILT: Final = (
    "That file is not what its message says: it was changed or cut on the way. Post it again."
)


class SealingHomeserver(Homeserver):
    """Sends sealed where the room is encrypted; gives pages and events opened. What of a page
    cannot be opened is set aside.
    """

    def __init__(self, wire: Wire, rooms: Rooms, shelf: Shelf) -> None:
        super().__init__(wire)
        self._rooms, self._shelf, self._locksmith = rooms, shelf, shelf.locksmith

    async def send(self, room: str, content: Json, txn: str) -> str:
        here = await self._rooms.room(room)
        if not here.is_encrypted:
            return await super().send(room, content, txn)
        return await self.post(room, ENCRYPTED, await self._locksmith.sealed(here, content), txn)

    async def event(self, room: str, event: str) -> Json:
        told = await super().event(room, event)
        try:
            return await opened(self._locksmith, room, told)
        except Locked:
            return told

    async def download(self, file: File, most: int) -> bytes:
        data = await super().download(replace(file, lock=None), most)
        if file.lock is None:
            return data
        try:
            return await self._locksmith.opened_file(data, file.lock)
        except Locked:
            raise BadInput(_SPOILT) from None

    async def page(self, room: str, before: str, after: str) -> Json:
        page = await super().page(room, before, after)
        events: list[Json] = []
        locked: list[tuple[Letter, str]] = []
        for event in page.get("chunk", []):
            if (target := redacted(event)) is not None:
                await self._shelf.let_go(ChannelId(room), target)
            found = event
            try:
                if is_wanted(event, _WANTED):
                    found = await opened(self._locksmith, room, event)
            except Locked as error:
                where = (Platform.MATRIX, ChannelId(room), MessageId(event["event_id"]))
                locked.append((Letter(*where, PAST, json.dumps(event)), error.key))
            events.append(found)
        if locked and room in await self._rooms.joined():  # else it would outlive the room
            await self._shelf.set_aside(ChannelId(room), locked)
        return {**page, "chunk": events}
