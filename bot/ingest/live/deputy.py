"""Hears channels in another process, as a listener does here."""

import asyncio
from collections import defaultdict
from collections.abc import Awaitable, Callable, Iterable, Sequence
from contextlib import suppress
from dataclasses import replace
from multiprocessing.connection import Connection
from typing import Any, Final, TypeAlias

from bot.ingest.live.common import Common
from bot.ingest.live.desk import (
    EntriesTold,
    EntriesWanted,
    Forgotten,
    LinksTold,
    LinksWanted,
    PartSent,
    ShiftSent,
    Unlearnt,
    Wanted,
    another_process,
)
from bot.ingest.live.listener import Entries, Links, Shift
from bot.ingest.packing import packed_lean, unpacked
from bot.ingest.parts import Part
from bot.ingest.stages import Stages
from bot.model import ChannelRef, MessageId

Hiring: TypeAlias = Callable[[Stages], tuple[Connection, Callable[[], None]]]
"""Gives the line to a new desk, and how to end that."""

_PATIENCE: Final = 10.0
"""Seconds until who does not answer is taken for dead."""


class Away(Exception):
    """The deputy died, or says nothing."""


class Deputy:
    """Both kinds of questions are sent at once, and answered to who waits; one at a time.

    Raises Away where it is waited for, and is of no use from then on.
    """

    def __init__(
        self, stages: Stages, hire: Hiring = another_process, patience: float = _PATIENCE
    ) -> None:
        self._line, self._end = hire(stages)
        self._patience = patience
        self._common: dict[ChannelRef, Common] = defaultdict(Common)
        self._is_ready = False

    def is_ready(self) -> bool:
        """Whether it sits at its desk: a new process needs a second for that."""
        try:
            if not self._is_ready and self._line.poll():
                self._line.recv_bytes()
                self._is_ready = True
        except (EOFError, OSError) as error:
            raise Away from error
        return self._is_ready

    def links(self, parts: Sequence[Part]) -> Awaitable[Sequence[Links]]:
        self._send(LinksWanted([self._part(part) for part in parts]))
        return self._links(parts)

    def entries(self, shifts: Sequence[Shift]) -> Awaitable[Sequence[Entries]]:
        self._send(EntriesWanted([self._shift(shift) for shift in shifts]))
        return self._entries(shifts)

    def forget(self, channels: Iterable[ChannelRef]) -> None:
        known = [channel for channel in channels if self._common.pop(channel, None) is not None]
        if known:
            self._send(Forgotten(known))

    def unlearn(self, channel: ChannelRef, ids: frozenset[MessageId]) -> None:
        """Forgets what these messages said there."""
        unlearnt = Unlearnt(channel, ids)
        self._common[channel].drop(unlearnt.holds)
        self._send(unlearnt)

    def dismiss(self) -> None:
        self._end()
        self._line.close()

    async def _links(self, parts: Sequence[Part]) -> Sequence[Links]:
        told: Sequence[LinksTold] = await self._answer()
        return [
            None if links is None else self._common[part.channel].read(links)
            for part, links in zip(parts, told, strict=True)
        ]

    async def _entries(self, shifts: Sequence[Shift]) -> Sequence[Entries]:
        told: Sequence[EntriesTold] = await self._answer()
        return [
            [(replace(shift.part, focus=at), entries) for at, entries in parts]
            for shift, parts in zip(shifts, told, strict=True)
        ]

    def _part(self, part: Part) -> PartSent:
        named = self._common[part.channel].named
        turns, links, marks = named(part.turns), named(part.links), named(part.marks)
        return PartSent(part.channel, part.kind, turns, part.focus, links, marks)

    def _shift(self, shift: Shift) -> ShiftSent:
        part, common = shift.part, self._common[shift.channel]
        sent, replaced = self._part(part), common.named(shift.replaced)
        if clears := common.is_long:
            common.keep_only([*part.turns, *part.links, *part.marks])
        return ShiftSent(sent, shift.changed, replaced, clears)

    def _send(self, wanted: Wanted) -> None:
        with suppress(OSError):  # who hears nothing says nothing either
            self._line.send_bytes(packed_lean(wanted))

    async def _answer(self) -> Any:  # noqa: ANN401  (who asked knows what comes)
        try:
            if self._line.poll():  # as a rule: it was at work while we were
                return unpacked(self._line.recv_bytes())
            async with asyncio.timeout(self._patience):
                return unpacked(await asyncio.to_thread(self._line.recv_bytes))
        except (EOFError, OSError) as error:
            raise Away from error
        except asyncio.CancelledError:
            self.dismiss()  # what it says yet would be taken for the next answer
            raise
