"""Who asks, and what may be shown where they ask: an event -> the `Context` of a verb."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from bot.commands import Board, Context
from bot.model import AuthorId, ChannelRef, Person, Platform
from matrix.audience import reach, settles
from matrix.house import House
from matrix.room import Room
from matrix.rooms import Rooms
from matrix.values import channel_ref


@dataclass(frozen=True, slots=True)
class Viewing:
    """Makes contexts; asked anew for every answer, so that nobody sees what they saw yesterday."""

    house: House
    rooms: Rooms
    me: str

    async def context(self, person: str, here: Room, at: datetime) -> Context:
        """The context of somebody who asked in a room, as of the moment they did: so that what is
        answered again after a crash is the same. Raises StoreError.
        """
        community = channel_ref(self.me, here.id).community
        known = await self.house.ledger.channels(community)
        homes = {
            c.ref: c.parent or c.ref.channel for c in known if c.ref.platform is Platform.MATRIX
        }
        rooms = await self.rooms.some(sorted({here.id, *homes.values()}))
        settings = self.house.settings
        found = reach(
            here,
            (room for room in rooms if self.me in room.members),
            lambda room: settles(room, person, settings.settle_level, settings.operators),
        )
        return Context(
            viewer=AuthorId(person),
            now=min(at, self.house.clock()),
            ledger=self.house.ledger,
            recorder=self.house.recorder,
            within=self._with_threads(found.within, homes),
            settling=self._with_threads(found.settling, homes),
            community=community,
            person=Person(Platform.MATRIX, AuthorId(person)),
            in_private=here.members <= {self.me, person},
            caretaker=self.house.caretaker,
            board=await self._board(person),
        )

    async def _board(self, person: str) -> Board | None:
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
        )

    def _with_threads(
        self, rooms: frozenset[str], homes: Mapping[ChannelRef, str]
    ) -> frozenset[ChannelRef]:
        """Rooms, and what hangs under them: files that were posted there, archives."""
        under = (ref for ref, home in homes.items() if home in rooms)
        return frozenset([*map(self._ref, rooms), *under])

    def _ref(self, room: str) -> ChannelRef:
        return channel_ref(self.me, room)
