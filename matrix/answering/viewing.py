"""Who asks, and what may be shown where they ask: an event -> the `Context` of a verb."""

from dataclasses import dataclass
from datetime import datetime

from bot.commands import Board, Context
from bot.model import AuthorId, Person, Platform
from matrix.house import House
from matrix.rooms.audience import settles
from matrix.rooms.known import Rooms
from matrix.rooms.reaching import Reaching, Shown
from matrix.rooms.room import Room
from matrix.values import channel_ref


@dataclass(frozen=True, slots=True)
class Viewing:
    """Makes contexts, each as of now."""

    house: House
    rooms: Rooms
    me: str

    async def context(self, person: str, here: Room, at: datetime) -> Context:
        """The context of somebody who asked in a room, as of the moment they did: so that what is
        answered again after a crash is the same. Raises StoreError.
        """
        settings = self.house.settings
        shown = await Reaching(self.house, self.rooms, self.me).shown(
            here, lambda room: settles(room, person, settings.settle_level, settings.operators)
        )
        return Context(
            viewer=AuthorId(person),
            now=min(at, self.house.clock()),
            ledger=self.house.ledger,
            recorder=self.house.recorder,
            within=shown.near,
            settling=shown.settling,
            community=channel_ref(self.me, here.id).community,
            person=Person(Platform.MATRIX, AuthorId(person)),
            in_private=await self._are_alone(here, person),
            caretaker=self.house.caretaker,
            board=await self._board(person, shown),
        )

    async def _are_alone(self, here: Room, person: str) -> bool:
        """Whether nobody else reads the room, nor may come in."""
        guests = await self.rooms.guests(here)
        return guests is not None and here.members | guests <= {self.me, person}

    async def _board(self, person: str, shown: Shown) -> Board | None:
        """The digests that are posted where the person is, and those of them that the person may
        have posted.
        """
        digests, settings = self.house.digests, self.house.settings
        if digests is None:
            return None
        schedules = digests.on(Platform.MATRIX)
        rooms = {room.id: room for room in await self.rooms.some({each.to for each in schedules})}
        seen = [s for s in schedules if s.to in rooms and person in rooms[s.to].members]
        return Board(
            digests,
            tuple(seen),
            frozenset(
                each.name
                for each in seen
                if settles(rooms[each.to], person, settings.settle_level, settings.operators)
            ),
            shown.within,
        )
