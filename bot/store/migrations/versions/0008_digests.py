"""When digests were due, what they listed, and where they were posted."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql, sqlite

revision = "0008"
down_revision = "0007"

WHOLE = sa.BigInteger().with_variant(sqlite.INTEGER(), "sqlite")
KEY = sa.Text().with_variant(postgresql.TEXT(collation="C"), "postgresql")


def upgrade() -> None:
    op.create_table(
        "occurrence",
        *_key(),
        sa.Column("outcome", KEY, nullable=False),
        sa.Column("at", WHOLE, nullable=False),
        sa.Column("claimed_by", sa.Text),
        sa.Column("claimed_until", WHOLE),
        sa.Column("platform", KEY),
        sa.Column("community", KEY),
        sa.Column("more", WHOLE, nullable=False),
        sa.PrimaryKeyConstraint("schedule", "due", name="pk_occurrence"),
        sqlite_strict=True,
        sqlite_with_rowid=False,
    )
    op.create_table(
        "listing",
        *_key(),
        *(sa.Column(name, WHOLE, nullable=False) for name in ("place", "part")),
        sa.Column("section", KEY, nullable=False),
        sa.Column("number", WHOLE, nullable=False),
        sa.PrimaryKeyConstraint("schedule", "due", "place", name="pk_listing"),
        _of_occurrence("listing"),
        sqlite_strict=True,
        sqlite_with_rowid=False,
    )
    op.create_index("ix_listing_number", "listing", ["schedule", "number"])
    op.create_table(
        "posting",
        *_key(),
        sa.Column("part", WHOLE, nullable=False),
        *(sa.Column(name, KEY, nullable=False) for name in ("channel", "message")),
        sa.Column("shown_at", WHOLE, nullable=False),
        sa.PrimaryKeyConstraint("schedule", "due", "part", name="pk_posting"),
        _of_occurrence("posting"),
        sqlite_strict=True,
        sqlite_with_rowid=False,
    )
    op.create_table(
        "quoted",
        *_key(),
        sa.Column("part", WHOLE, nullable=False),
        *(sa.Column(name, KEY, nullable=False) for name in ("channel", "message")),
        sa.PrimaryKeyConstraint("schedule", "due", "part", "channel", "message", name="pk_quoted"),
        sa.ForeignKeyConstraint(
            ["schedule", "due", "part"],
            ["posting.schedule", "posting.due", "posting.part"],
            ondelete="CASCADE",
            name="fk_quoted_schedule_posting",
        ),
        sqlite_strict=True,
        sqlite_with_rowid=False,
    )


def _key() -> tuple[sa.Column[object], sa.Column[object]]:
    return (
        sa.Column("schedule", KEY, nullable=False),
        sa.Column("due", WHOLE, nullable=False),
    )


def _of_occurrence(table: str) -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint(
        ["schedule", "due"],
        ["occurrence.schedule", "occurrence.due"],
        ondelete="CASCADE",
        name=f"fk_{table}_schedule_occurrence",
    )
