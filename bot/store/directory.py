"""Rows of communities, channels and authors: looked up once, then remembered."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass, field

from sqlalchemy import Connection, Table, bindparam, func, insert, select, tuple_, update

from bot.model import (
    Author,
    Channel,
    ChannelId,
    ChannelKind,
    ChannelRef,
    CommunityId,
    Platform,
    Silences,
)
from bot.store import schema
from bot.store.chunks import chunks
from bot.store.rows import Found, Query

_MANY_AUTHORS = 50_000

_c, _s, _a = schema.channel.c, schema.community.c, schema.author.c

CHANNEL_COLUMNS = (
    _c.external.label("channel"),
    _c.name.label("channel_name"),
    _c.kind.label("channel_kind"),
    _c.parent,
    _c.private,
    _s.platform,
    _s.external.label("community"),
    _s.name.label("community_name"),
)
CHANNELS: Query = select(_c.id.label("channel_id"), _c.community_id, *CHANNEL_COLUMNS).join_from(
    schema.channel, schema.community
)
"""Every channel with its community. `channel_of` makes the value."""

_THESE_CHANNELS = CHANNELS.where(
    tuple_(_s.platform, _s.external, _c.external).in_(bindparam("refs", expanding=True))
)
_COMMUNITY = select(_s.id, _s.name).where(
    _s.platform == bindparam("platform"), _s.external == bindparam("community")
)
_AUTHORS = select(_a.id, _a.external, _a.name, _a.is_bot).where(
    _a.community_id == bindparam("community"), _a.external.in_(bindparam("ids", expanding=True))
)
_DESCRIBE = (
    update(schema.channel)
    .where(_c.id == bindparam("row"))
    .values(
        name=bindparam("new_name"),
        kind=bindparam("new_kind"),
        parent=bindparam("new_parent"),
        private=bindparam("is_private"),
    )
)
_NAME_COMMUNITY = (
    update(schema.community)
    .where(_s.id == bindparam("row"), bindparam("new_name") != "")
    .values(name=bindparam("new_name"))
)


def ref_of(row: Found) -> ChannelRef:
    return ChannelRef(Platform(row.platform), CommunityId(row.community), ChannelId(row.channel))


def channel_of(row: Found) -> Channel:
    kind = ChannelKind(row.channel_kind or ChannelKind.ROOM)
    private = bool(row.private)
    return Channel(ref_of(row), row.channel_name, kind, row.parent, row.community_name, private)


@dataclass(slots=True)
class Directory:
    """What is known of the rows that messages refer to, and of the last public numbers that were
    given in communities. Right as long as nobody else writes.
    """

    communities: dict[tuple[Platform, CommunityId], int] = field(
        default_factory=dict[tuple[Platform, CommunityId], int]
    )
    channels: dict[ChannelRef, int] = field(default_factory=dict[ChannelRef, int])
    described: dict[ChannelRef, Channel] = field(default_factory=dict[ChannelRef, Channel])
    authors: dict[tuple[int, Author], int] = field(default_factory=dict[tuple[int, Author], int])
    last_ids: dict[str, int] = field(default_factory=dict[str, int])
    last_numbers: dict[int, int] = field(default_factory=dict[int, int])
    silences: Silences | None = None

    def clear(self) -> None:
        for known in (
            self.communities,
            self.channels,
            self.described,
            self.authors,
            self.last_ids,
            self.last_numbers,
        ):
            known.clear()
        self.silences = None

    def next_ids(self, connection: Connection, table: Table, count: int) -> range:
        """So many ids that no row of the table has."""
        if table.name not in self.last_ids:
            last = connection.scalar(select(func.max(table.c.id)))
            self.last_ids[table.name] = last or 0
        start = self.last_ids[table.name] + 1
        self.last_ids[table.name] += count
        return range(start, start + count)

    def look_up(self, connection: Connection, refs: Iterable[ChannelRef]) -> None:
        """Learns the rows of these channels, as far as there are any."""
        unknown = {(r.platform, r.community, r.channel) for r in refs if r not in self.channels}
        for some in chunks(unknown):
            for row in connection.execute(_THESE_CHANNELS, {"refs": some}):
                channel = channel_of(row)
                self.communities[channel.ref.platform, channel.ref.community] = row.community_id
                self.channels[channel.ref] = row.channel_id
                if row.channel_kind:
                    self.described[channel.ref] = channel

    def ensure_channels(
        self, connection: Connection, refs: Iterable[ChannelRef], rules: str
    ) -> None:
        """Makes rows for those of the channels that have none; they are not described yet."""
        unknown = sorted({ref for ref in refs if ref not in self.channels})
        if not unknown:
            return
        self.look_up(connection, unknown)
        missing = [ref for ref in unknown if ref not in self.channels]
        ids = self.next_ids(connection, schema.channel, len(missing))
        for ref, row in zip(missing, ids, strict=True):
            values = {
                "id": row,
                "community_id": self._community(connection, ref),
                "external": ref.channel,
                "name": "",
                "kind": "",
                "rules": rules,
            }
            connection.execute(insert(schema.channel), values)
            self.channels[ref] = row

    def describe(self, connection: Connection, channels: Collection[Channel]) -> None:
        """Writes what the channels, whose rows there are, and their communities are called."""
        for channel in channels:
            ref = channel.ref
            connection.execute(
                _DESCRIBE,
                {
                    "row": self.channels[ref],
                    "new_name": channel.name,
                    "new_kind": channel.kind,
                    "new_parent": channel.parent,
                    "is_private": int(channel.private),
                },
            )
            community = self.communities[ref.platform, ref.community]
            connection.execute(
                _NAME_COMMUNITY, {"row": community, "new_name": channel.community_name}
            )
            self.described[ref] = channel

    def ensure_authors(
        self, connection: Connection, community: int, authors: Collection[Author]
    ) -> None:
        """Makes rows for those of the authors that have none."""
        if len(self.authors) > _MANY_AUTHORS:
            self.authors.clear()
        unknown = {author for author in authors if (community, author) not in self.authors}
        for ids in chunks({author.id for author in unknown}):
            for row in connection.execute(_AUTHORS, {"community": community, "ids": ids}):
                known = Author(row.external, row.name, bool(row.is_bot))
                self.authors[community, known] = row.id
        missing = sorted(
            (author for author in unknown if (community, author) not in self.authors),
            key=lambda author: (author.id, author.name, author.is_bot),
        )
        if missing:
            rows = self.next_ids(connection, schema.author, len(missing))
            connection.execute(
                insert(schema.author),
                [
                    {
                        "id": row,
                        "community_id": community,
                        "external": author.id,
                        "name": author.name,
                        "is_bot": int(author.is_bot),
                        "folded": author.name.casefold(),
                    }
                    for row, author in zip(rows, missing, strict=True)
                ],
            )
            self.authors.update({(community, a): row for row, a in zip(rows, missing, strict=True)})

    def _community(self, connection: Connection, ref: ChannelRef) -> int:
        key = (ref.platform, ref.community)
        if key not in self.communities:
            values = {"platform": ref.platform, "community": ref.community}
            found = connection.execute(_COMMUNITY, values).first()
            if found is None:
                [row] = self.next_ids(connection, schema.community, 1)
                connection.execute(
                    insert(schema.community),
                    {"id": row, "platform": ref.platform, "external": ref.community, "name": ""},
                )
                self.communities[key] = row
            else:
                self.communities[key] = found.id
        return self.communities[key]
