"""The write side of the store: `ports.Writing`."""

from collections.abc import Callable, Collection, Mapping, Sequence
from datetime import datetime
from typing import Final, ParamSpec, TypeVar

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
    Person,
    Place,
    Silences,
    Stretch,
    Turn,
)
from bot.store.database.lane import Lane
from bot.store.listening import coverage
from bot.store.models import refining
from bot.store.people import silencing
from bot.store.writing import deriving, forgetting, noting, recording, stretches
from bot.store.writing import links as reply_graph
from bot.store.writing.numbers import Listing
from bot.store.writing.transaction import Transaction

_P = ParamSpec("_P")
_Result = TypeVar("_Result")

_MOST_WAITING: Final = 2_000
"""Turns with other links, and lines, that wait: those of live talk, but never an archive's."""


class Writer:
    """One write transaction, as `ingest` uses it.

    A way to the lane and back costs as much as a statement or two. So what is at hand is told
    without it, and what nobody waits for is written with what comes next.
    """

    def __init__(self, tx: Transaction, lane: Lane) -> None:
        self._tx = tx
        self._lane = lane
        self._exchanges: list[reply_graph.Exchange] = []
        self._listings: list[Listing] = []
        self._waiting = 0

    async def end(self, commit: Callable[[Transaction], None]) -> None:
        await self._run(commit, self._tx)

    async def _run(
        self, work: Callable[_P, _Result], *args: _P.args, **kwargs: _P.kwargs
    ) -> _Result:
        """What the work returns, after all that waits is written."""
        exchanges, self._exchanges = self._exchanges, []
        listings, self._listings = self._listings, []
        self._waiting = 0

        def written() -> _Result:
            if exchanges:
                reply_graph.put_links(self._tx, exchanges)
            if listings:
                deriving.put_lines(self._tx, listings)
            return work(*args, **kwargs)

        return await self._lane.run(written)

    async def _wait(self, some: int) -> None:
        """Lets what is to be written wait, unless it is too much by now."""
        self._waiting += some
        if self._waiting >= _MOST_WAITING:
            await self._run(_nothing)

    @property
    def generation(self) -> int:
        return self._tx.generation

    async def forget(self, departures: Sequence[Departure]) -> bool:
        return await self._run(forgetting.forget, self._tx, departures)

    async def put_silences(self, person: Person, silences: Silences) -> None:
        await self._run(silencing.put_silences, self._tx, person, silences)

    async def begin_forgetting(self, person: Person, at: datetime) -> None:
        await self._run(silencing.begin_forgetting, self._tx, person, at)

    async def end_forgetting(self, person: Person) -> None:
        await self._run(silencing.end_forgetting, self._tx, person)

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
        known = self._tx.at_hand.tails.distance(channel, first, last)
        if known is not None:
            return known
        return await self._run(stretches.distance, self._tx, channel, first, last, most)

    async def stretch(
        self, channel: ChannelRef, first: Place, last: Place, before: int, after: int
    ) -> Stretch:
        ends = first, last
        known = stretches.at_hand(self._tx, channel, ends, before, after)
        return known or await self._run(stretches.stretch, self._tx, channel, ends, before, after)

    async def surroundings(self, channel: ChannelRef, stretch: Stretch) -> Stretch:
        known = stretches.surroundings_at_hand(self._tx, channel, stretch)
        return known or await self._run(stretches.surroundings, self._tx, channel, stretch)

    async def ancestors(self, channel: ChannelRef, ids: Collection[MessageId]) -> list[Place]:
        return await self._run(stretches.ancestors, self._tx, channel, ids)

    async def put_links(
        self, channel: ChannelRef, focus: Sequence[Turn], links: Sequence[Link]
    ) -> Mapping[MessageId, Sequence[Link]]:
        children = self._tx.rows_of(focus)
        if reply_graph.are_at_hand(self._tx, children):
            exchanged = reply_graph.exchange(self._tx, children, links)
        else:
            exchanged = await self._run(reply_graph.exchange, self._tx, children, links)
        if exchanged.before:
            self._exchanges.append(exchanged)
            await self._wait(len(exchanged.before))
        return {children[row]: links for row, links in exchanged.before.items()}

    async def anchors(
        self, channel: ChannelRef, focus: Sequence[Turn]
    ) -> Mapping[MessageId, Sequence[Anchor]]:
        messages = self._tx.rows_of(focus)
        is_written = all(each.messages.keys().isdisjoint(messages) for each in self._listings)
        if is_written and deriving.are_at_hand(self._tx, messages):
            return deriving.anchors(self._tx, messages)
        return await self._run(deriving.anchors, self._tx, messages)

    async def put_lines(
        self, channel: ChannelRef, focus: Sequence[Turn], lines: Sequence[Line]
    ) -> int:
        messages = self._tx.rows_of(focus)
        self._listings.append(Listing(channel, focus, lines, messages))
        await self._wait(len(lines))
        return sum(line.number is None for line in lines)

    async def settle(self, channel: ChannelRef) -> None:
        await self._run(noting.settle, self._tx, channel)

    async def put_cursor(self, cursor: ImportCursor) -> None:
        await self._run(noting.put_cursor, self._tx, cursor)

    async def put_coverage(self, notes: Sequence[CoverageNote]) -> None:
        await self._run(coverage.put_coverage, self._tx.connection, notes)


def _nothing() -> None:
    """What is done only for what waits."""
