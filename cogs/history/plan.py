"""Which stretches of which channels have yet to be read, and in what order. Pure.

Discord's ids grow with time, so that a moment has an id too: what was posted after it has a greater
one.
"""

from collections import deque
from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Final

from discord.utils import time_snowflake

from bot.model import ChannelRef, Gap, MessageId

BEGINNING: Final = MessageId("")
UNSURE: Final = timedelta(minutes=3)
"""So long a dead connection may look alive: what seems heard then may not have been."""


def opened(
    channel: ChannelRef,
    known: Sequence[Gap],
    last_message: int | None,
    heard: datetime | None,
    now: datetime,
) -> Gap | None:
    """The gap that opens when we begin to listen to a channel again, at `now`; None where nothing
    was posted meanwhile. `known` are the channel's gaps, closed ones too; `heard` is up to when the
    guild was listened to.
    """
    until = MessageId(str(time_snowflake(now, high=True)))
    if heard is None or not any(gap.after == BEGINNING for gap in known):
        return Gap(channel, BEGINNING, until)
    after = time_snowflake(heard - UNSURE)
    if last_message is None or last_message <= after:
        return None
    return Gap(channel, MessageId(str(after)), until)


def lowered(gap: Gap, oldest: int | None) -> Gap:
    """The gap after a page was read whose oldest message is this one; None: there were no more."""
    after = int(gap.after or 0)
    if oldest is None or oldest <= after:
        return replace(gap, before=gap.after)
    return replace(gap, before=MessageId(str(oldest)))


class Plan:
    """The open gaps: each channel in turn, and of a channel its newest gap first."""

    def __init__(self) -> None:
        self._channels: deque[ChannelRef] = deque()
        self._gaps: dict[ChannelRef, list[Gap]] = {}

    def __len__(self) -> int:
        return sum(map(len, self._gaps.values()))

    def add(self, gaps: Iterable[Gap]) -> None:
        """Channels with the newest gaps get the first turns."""
        for gap in sorted(gaps, key=lambda gap: int(gap.before or 0)):
            if gap.is_closed:
                continue
            if gap.channel in self._gaps:
                self._channels.remove(gap.channel)
            self._channels.appendleft(gap.channel)
            mine = self._gaps.setdefault(gap.channel, [])
            mine[:] = [known for known in mine if known.after != gap.after]
            mine.append(gap)
            mine.sort(key=lambda gap: int(gap.before))

    def take(self) -> Gap:
        """The gap whose turn it is; it is to be put back."""
        channel = self._channels.popleft()
        self._channels.append(channel)
        return self._gaps[channel][-1]

    def put_back(self, gap: Gap) -> None:
        """What is left of a gap that was taken."""
        mine = [known for known in self._gaps.get(gap.channel, ()) if known.after != gap.after]
        self._keep(gap.channel, mine if gap.is_closed else [*mine, gap])

    def drop(self, channel: ChannelRef) -> None:
        """Nothing can be read there, for now."""
        self._keep(channel, [])

    def _keep(self, channel: ChannelRef, gaps: list[Gap]) -> None:
        if channel not in self._gaps:
            return
        if gaps:
            self._gaps[channel] = sorted(gaps, key=lambda gap: int(gap.before))
        else:
            del self._gaps[channel]
            self._channels.remove(channel)
