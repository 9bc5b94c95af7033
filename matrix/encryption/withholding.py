"""A homeserver for a house without keys: in encrypted rooms it says nothing.

Whoever encrypts a room means that nobody on the way reads it; what we said there in the open would
be read.
"""

from bot import logs
from matrix.homeserver import Homeserver, Withheld
from matrix.house import House
from matrix.rooms.known import Rooms
from matrix.wire import Json, Wire


class WithholdingHomeserver(Homeserver):
    """Posts no message where the room is encrypted; says so once for each room, and counts."""

    def __init__(self, wire: Wire, rooms: Rooms, house: House) -> None:
        super().__init__(wire)
        self._rooms, self._meters = rooms, house.meters
        self._told = set[str]()

    async def send(self, room: str, content: Json, txn: str) -> str:
        if not (await self._rooms.room(room)).is_encrypted:
            return await super().send(room, content, txn)
        self._meters.withheld.inc()
        if room not in self._told:
            self._told.add(room)
            logs.warn("room-encrypted", room=room)
        raise Withheld
