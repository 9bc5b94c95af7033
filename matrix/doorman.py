"""Invitations, rooms that moved, and what the admins are told of both."""

from collections import deque
from datetime import datetime, timedelta
from html import escape
from typing import Final

from bot import logs
from bot.views import introduction
from matrix.audience import is_among
from matrix.homeserver import Homeserver
from matrix.house import House
from matrix.room import Room, facts
from matrix.sheets import Sheet, content
from matrix.wire import Refused

_NOTES: Final = 5
_WITHIN: Final = timedelta(hours=1)
"""So many notes to the admins in so long: whoever is invited by thousands need not say so."""
_HELP: Final = "Type {prefix} help to see what else I can do."


class Doorman:
    """Lets us into rooms, and follows them where they move."""

    def __init__(self, house: House, homeserver: Homeserver) -> None:
        self._house, self._homeserver = house, homeserver
        self._told: deque[datetime] = deque(maxlen=_NOTES)

    async def invited(self, room: str, by: str) -> None:
        """Accepts the invitation of whoever may invite us, and says hello, though not to a space;
        declines others.
        """
        settings = self._house.settings
        if not is_among(by, settings.operators | settings.inviters):
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
        if not Room(room, facts(await self._homeserver.state(room))).is_space:
            await self._greet(room)

    async def _greet(self, room: str) -> None:
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
