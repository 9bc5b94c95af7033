"""What edges noted of their own listening, and the channels that are no more.

By the platform's ids, not by rows: it is also told of channels of which nothing has been read.
"""

from sqlalchemy import Column, Text

from bot.store.schema.kit import KEY, WHOLE, table


def _place(*, channel: bool) -> list[Column[object]]:
    names = ("platform", "community", "channel") if channel else ("platform", "community")
    return [Column(name, KEY, primary_key=True) for name in names]


gone_channel = table(
    "gone_channel", *_place(channel=True), Column("at", WHOLE, nullable=False), rowid=False
)
"""A channel that was deleted: nothing of it is read again."""

gap = table(
    "gap",
    *_place(channel=True),
    # Ids of messages that were read, or of the moment: what was posted between them was not.
    Column("after", KEY, primary_key=True),
    Column("before", KEY, nullable=False),
    rowid=False,
)
"""A stretch that has yet to be read. The first of a channel stays when it is closed."""

heard = table("heard", *_place(channel=False), Column("until", WHOLE, nullable=False), rowid=False)
"""Up to when all that was posted live has been taken in."""

blind_spot = table(
    "blind_spot",
    *_place(channel=True),
    # What cannot be seen; "" as channel: in the whole community.
    Column("sight", Text, primary_key=True),
    rowid=False,
)
