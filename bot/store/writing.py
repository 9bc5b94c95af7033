"""The write side of the store: `ports.Writing`."""

from collections.abc import Collection, Mapping, Sequence

from sqlalchemy import bindparam, delete, insert, update

from bot.model import (
    Anchor,
    Change,
    Channel,
    ChannelKind,
    ChannelRef,
    ImportCursor,
    Line,
    Link,
    Mark,
    MessageId,
    Place,
    Stretch,
    Turn,
)
from bot.store import deriving, recording, schema, stretches
from bot.store import links as reply_graph
from bot.store.transaction import Transaction

_DELETE_CURSOR = delete(schema.import_cursor).where(
    schema.import_cursor.c.source == bindparam("archive")
)
_SETTLE = (
    update(schema.channel)
    .where(schema.channel.c.id == bindparam("row"))
    .values(rules=bindparam("new_rules"))
)


class Writer:
    """One write transaction, as `ingest` uses it."""

    def __init__(self, tx: Transaction) -> None:
        self._tx = tx

    @property
    def generation(self) -> int:
        return self._tx.generation

    async def describe(self, channels: Collection[Channel]) -> None:
        await self._tx.ensure_channels({channel.ref for channel in channels})
        await self._tx.directory.describe(self._tx.connection, channels)

    async def record(self, changes: Sequence[Change]) -> None:
        await recording.record(self._tx, changes)

    async def put_marks(self, marks: Collection[Mark]) -> None:
        await recording.put_marks(self._tx, marks)

    async def kind(self, channel: ChannelRef) -> ChannelKind:
        described = self._tx.directory.described.get(channel)
        return described.kind if described else ChannelKind.ROOM

    async def distance(self, channel: ChannelRef, first: Place, last: Place, most: int) -> int:
        return await stretches.distance(self._tx, channel, first, last, most)

    async def stretch(
        self, channel: ChannelRef, first: Place, last: Place, before: int, after: int
    ) -> Stretch:
        return await stretches.stretch(self._tx, channel, (first, last), before, after)

    async def surroundings(self, channel: ChannelRef, stretch: Stretch) -> Stretch:
        return await stretches.surroundings(self._tx, channel, stretch)

    async def ancestors(self, channel: ChannelRef, ids: Collection[MessageId]) -> list[Place]:
        return await stretches.ancestors(self._tx, channel, ids)

    async def put_links(
        self, channel: ChannelRef, focus: Sequence[Turn], links: Sequence[Link]
    ) -> list[MessageId]:
        return await reply_graph.put_links(self._tx, focus, links)

    async def anchors(
        self, channel: ChannelRef, focus: Sequence[Turn]
    ) -> Mapping[MessageId, Sequence[Anchor]]:
        return await deriving.anchors(self._tx, focus)

    async def put_lines(
        self, channel: ChannelRef, focus: Sequence[Turn], lines: Sequence[Line]
    ) -> int:
        return await deriving.put_lines(self._tx, channel, focus, lines)

    async def settle(self, channel: ChannelRef) -> None:
        values = {"row": self._tx.channel(channel), "new_rules": self._tx.rules}
        await self._tx.connection.execute(_SETTLE, values)

    async def put_cursor(self, cursor: ImportCursor) -> None:
        await self._tx.connection.execute(_DELETE_CURSOR, {"archive": cursor.source})
        await self._tx.connection.execute(
            insert(schema.import_cursor),
            {
                "source": cursor.source,
                "fingerprint": cursor.fingerprint,
                "position": cursor.position,
            },
        )
