"""What a platform hands over only once, kept until it has been taken in."""

from sqlalchemy import Column, Text, UniqueConstraint

from bot.store.schema.kit import KEY, row_id, table

letter = table(
    "letter",
    row_id(),
    Column("platform", KEY, nullable=False),
    Column("channel", KEY, nullable=False),
    Column("event", KEY, nullable=False),
    Column("kind", Text, nullable=False),
    Column("raw", Text, nullable=False),
    UniqueConstraint("platform", "channel", "event"),
)
"""An event as it came. It is deleted as soon as it has been taken in."""

sealed = table(
    "sealed",
    Column("platform", KEY, primary_key=True),
    Column("key", KEY, primary_key=True),
    Column("channel", KEY, primary_key=True),
    Column("event", KEY, primary_key=True),
    Column("community", KEY, nullable=False),
    Column("kind", Text, nullable=False),
    Column("raw", Text, nullable=False),
    UniqueConstraint("platform", "channel", "event"),
    rowid=False,
)
"""A letter that waits for the key that opens it: then it is a letter again."""

relation = table(
    "relation",
    Column("platform", KEY, primary_key=True),
    Column("channel", KEY, primary_key=True),
    Column("event", KEY, primary_key=True),
    Column("target", KEY, nullable=False),
    Column("by", KEY, nullable=False),
    # "" for an edit.
    Column("emoji", Text, nullable=False),
    rowid=False,
)
"""What an edit or a reaction is about, by its own id."""
