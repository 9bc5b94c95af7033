"""Listens: what a sync tells is kept, with the sync's token, before anything is done about it."""

import asyncio
import random
from collections.abc import Callable
from typing import Final

from bot import logs
from bot.errors import StoreError
from bot.model import BlindSpot, CoverageNote, Gap, Platform, Sight
from matrix.encryption.inbox import key_letters
from matrix.hearing.letters import BEGINNING, WANTED, heard
from matrix.homeserver import Homeserver
from matrix.house import House
from matrix.rooms.known import Rooms, encrypted, state_events
from matrix.values import ENCRYPTED, channel_ref
from matrix.wire import Json, Refused, Unreachable

SINCE: Final = "matrix.since"


class Listener:
    """The one that syncs. `wake` is called when something new is kept."""

    def __init__(
        self, house: House, homeserver: Homeserver, rooms: Rooms, me: str, wake: Callable[[], None]
    ) -> None:
        self._has_keys = house.keyring is not None
        self._wanted = WANTED | {ENCRYPTED} if self._has_keys else WANTED
        self._house, self._homeserver, self._rooms = house, homeserver, rooms
        self._me, self._wake = me, wake
        self._listened: set[str] = set()
        self._since: str | None = None
        self._is_up = False
        house.meters.matrix.set_function(lambda: int(self._is_up))

    async def run(self) -> None:
        """Listens until it is cancelled. Raises Refused where the server will not have us."""
        key = f"{SINCE}:{self._me}"
        self._since = await self._house.keepsakes.kept(key)
        gaps = await self._house.coverage.gaps(Platform.MATRIX)
        self._listened = {gap.channel.channel for gap in gaps if gap.after == BEGINNING}
        pause = self._house.pace.first_pause
        while True:
            try:
                told = await self._homeserver.sync(self._since)
                await self._keep(told, key)
                self._is_up, pause = True, self._house.pace.first_pause
            except (Unreachable, Refused, StoreError) as error:
                self._is_up = False
                if isinstance(error, Refused) and not error.is_passing:
                    raise
                logs.fault("matrix-sync-failed", error, pause=pause)
                told_wait = error.wait if isinstance(error, Refused) else 0.0
                await asyncio.sleep((told_wait or pause) * random.uniform(1.0, 1.2))  # noqa: S311
                pause = min(2 * pause, self._house.pace.longest_pause)

    async def _keep(self, told: Json, key: str) -> None:
        token = told.get("next_batch")
        if not isinstance(token, str):
            raise Unreachable
        found = heard(told, self._since, self._me, self._listened, self._wanted)
        keys = key_letters(told) if self._has_keys else ()
        letters = (*keys, *found.letters)
        notes = [self._note(gap) for gap in found.gaps]
        notes += self._blind(told)
        if letters or notes or token != self._since:
            kept = {key: token, **_encrypted(told)}
            await self._house.desk.accept(letters, found.relations, notes, kept)
        self._rooms.hear(told)
        self._listened |= {g.channel.channel for g in found.gaps if g.after == BEGINNING}
        self._listened -= set(told.get("rooms", {}).get("leave", {}))
        self._since = token
        if letters or notes:
            self._wake()

    def _note(self, gap: Gap) -> CoverageNote:
        """The gap; closed at once where no history is wanted."""
        wants = self._house.settings.history_days or gap.after != BEGINNING
        return gap if wants else Gap(gap.channel, BEGINNING, BEGINNING)

    def _blind(self, told: Json) -> list[CoverageNote]:
        """Encrypted rooms: without keys we are blind there from now on, and with them no more."""
        rooms = told.get("rooms", {}).get("join", {})
        sealed = [
            channel_ref(self._me, room)
            for room, part in rooms.items()
            if any(event.get("type") == "m.room.encryption" for event in state_events(part))
            or any(e.get("type") == ENCRYPTED for e in part.get("timeline", {}).get("events", []))
        ]
        return [
            BlindSpot(ref.platform, ref.community, Sight.ENCRYPTED, ref.channel, self._has_keys)
            for ref in sealed
        ]


def _encrypted(told: Json) -> dict[str, str]:
    """Keepsakes of the rooms of which a sync tells that they are encrypted."""
    rooms = told.get("rooms", {}).get("join", {})
    return {encrypted(id_): "yes" for id_, part in rooms.items() if _is_encrypted(part)}


def _is_encrypted(room: Json) -> bool:
    here = ("m.room.encryption", "")
    return any((each.get("type"), each["state_key"]) == here for each in state_events(room))
