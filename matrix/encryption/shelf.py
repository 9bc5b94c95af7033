"""Where letters lie whose keys are missing: none behind them waits, and they are letters again as
soon as their keys come.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from bot import logs
from bot.model import ChannelId, Letter, MessageId, Platform, Sealed
from matrix.encryption.locksmith import Locksmith
from matrix.house import Desk
from matrix.values import channel_ref


@dataclass(frozen=True, slots=True)
class Shelf:
    """Sets letters aside. `wake` is called when there are letters again."""

    desk: Desk
    locksmith: Locksmith
    me: str
    wake: Callable[[], None]

    async def set_aside(self, room: ChannelId, locked: Sequence[tuple[Letter, str]]) -> None:
        """Keeps letters of a room, each with the name of its key, until these come. Where one came
        meanwhile, they are letters again at once.
        """
        if not locked:
            return
        community = channel_ref(self.me, room).community
        await self.desk.set_aside([Sealed(letter, community, key) for letter, key in locked])
        logs.note("letters-sealed", room=room, letters=len(locked))
        keys = sorted({key for _, key in locked if key})
        await self.take_up([key for key in keys if await self.locksmith.has(room, key)])

    async def run(self) -> None:
        """Looks through the shelf once: a crash may have come between a key and its letters."""
        missing = await self.desk.missing(Platform.MATRIX)
        await self.take_up([key for room, key in missing if await self.locksmith.has(room, key)])

    async def take_up(self, keys: Sequence[str]) -> None:
        """What these keys open is a letter again."""
        if await self.desk.take_up(Platform.MATRIX, keys):
            self.wake()

    async def let_go(self, room: ChannelId, event: str) -> None:
        """The event was deleted: nobody is to open it any more."""
        await self.desk.let_go(Platform.MATRIX, room, MessageId(event))
