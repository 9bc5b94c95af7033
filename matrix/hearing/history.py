"""What was posted while nobody listened: read page by page, newest first, room by room.

What was posted before we came is past: it is read as it stands now, and answered to nobody. What we
missed since is news: it goes the way of all that a sync tells, with edits of what we had read, with
deletions and commands.
"""

import asyncio
from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import timedelta
from typing import Final, TypeVar

from pydantic import ValidationError

from bot import logs
from bot.errors import StoreError
from bot.model import Arrival, BlindSpot, ChannelRef, Gap, MessageId, Platform, Relation, Sight
from matrix.answering.answer import Answering
from matrix.hearing.files import Files
from matrix.hearing.gateway import Gateway
from matrix.hearing.letters import BEGINNING, EVENT, is_wanted, letter, relation
from matrix.homeserver import Homeserver
from matrix.house import House
from matrix.rooms.known import Rooms
from matrix.rooms.room import Room
from matrix.wire import Json, Refused, Unreachable

_Found = TypeVar("_Found")
_AT_ONCE: Final = 8
"""Pages that are asked for at once."""
_PAUSE: Final = 5.0
"""Seconds to wait after the server or the ledger failed."""


@dataclass(frozen=True, slots=True)
class Reading:
    """Who reads what stands on a page."""

    gateway: Gateway
    answering: Answering
    files: Files


class History:
    """Reads the gaps of all rooms: each room has its own line, so that a slow one keeps no other
    waiting; one page is taken in at a time, since live talk goes first. Whoever hands out letters
    is called when there are some of what was missed.
    """

    def __init__(
        self,
        house: House,
        homeserver: Homeserver,
        rooms: Rooms,
        reading: Reading,
        call: Callable[[], None],
    ) -> None:
        self._house, self._homeserver, self._rooms, self._call = house, homeserver, rooms, call
        self._reading, self._gateway = reading, reading.gateway
        self._new = asyncio.Event()
        self._lines: set[ChannelRef] = set()
        self._asking, self._writing = asyncio.Semaphore(_AT_ONCE), asyncio.Lock()

    def wake(self) -> None:
        """There may be another gap."""
        self._new.set()

    async def run(self) -> None:
        """Reads whatever has to be read, until it is cancelled."""
        async with asyncio.TaskGroup() as tasks:
            while True:
                self._new.clear()
                for channel in {gap.channel for gap in await self._waited_for(self._gaps)}:
                    if channel not in self._lines:
                        self._lines.add(channel)
                        tasks.create_task(self._serve(channel))
                await self._new.wait()

    async def _serve(self, channel: ChannelRef) -> None:
        """Reads the gaps of one room, a page of each in turn."""

        async def round_() -> bool:
            gaps = [gap for gap in await self._gaps() if gap.channel == channel]
            for gap in gaps:
                await self._read(gap)
            return bool(gaps)

        while await self._waited_for(round_):
            pass
        self._lines.discard(channel)
        self.wake()  # for a gap that was noted while this line ended

    async def _waited_for(self, work: Callable[[], Awaitable[_Found]]) -> _Found:
        """What comes of it, however long the server or the ledger fails."""
        while True:
            try:
                return await work()
            except (StoreError, Refused, Unreachable) as error:
                logs.fault("backfill-waits", error, pause=_PAUSE)
                await asyncio.sleep(min(_PAUSE, self._house.pace.longest_pause))

    async def _gaps(self) -> list[Gap]:
        """Those that can be gone on with."""
        known = await self._house.coverage.gaps(Platform.MATRIX)
        gaps = [gap for gap in known if not gap.is_closed and await self._is_ours(gap)]
        self._house.meters.matrix_gaps.set(len(gaps))
        return gaps

    async def _is_ours(self, gap: Gap) -> bool:
        room_id = gap.channel.channel
        return self._gateway.wants(room_id) and room_id in await self._rooms.joined()

    async def _read(self, gap: Gap) -> None:
        """Takes in one page; how far was read moves in the same transaction."""
        room_id = gap.channel.channel
        try:
            async with self._asking:
                room = await self._rooms.room(room_id)
                page = await self._homeserver.page(room_id, gap.before, gap.after)
        except Refused as error:
            if not error.is_final:
                raise
            if await self._is_ours(gap):
                await self._blind(gap)
            return
        events = [each for each in page.get("chunk", []) if is_wanted(each)]
        events.reverse()
        related = [found for each in events if (found := relation(room_id, each))]
        rest = self._rest(gap, page)
        if gap.after == BEGINNING:
            arrivals = [a for each in events for a in await self._arrivals(each, room)]
            async with self._writing:
                if await self._is_ours(gap):  # what is kept of a room that we left would outlive it
                    await self._remember(related)
                    await self._house.recorder.ingest(arrivals, notes=[rest])
        elif await self._is_ours(gap):
            missed = [letter(room_id, each, EVENT) for each in events]
            await self._house.desk.accept(missed, related, [rest])
            self._call()
        self._house.meters.pages.inc()

    async def _remember(self, related: list[Relation]) -> None:
        if related:
            await self._house.desk.accept([], related)

    async def _arrivals(self, raw: Mapping[str, object], room: Room) -> Sequence[Arrival]:
        event = self._gateway.read(raw)
        if event is None or self._is_too_old(raw):
            return []
        try:
            is_talk = self._reading.answering.said(event, room) is None
            found = self._gateway.past(event, room) if is_talk else []
        except ValidationError:
            self._house.meters.unreadable.inc()
            return []
        return await self._reading.files.beside(event, room, found)

    def _rest(self, gap: Gap, page: Json) -> Gap:
        """What is left of the gap after this page."""
        chunk, end = page.get("chunk", []), page.get("end")
        is_enough = gap.after == BEGINNING and any(map(self._is_too_old, chunk))
        if is_enough or not isinstance(end, str) or end in {gap.after, gap.before}:
            return replace(gap, before=gap.after)
        return replace(gap, before=MessageId(end))

    def _is_too_old(self, event: Mapping[str, object]) -> bool:
        """Whether it is from before the days that are wanted."""
        since = self._house.clock() - timedelta(days=self._house.settings.history_days)
        at = event.get("origin_server_ts")
        return isinstance(at, int) and at < since.timestamp() * 1000

    async def _blind(self, gap: Gap) -> None:
        """What we may not read is noted, and read no more: nothing tells when we may."""
        where = gap.channel
        spot = BlindSpot(where.platform, where.community, Sight.HISTORY, where.channel)
        closed = replace(gap, before=gap.after)
        await self._house.recorder.ingest([], notes=[spot, closed])
