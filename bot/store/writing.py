"""The write side of the store: `ports.Writing`."""

from collections.abc import Collection, Mapping, Sequence

from bot.model import (
    Anchor,
    Change,
    Channel,
    ChannelKind,
    ChannelRef,
    CoverageNote,
    Departure,
    ImportCursor,
    Line,
    Link,
    Mark,
    MessageId,
    MessageRef,
    Place,
    Stretch,
    Turn,
)
from bot.store import coverage, deriving, forgetting, noting, recording, refining, stretches
from bot.store import links as reply_graph
from bot.store.lane import Lane
from bot.store.transaction import Transaction


class Writer:
    """One write transaction, as `ingest` uses it."""

    def __init__(self, tx: Transaction, lane: Lane) -> None:
        self._tx = tx
        self._run = lane.run

    @property
    def generation(self) -> int:
        return self._tx.generation

    async def forget(self, departures: Sequence[Departure]) -> None:
        await self._run(forgetting.forget, self._tx, departures)

    async def describe(self, channels: Collection[Channel]) -> None:
        await self._run(noting.describe, self._tx, channels)

    async def record(self, changes: Sequence[Change]) -> None:
        await self._run(recording.record, self._tx, changes)

    async def put_pending(self, messages: Sequence[MessageRef]) -> None:
        await self._run(refining.put_pending, self._tx, messages)

    async def put_marks(self, marks: Collection[Mark]) -> None:
        await self._run(noting.put_marks, self._tx, marks)

    async def kind(self, channel: ChannelRef) -> ChannelKind:
        described = self._tx.directory.described.get(channel)
        return described.kind if described else ChannelKind.ROOM

    async def distance(self, channel: ChannelRef, first: Place, last: Place, most: int) -> int:
        return await self._run(stretches.distance, self._tx, channel, first, last, most)

    async def stretch(
        self, channel: ChannelRef, first: Place, last: Place, before: int, after: int
    ) -> Stretch:
        return await self._run(stretches.stretch, self._tx, channel, (first, last), before, after)

    async def surroundings(self, channel: ChannelRef, stretch: Stretch) -> Stretch:
        return await self._run(stretches.surroundings, self._tx, channel, stretch)

    async def ancestors(self, channel: ChannelRef, ids: Collection[MessageId]) -> list[Place]:
        return await self._run(stretches.ancestors, self._tx, channel, ids)

    async def put_links(
        self, channel: ChannelRef, focus: Sequence[Turn], links: Sequence[Link]
    ) -> Mapping[MessageId, Sequence[Link]]:
        return await self._run(reply_graph.put_links, self._tx, focus, links)

    async def anchors(
        self, channel: ChannelRef, focus: Sequence[Turn]
    ) -> Mapping[MessageId, Sequence[Anchor]]:
        return await self._run(deriving.anchors, self._tx, focus)

    async def put_lines(
        self, channel: ChannelRef, focus: Sequence[Turn], lines: Sequence[Line]
    ) -> int:
        return await self._run(deriving.put_lines, self._tx, channel, focus, lines)

    async def settle(self, channel: ChannelRef) -> None:
        await self._run(noting.settle, self._tx, channel)

    async def put_cursor(self, cursor: ImportCursor) -> None:
        await self._run(noting.put_cursor, self._tx, cursor)

    async def put_coverage(self, notes: Sequence[CoverageNote]) -> None:
        await self._run(coverage.put_coverage, self._tx.connection, notes)
