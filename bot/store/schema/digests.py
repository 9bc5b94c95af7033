"""When digests were due, what they listed, and where they were posted. No words of anybody: what a
message of ours shows is made again from the questions.
"""

from typing import Final

from sqlalchemy import Column, ForeignKeyConstraint, Index, Text

from bot.store.schema.kit import KEY, WHOLE, table

occurrence = table(
    "occurrence",
    Column("schedule", KEY, primary_key=True),
    Column("due", WHOLE, primary_key=True),
    Column("outcome", KEY, nullable=False),
    Column("at", WHOLE, nullable=False),
    # Who claimed it, and until when that counts: afterwards whoever it was is thought to be dead.
    Column("claimed_by", Text),
    Column("claimed_until", WHOLE),
    Column("platform", KEY),
    Column("community", KEY),
    Column("more", WHOLE, nullable=False),
    rowid=False,
)
"""One time at which a digest was due. There is one row of it, whoever tries to post it."""

listing = table(
    "listing",
    Column("schedule", KEY, primary_key=True),
    Column("due", WHOLE, primary_key=True),
    Column("place", WHOLE, primary_key=True),
    Column("part", WHOLE, nullable=False),
    Column("section", KEY, nullable=False),
    Column("number", WHOLE, nullable=False),
    ForeignKeyConstraint(
        ["schedule", "due"],
        ["occurrence.schedule", "occurrence.due"],
        ondelete="CASCADE",
        name="fk_listing_schedule_occurrence",
    ),
    rowid=False,
)
"""What an occurrence lists, in order, and in which of its messages."""
Index("ix_listing_number", listing.c.schedule, listing.c.number)

posting = table(
    "posting",
    Column("schedule", KEY, primary_key=True),
    Column("due", WHOLE, primary_key=True),
    Column("part", WHOLE, primary_key=True),
    # Where it stands: it is mended also when nothing is posted there any more.
    Column("channel", KEY, nullable=False),
    Column("message", KEY, nullable=False),
    # When what it shows was made; what changed since is to be mended in it.
    Column("shown_at", WHOLE, nullable=False),
    ForeignKeyConstraint(
        ["schedule", "due"],
        ["occurrence.schedule", "occurrence.due"],
        ondelete="CASCADE",
        name="fk_posting_schedule_occurrence",
    ),
    rowid=False,
)
"""A message of a digest, by the platform's id."""

OF_A_MARK: Final = ""
"""Stands for the channel where it is a mark that is shown, by its id."""

quoted = table(
    "quoted",
    Column("schedule", KEY, primary_key=True),
    Column("due", WHOLE, primary_key=True),
    Column("part", WHOLE, primary_key=True),
    Column("channel", KEY, primary_key=True),
    Column("message", KEY, primary_key=True),
    ForeignKeyConstraint(
        ["schedule", "due", "part"],
        ["posting.schedule", "posting.due", "posting.part"],
        ondelete="CASCADE",
        name="fk_quoted_schedule_posting",
    ),
    rowid=False,
)
"""Whose words a message of a digest shows, or whose name: it is mended when that is gone. A post by
its channel and id, or a mark.
"""
