"""What may be shown where something is asked or posted, as of now: a room -> channels."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass

from bot.model import ChannelRef, Platform
from matrix.house import House
from matrix.rooms.audience import reach
from matrix.rooms.known import Rooms
from matrix.rooms.room import Room
from matrix.values import channel_ref


@dataclass(frozen=True, slots=True)
class Shown:
    """The channels that everybody may read who reads a room; those of them that are `near`, in the
    same space; and those of these where whoever asks may settle.
    """

    within: frozenset[ChannelRef]
    near: frozenset[ChannelRef]
    settling: frozenset[ChannelRef]


@dataclass(frozen=True, slots=True)
class Reaching:
    """Looks at the rooms anew for every answer, so that nobody sees what they saw yesterday."""

    house: House
    rooms: Rooms
    me: str

    async def shown(
        self, here: Room, may_settle: Callable[[Room], bool] = lambda _: False
    ) -> Shown:
        """What may be shown in a room, and settled by whom `may_settle` is about. Raises
        StoreError.
        """
        known = await self.house.ledger.channels(channel_ref(self.me, here.id).community)
        homes = {
            c.ref: c.parent or c.ref.channel for c in known if c.ref.platform is Platform.MATRIX
        }
        rooms = await self.rooms.some(sorted({here.id, *homes.values()}))
        ours = [room for room in rooms if self.me in room.members]
        found = reach(here, ours, await self.rooms.guests(here), may_settle)
        near = [
            room.id
            for room in await self.rooms.near(here, [r for r in ours if r.id in found.within])
        ]

        def channels(ids: Iterable[str]) -> frozenset[ChannelRef]:
            """Rooms, and what hangs under them: files that were posted there, archives."""
            wanted = frozenset(ids)
            under = (ref for ref, home in homes.items() if home in wanted)
            return frozenset([*(channel_ref(self.me, id_) for id_ in wanted), *under])

        return Shown(
            channels(found.within), channels(near), channels(found.settling.intersection(near))
        )
