"""Describes our commands in the state of rooms, where we may, for clients that offer them.

Slowly, since nobody waits for it and replies go by the same limit of the server; and only where a
room has other descriptions than ours: so it goes on after a crash, and where a release changes a
command.
"""

import asyncio
from collections.abc import Mapping

from bot import logs
from matrix.answering.describing import DESCRIPTION, descriptions
from matrix.homeserver import Homeserver
from matrix.house import House
from matrix.rooms.known import Rooms
from matrix.rooms.room import Room
from matrix.wire import Json, Refused, Unreachable


class Herald:
    """Sets state events. What another account set it lets be."""

    def __init__(self, house: House, homeserver: Homeserver, rooms: Rooms, me: str) -> None:
        self._homeserver, self._rooms, self._me = homeserver, rooms, me
        self._between, self._has_keys = house.pace.between, house.keyring is not None
        settings = house.settings
        self._wanted = descriptions(settings.prefix, me) if settings.announce else {}
        self._seen: dict[str, Room] = {}
        self._waiting: asyncio.Queue[str] = asyncio.Queue()

    def look(self, room: Room) -> None:
        """Somebody talks in a room that is read: it is worth describing them there."""
        if self._seen.get(room.id) is not room:
            self._seen[room.id] = room
            if self._amiss(room):
                self._waiting.put_nowait(room.id)

    async def run(self) -> None:
        """Describes them until it is cancelled. What fails is tried again when somebody talks
        there; what is refused, when something changes.
        """
        while True:
            room = await self._waiting.get()
            try:
                await self._describe(room)
            except (Refused, Unreachable) as error:
                logs.fault("commands-not-described", error, room=room)
                if not (isinstance(error, Refused) and error.is_final):
                    self._seen.pop(room, None)

    async def _describe(self, id_: str) -> None:
        done: set[str] = set()  # a sync tells of it later than we go on
        while left := [
            each for each in self._amiss(await self._rooms.room(id_)).items() if each[0] not in done
        ]:
            key, content = left[0]
            await self._homeserver.set_state(id_, DESCRIPTION, key, content)
            done.add(key)
            await asyncio.sleep(self._between)

    def _amiss(self, room: Room) -> Mapping[str, Json]:
        """What is to be set in a room, as far as we may: an empty object is no description."""
        if not room.may_set(self._me, DESCRIPTION):
            return {}
        there = {key: fact for (kind, key), fact in room.state.items() if kind == DESCRIPTION}
        ours = {key for key, fact in there.items() if fact.sender == self._me and fact.content}
        # Without keys we answer nobody where the room is encrypted.
        offered = {} if room.is_encrypted and not self._has_keys else self._wanted
        wanted = {**dict.fromkeys(ours, Json()), **offered}
        return {
            key: content
            for key, content in wanted.items()
            if key not in there or there[key].content != content
        }
