"""What people want to be kept of them, and the communities that we are out of."""

from sqlalchemy import Column

from bot.store.schema.kit import KEY, WHOLE, table

silence = table(
    "silence",
    # A keyed hash of the person (model.Silences); nothing here says who it is.
    Column("whom", KEY, primary_key=True),
    Column("place", WHOLE, primary_key=True),
    # Empty: ever; empty: for good.
    Column("since", WHOLE),
    Column("until", WHOLE),
    rowid=False,
)
"""A stretch of time of which nothing of a person is kept."""

forgetting = table(
    "forgetting",
    Column("platform", KEY, primary_key=True),
    # "": in all of them.
    Column("community", KEY, primary_key=True),
    Column("person", KEY, primary_key=True),
    Column("at", WHOLE, nullable=False),
    rowid=False,
)
"""Somebody who is being forgotten; gone as soon as nothing is left of them."""

parting = table(
    "parting",
    Column("platform", KEY, primary_key=True),
    Column("community", KEY, primary_key=True),
    # "": the whole community.
    Column("channel", KEY, primary_key=True),
    Column("at", WHOLE, nullable=False),
    rowid=False,
)
"""Where we are out of, and what was read is kept for a while yet."""
