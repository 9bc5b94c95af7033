"""Opens letters before the clerk reads them."""

import json
from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import partial

from bot.model import Letter
from matrix.encryption.inbox import DEVICES, KEY
from matrix.encryption.locksmith import Locked, opened, redacted
from matrix.encryption.shelf import Shelf
from matrix.hearing.clerk import NOTHING, Reading
from matrix.hearing.mailroom import Reader
from matrix.wire import Json


@dataclass(frozen=True, slots=True)
class Opener:
    """Stands before the clerk. Of rooms that nobody `wants` to be read it keeps nothing locked."""

    clerk: Reader
    shelf: Shelf
    wants: Callable[[str], bool]

    async def read(self, letter: Letter) -> Reading:
        """What to do about a letter. Raises Refused or Unreachable, and StoreError."""
        raw: Json = json.loads(letter.raw)
        match letter.kind:
            case kind if kind == KEY:
                await self.shelf.take_up(await self.shelf.locksmith.take(raw))
                return NOTHING
            case kind if kind == DEVICES:
                await self.shelf.locksmith.look_after(raw["changed"], is_low=raw["is_low"])
                return NOTHING
            case _:
                return await self._event(letter, raw)

    async def _event(self, letter: Letter, raw: Json) -> Reading:
        try:
            event = await opened(self.shelf.locksmith, letter.channel, raw)
        except Locked as locked:
            if not self.wants(letter.channel):
                return NOTHING
            locked_up = [(letter, locked.key)]
            return Reading(ask=partial(self.shelf.set_aside, letter.channel, locked_up))
        reading = await self.clerk.read(replace(letter, raw=json.dumps(event)))
        if (target := redacted(raw)) is None:
            return reading
        return replace(reading, ask=partial(self._let_go, letter, target, reading))

    async def _let_go(self, letter: Letter, target: str, reading: Reading) -> None:
        """With a message that was deleted goes what nobody could open of it."""
        await self.shelf.let_go(letter.channel, target)
        if reading.ask is not None:
            await reading.ask()
