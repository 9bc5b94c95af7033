"""Who may read what right now, and where somebody may settle what others ask.

Asked anew for every answer, every click and every suggestion, from what the gateway has told so
far: a role that was taken away a second ago counts no more. What cannot be known counts as private.
"""

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from itertools import chain
from typing import Final, TypeAlias

import discord

from bot.model import ChannelRef
from cogs.audience.places import VOCAL, Ground, Map, Place

LOOKED_UP: Final = 25
"""Private threads of which Discord is asked for one answer whether somebody is in."""
_PATIENCE: Final = 2.0
"""Seconds that this may take; whatever is not known by then counts as private."""


LookUp: TypeAlias = Callable[[int], Awaitable[object]]


async def _nothing(_id: int) -> None:
    """Looks up nothing."""


@dataclass(frozen=True, slots=True)
class Reach:
    """What a member may read, as places and as channels, and where the member may settle."""

    places: tuple[Place, ...] = ()
    within: frozenset[ChannelRef] = frozenset()
    settling: frozenset[ChannelRef] = frozenset()


class Audience:
    """What one member of a guild may read. Made for one answer, and then thrown away.

    Members of the `settlers`, roles by id or name, may settle wherever they may read. `here` is
    where the member just spoke to us: a private thread there is open to them. `look_up` finds
    threads that are archived, by their ids.
    """

    def __init__(
        self,
        member: discord.Member,
        settlers: frozenset[str] = frozenset(),
        here: int = 0,
        look_up: LookUp = _nothing,
    ) -> None:
        self._look_up = look_up
        self._member = member
        self._here = here
        self._is_settler = any(settlers & {str(role.id), role.name} for role in member.roles)
        self._permissions: dict[int, discord.Permissions] = {}

    async def reach(self, map_: Map, *, thorough: bool = True) -> Reach:
        """What of the known channels the member may read and settle. Unless `thorough`, nobody is
        asked who is in a private thread: it counts as closed.
        """
        if map_.guild.unavailable:
            return Reach()
        entered = [ground for ground in map_.grounds if self.reads(ground.room)]
        closed = [place for ground in entered for place in ground.closed]
        opened = [place for place in closed if self._is_open(place)]
        if thorough:
            opened += await self._joined([p for p in closed if not self._is_open(p)])
        settled = [ground for ground in entered if self.settles(ground.room)]
        return Reach(
            (*chain.from_iterable(ground.free for ground in entered), *opened),
            _refs(entered, opened),
            _refs(settled, [place for place in opened if self.settles(place.room)]),
        )

    def reads(self, room: discord.abc.GuildChannel) -> bool:
        """Whether the member may read what was posted in a room."""
        allowed = self._allowed(room)
        may_enter = allowed.connect or not isinstance(room, VOCAL)
        return allowed.view_channel and allowed.read_message_history and may_enter

    def settles(self, room: discord.abc.GuildChannel) -> bool:
        """Whether the member may settle there what others ask. Not while in a time-out."""
        if self._member.is_timed_out():
            return False
        return self._is_settler or self._allowed(room).manage_messages

    def _is_open(self, place: Place) -> bool:
        """Whether what is closed is open to this member, as far as nobody has to be asked."""
        is_here = place.thread is not None and place.thread.id == self._here
        return is_here or self._allowed(place.room).manage_threads

    async def _joined(self, doubtful: Sequence[Place]) -> list[Place]:
        """Those in private threads that the member is in, as far as Discord says so in time: of the
        newest threads, the active ones first. An archived one has to be looked up before.
        """
        threads = {_thread_of(place): place for place in doubtful}
        threads.pop(0, None)
        newest = sorted(threads, key=lambda id_: (threads[id_].thread is not None, id_))
        asked = newest[-LOOKED_UP:]
        found = await asyncio.gather(*(self._is_in(id_, threads[id_]) for id_ in asked))
        joined = {id_ for id_, is_in in zip(asked, found, strict=True) if is_in}
        return [place for place in doubtful if _thread_of(place) in joined]

    async def _is_in(self, id_: int, place: Place) -> bool:
        try:
            async with asyncio.timeout(_PATIENCE):
                thread = place.thread or await self._look_up(id_)
                if not isinstance(thread, discord.Thread) or thread.parent_id != place.room.id:
                    return False
                await thread.fetch_member(self._member.id)
        except (discord.HTTPException, TimeoutError):
            return False
        return True

    def _allowed(self, room: discord.abc.GuildChannel) -> discord.Permissions:
        if room.id not in self._permissions:
            self._permissions[room.id] = room.permissions_for(self._member)
        return self._permissions[room.id]


def _refs(grounds: Sequence[Ground], more: Sequence[Place]) -> frozenset[ChannelRef]:
    """The channels of these grounds, and some more."""
    some: frozenset[ChannelRef] = frozenset(place.channel.ref for place in more)
    return some.union(*(ground.refs for ground in grounds))


def _thread_of(place: Place) -> int:
    """The id of the private thread that a place is or hangs under; 0 where that is not known."""
    return place.archived if place.thread is None else place.thread.id
