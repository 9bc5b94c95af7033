"""What is done about each letter: what it changes in the ledger, and what it asks of us."""

import json
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import UTC
from functools import partial
from typing import TypeAlias

from pydantic import ValidationError

from bot.importers.matrix_shapes import Event
from bot.model import Arrival, Left, Letter, Platform
from matrix.answering.answer import PATIENCE, Answering
from matrix.answering.herald import Herald
from matrix.answering.marking import Marking
from matrix.hearing.doorman import Doorman
from matrix.hearing.files import Files
from matrix.hearing.gateway import Gateway
from matrix.hearing.letters import EVENT, INVITED, MOVED, OUT
from matrix.house import House
from matrix.rooms.audience import is_timely
from matrix.rooms.known import Rooms
from matrix.rooms.room import Room
from matrix.rooms.spaces import CHILD, children
from matrix.values import REDACTION, channel_ref
from matrix.wire import Refused

Ask: TypeAlias = Callable[[], Awaitable[None]]


@dataclass(frozen=True, slots=True)
class Reading:
    """What a letter changes, and what is then to be done, if anything is asked of us."""

    arrivals: tuple[Arrival, ...] = ()
    ask: Ask | None = None


NOTHING = Reading()


@dataclass(frozen=True, slots=True)
class Clerk:
    """Reads letters. What cannot be read is counted, and lost."""

    house: House
    rooms: Rooms
    gateway: Gateway
    answering: Answering
    marking: Marking
    doorman: Doorman
    files: Files
    herald: Herald
    me: str

    async def read(self, letter: Letter) -> Reading:
        """What to do about a letter. Raises Refused or Unreachable, and StoreError."""
        raw = json.loads(letter.raw)
        match letter.kind:
            case kind if kind == OUT:
                return Reading((self._left(letter),))
            case kind if kind == INVITED:
                return Reading(ask=partial(self.doorman.invited, letter.channel, str(raw["by"])))
            case _:
                event = self.gateway.read(raw)
                room = None if event is None else await self._room(letter.channel)
                if event is None or room is None:
                    return NOTHING
                return await self._event(event, room, is_live=letter.kind == EVENT)

    async def _event(self, event: Event, room: Room, *, is_live: bool) -> Reading:
        if event.type in {MOVED, CHILD}:
            return self._door(event, room, is_live=is_live)
        if not self.gateway.wants(room.id):
            return NOTHING
        self.herald.look(room)
        try:
            said = self.answering.said(event, room)
            ask = self._ask(event, room, said) if is_live and self._is_timely(event) else None
            # What is said to us is no talk of the people there.
            arrivals = () if said is not None else await self.gateway.live(event, room)
            arrivals = await self.files.beside(event, room, arrivals)
        except ValidationError:
            self.house.meters.unreadable.inc()
            return NOTHING
        return Reading(tuple(arrivals), ask)

    def _door(self, event: Event, room: Room, *, is_live: bool) -> Reading:
        """A room moved, or a space lists another one."""
        key = event.state_key
        if key is None:  # anybody may say the words; only a state moves a room, or lists one
            return NOTHING
        if event.type == MOVED:
            to = event.content.get("replacement_room")
            return Reading(ask=partial(self.doorman.moved, room.id, to)) if is_live else NOTHING
        via = children(room).get(key) if self.me in room.members else None
        if via is None or not self.gateway.wants(key):
            return NOTHING
        return Reading(ask=partial(self.doorman.enter, key, via))

    def _ask(self, event: Event, room: Room, said: str | None) -> Ask | None:
        if said is not None:
            return partial(self.answering.answer, event, room, said)
        if event.type == REDACTION:
            return partial(self.marking.unmark, event, room)
        if (marked := self.marking.marks(event)) is not None:
            return partial(self.marking.mark, event, room, *marked)
        return None

    def _is_timely(self, event: Event) -> bool:
        return is_timely(event.at, self.house.clock(), PATIENCE)

    def _left(self, letter: Letter) -> Left:
        ref = channel_ref(self.me, letter.channel)
        now = self.house.clock().astimezone(UTC)
        return Left(Platform.MATRIX, ref.community, now, ref.channel)

    async def _room(self, id_: str) -> Room | None:
        """The room; None where we were shut out of it meanwhile."""
        try:
            return await self.rooms.room(id_)
        except Refused as error:
            if not error.is_final:
                raise
            return None
