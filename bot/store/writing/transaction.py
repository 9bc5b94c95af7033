"""One write transaction: its connection, and the rows that it knows."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, field
from functools import lru_cache

from sqlalchemy import Connection, Dialect, Executable, Table, bindparam, insert, select

from bot.model import Author, ChannelRef, Message, MessageId, MessageRef, Turn
from bot.store import schema
from bot.store.chunks import chunks
from bot.store.directory import Directory
from bot.store.rows import Row, Values
from bot.store.writing.at_hand import AtHand

_m = schema.message.c
_ROWS = select(_m.id, _m.external).where(
    _m.channel_id == bindparam("channel"), _m.external.in_(bindparam("ids", expanding=True))
)


@lru_cache
def _insertion(table: Table, dialect: Dialect) -> tuple[str, bool]:
    """How this engine puts rows into a table; whether it takes values by their position."""
    compiled = insert(table).compile(dialect=dialect)
    return str(compiled), compiled.positional


@dataclass(slots=True)
class Transaction:
    """What the parts of one transaction share.

    What is `at_hand` outlives the transaction, as does the directory. `rules` names what new
    channels are derived by. `message_rows` are those of messages that changed.
    """

    connection: Connection
    generation: int
    directory: Directory
    at_hand: AtHand
    rules: str
    message_rows: dict[MessageRef, int] = field(default_factory=dict[MessageRef, int])
    loses_words: bool = False
    """Whether there are words to be wiped out before it is committed."""

    moves_channels: bool = False
    """Whether channels are new, called otherwise, or gone."""

    def forget(self) -> None:
        """Knows no row any more: some have gone."""
        self.loses_words = self.moves_channels = True
        for known in (self.directory, self.at_hand, self.message_rows):
            known.clear()

    def rows_of(self, turns: Sequence[Turn]) -> dict[int, MessageId]:
        """The rows of turns of one channel that are at hand, and their ids."""
        if not turns:
            return {}
        rows = self.at_hand.rows[turns[0].message.ref.channel]
        return {rows[id_]: id_ for id_ in [turn.message.ref.message for turn in turns]}

    def channel(self, ref: ChannelRef) -> int:
        return self.directory.channels[ref]

    def community(self, ref: ChannelRef) -> int:
        return self.directory.communities[ref.platform, ref.community]

    def author(self, channel: ChannelRef, author: Author) -> int:
        return self.directory.authors[self.community(channel), author]

    def ensure_channels(self, refs: Collection[ChannelRef]) -> None:
        if any(ref not in self.directory.channels for ref in refs):
            self.moves_channels = True
            self.directory.ensure_channels(self.connection, refs, self.rules)

    def ensure_authors(self, messages: Iterable[Message]) -> None:
        by_community: dict[int, set[Author]] = defaultdict(set)
        for message in messages:
            by_community[self.community(message.ref.channel)].add(message.author)
        for community, authors in by_community.items():
            self.directory.ensure_authors(self.connection, community, authors)

    def next_ids(self, table: Table, count: int) -> range:
        return self.directory.next_ids(self.connection, table, count)

    def insert(self, table: Table, values: Iterable[Values]) -> None:
        """Puts rows into a table, in one round trip. SQLAlchemy has no part in the single row."""
        batch = list(values)
        if not batch:
            return
        statement, is_positional = _insertion(table, self.connection.dialect)
        if is_positional:
            self.connection.exec_driver_sql(statement, batch)
        else:
            named = [dict(zip(table.c.keys(), each, strict=True)) for each in batch]
            self.connection.exec_driver_sql(statement, named)

    def many(self, statement: Executable, values: Iterable[Row]) -> None:
        """Runs a statement once for each of the values, in one round trip."""
        if batch := list(values):
            self.connection.execute(statement, batch)

    def find_rows(self, refs: Iterable[MessageRef]) -> None:
        """Learns the rows of stored messages."""
        by_channel: dict[ChannelRef, list[MessageId]] = defaultdict(list)
        for ref in refs:
            if ref not in self.message_rows:
                by_channel[ref.channel].append(ref.message)
        for channel, ids in by_channel.items():
            for some in chunks(ids):
                these = {"channel": self.channel(channel), "ids": some}
                for row in self.connection.execute(_ROWS, these):
                    self.message_rows[MessageRef(channel, row.external)] = row.id
