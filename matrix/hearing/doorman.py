"""Invitations, rooms of spaces, rooms that moved, and what the admins are told of them."""

import asyncio
from collections import deque
from collections.abc import Sequence
from datetime import datetime, timedelta
from html import escape
from typing import Final

from bot import logs
from bot.views import introduction
from matrix.answering.sheets import Sheet, content
from matrix.homeserver import Homeserver
from matrix.house import House
from matrix.rooms.audience import is_among
from matrix.rooms.known import Rooms
from matrix.rooms.room import Room, facts
from matrix.rooms.spaces import children
from matrix.wire import BUSY, Refused, Unreachable

_NOTES: Final = 5
_WITHIN: Final = timedelta(hours=1)
"""So many notes to the admins in so long: whoever is invited by thousands need not say so."""
_HELP: Final = "Type {prefix} help to see what else I can do."


class Doorman:
    """Lets us into rooms, and follows them where they move."""

    def __init__(self, house: House, homeserver: Homeserver, rooms: Rooms) -> None:
        self._house, self._homeserver, self._rooms = house, homeserver, rooms
        self._told: deque[datetime] = deque(maxlen=_NOTES)

    async def run(self) -> None:
        """Enters the spaces in the settings that let it in; the others have to invite it."""
        pause = self._house.pace.longest_pause
        waiting = sorted(self._house.settings.spaces)
        while waiting:
            try:
                await self.enter(waiting[0])
            except (Refused, Unreachable) as error:
                logs.fault("space-waits", error, pause=pause)
                await asyncio.sleep(pause)
            else:
                del waiting[0]

    async def invited(self, room: str, by: str) -> None:
        """Accepts the invitation of whoever may invite us, and says hello, though not to a space;
        declines others.
        """
        if not await self._may_invite(by, room):
            await self._homeserver.leave(room)
            logs.note("invitation-declined", room=room)
            await self._tell(f"I declined an invitation of {by} to {room}.", f"declined.{room}")
            return
        try:
            await self._homeserver.join(room)
        except Refused as error:
            if not error.is_final:
                raise
            logs.warn("room-not-entered", room=room, code=error.code)
            return
        await self._greet(room)

    async def enter(self, room: str, via: Sequence[str] = ()) -> None:
        """Enters a room where it is open to us, by one of those servers, and says hello; where we
        are already, it does nothing.
        """
        if room in await self._rooms.joined():
            return
        try:
            await self._homeserver.join(room, via)
        except Refused as error:
            # What our server says of one far away may stay so for days; a proxy says no code.
            if error.status == BUSY or (error.is_passing and not error.code):
                raise
            logs.note("room-closed", room=room, code=error.code)
            return
        await self._greet(room)

    async def _may_invite(self, person: str, room: str) -> bool:
        """Whether somebody may let us into a room: whoever may anywhere; anybody, where it is a
        space in the settings, or is listed by one.
        """
        settings = self._house.settings
        if is_among(person, settings.operators | settings.inviters) or room in settings.spaces:
            return True
        spaces = await self._rooms.some(settings.spaces & await self._rooms.joined())
        return any(room in children(space) for space in spaces)

    async def _greet(self, room: str) -> None:
        """Says what is read there, once; nobody talks in a space."""
        if Room(room, facts(await self._homeserver.state(room))).is_space:
            return
        prefix = self._house.settings.prefix
        hello = f"{introduction(f'{prefix} ')} {_HELP.format(prefix=prefix)}"
        await self._say(room, hello, f"hello.{room}")

    async def moved(self, room: str, to: object) -> None:
        """Goes along to the room that takes the place of one; else somebody must let us in."""
        if not isinstance(to, str) or not to:
            return
        try:
            await self._homeserver.join(to)
        except Refused as error:
            if not error.is_final:
                raise
            logs.warn("moved-room-closed", room=room, code=error.code)
            note = f"{room} moved to {to}, and I may not enter there. Invite me to it."
            await self._tell(note, f"moved.{room}")

    async def _tell(self, note: str, txn: str) -> None:
        """One sentence to the admins, unless there were many lately."""
        now = self._house.clock()
        is_full = len(self._told) == _NOTES and now - self._told[0] < _WITHIN
        if not self._house.settings.admin_room or is_full:
            return
        self._told.append(now)
        await self._say(self._house.settings.admin_room, note, txn)

    async def _say(self, room: str, sentence: str, txn: str) -> None:
        said = content(Sheet(sentence, f"<p>{escape(sentence)}</p>"))
        await self._homeserver.say(room, said, txn)
