"""What holds in each room now: asked for once, and then followed by what syncs tell."""

import asyncio
from collections import Counter
from collections.abc import Iterable, Sequence
from typing import Final

from bot.ports import Keepsakes
from matrix.homeserver import Homeserver
from matrix.rooms.room import Room, facts
from matrix.rooms.spaces import home, parents
from matrix.wire import Json, Refused, Unreachable

_PATIENCE: Final = 5.0
"""Seconds to look up many rooms; whatever is not known by then counts as closed."""
_UNASKED: Final = 60.0
"""Seconds for which a room that took longer is not waited for again."""
_ENCRYPTION: Final = {"type": "m.room.encryption", "state_key": "", "sender": "", "content": {}}


class Rooms:
    """The rooms that we are in. Those that were once encrypted stay so, whatever a homeserver says
    later (client-server API, m.room.encryption): that is kept.
    """

    def __init__(self, homeserver: Homeserver, keepsakes: Keepsakes) -> None:
        self._homeserver = homeserver
        self._keepsakes = keepsakes
        self._known: dict[str, Room] = {}
        self._changes = Counter[str]()
        self._slow: dict[str, float] = {}
        self._at_first: Sequence[str] | None = None
        self._since: dict[str, bool] = {}

    async def joined(self) -> frozenset[str]:
        """The ids of all that we are in. Raises Refused or Unreachable."""
        if self._at_first is None:
            self._at_first = await self._homeserver.joined()
        known = {**dict.fromkeys(self._at_first, True), **self._since}
        return frozenset(id_ for id_, is_in in known.items() if is_in)

    async def room(self, id_: str) -> Room:
        """The room as of now. Raises Refused or Unreachable.

        What a sync told of it while we asked may be newer than the answer: then we ask again.
        """
        while id_ not in self._known:
            before = self._changes[id_]
            room = await self._lasting(Room(id_, facts(await self._homeserver.state(id_))))
            if self._changes[id_] == before:
                self._known[id_] = room
        return self._known[id_]

    async def _lasting(self, room: Room) -> Room:
        if room.is_encrypted:
            await self._keepsakes.keep(encrypted(room.id), "yes")
        elif await self._keepsakes.kept(encrypted(room.id)):
            return room.told([_ENCRYPTION])
        return room

    async def some(self, ids: Iterable[str]) -> list[Room]:
        """Those of the rooms that can be looked up in time."""
        now = asyncio.get_running_loop().time()

        async def found(id_: str) -> Room | None:
            if id_ not in self._known and self._slow.get(id_, now) > now:
                return None
            try:
                async with asyncio.timeout(_PATIENCE):
                    return await self.room(id_)
            except (Refused, Unreachable, TimeoutError) as error:
                if not isinstance(error, Refused):
                    self._slow[id_] = now + _UNASKED
                return None

        rooms = await asyncio.gather(*(found(id_) for id_ in ids))
        return [room for room in rooms if room is not None]

    async def guests(self, here: Room) -> frozenset[str] | None:
        """Those who may come into a room when they like, being invited or members of a space that
        it admits; None where that is whoever wants to, or cannot be known.
        """
        if here.admits is None:
            return None
        doors = await self.some(here.admits & await self._ours())
        if len(doors) < len(here.admits):
            return None
        return here.invited.union(*(door.members for door in doors))

    async def near(self, here: Room, rooms: Sequence[Room]) -> list[Room]:
        """Those of the rooms that belong to the space that one is in; all, where it is in none."""
        space = home(here, await self._spaces_over([here]))
        if space is None:
            return list(rooms)
        spaces = await self._spaces_over([here, *rooms])
        return [room for room in rooms if home(room, spaces) == space]

    async def _spaces_over(self, rooms: Iterable[Room]) -> dict[str, Room]:
        """The spaces that these rooms name, and those that these name, as far as we are in them."""
        found: dict[str, Room] = {}
        named = {space for room in rooms for space in parents(room)}
        while new := (named - found.keys()) & await self._ours():
            spaces = {space.id: space for space in await self.some(sorted(new))}
            found |= spaces
            named = {above for space in spaces.values() for above in parents(space)}
        return found

    async def _ours(self) -> frozenset[str]:
        """As `joined`; none where that cannot be known now."""
        try:
            return await self.joined()
        except (Refused, Unreachable):
            return frozenset()

    def hear(self, sync: Json) -> None:
        """Follows what a sync tells of the rooms that are known."""
        rooms = sync.get("rooms", {})
        self._since |= dict.fromkeys(rooms.get("join", {}), True)
        self._since |= dict.fromkeys(rooms.get("leave", {}), False)
        for id_, told in rooms.get("join", {}).items():
            if new := state_events(told):
                self._changes[id_] += 1
                if id_ in self._known:
                    self._known[id_] = self._known[id_].told(new)
            if told.get("timeline", {}).get("limited"):
                self._forget(id_)  # who came and went in the gap, it does not tell
        for id_ in rooms.get("leave", {}):
            self._forget(id_)

    def _forget(self, id_: str) -> None:
        self._changes[id_] += 1
        self._known.pop(id_, None)


def encrypted(room: str) -> str:
    """The keepsake that says that a room was encrypted."""
    return f"matrix.encrypted {room}"


def state_events(told: Json) -> list[Json]:
    """What changed of a room's state, before its timeline and in it."""
    parts = (told.get("state", {}), told.get("timeline", {}))
    events = [event for part in parts for event in part.get("events", [])]
    return [event for event in events if isinstance(event, dict) and "state_key" in event]
