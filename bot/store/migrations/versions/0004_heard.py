"""What edges noted of their own listening, and the channels that are no more."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql, sqlite

revision = "0004"
down_revision = "0003"

WHOLE = sa.BigInteger().with_variant(sqlite.INTEGER(), "sqlite")
KEY = sa.Text().with_variant(postgresql.TEXT(collation="C"), "postgresql")


def upgrade() -> None:
    op.create_table(
        "gone_channel",
        *_place("platform", "community", "channel"),
        sa.Column("at", WHOLE, nullable=False),
        sa.PrimaryKeyConstraint("platform", "community", "channel", name="pk_gone_channel"),
        sqlite_strict=True,
        sqlite_with_rowid=False,
    )
    op.create_table(
        "gap",
        *_place("platform", "community", "channel", "after"),
        sa.Column("before", KEY, nullable=False),
        sa.PrimaryKeyConstraint("platform", "community", "channel", "after", name="pk_gap"),
        sqlite_strict=True,
        sqlite_with_rowid=False,
    )
    op.create_table(
        "heard",
        *_place("platform", "community"),
        sa.Column("until", WHOLE, nullable=False),
        sa.PrimaryKeyConstraint("platform", "community", name="pk_heard"),
        sqlite_strict=True,
        sqlite_with_rowid=False,
    )
    op.create_table(
        "blind_spot",
        *_place("platform", "community", "channel"),
        sa.Column("sight", sa.Text, nullable=False),
        sa.PrimaryKeyConstraint("platform", "community", "channel", "sight", name="pk_blind_spot"),
        sqlite_strict=True,
        sqlite_with_rowid=False,
    )


def _place(*names: str) -> list[sa.Column[object]]:
    return [sa.Column(name, KEY, nullable=False) for name in names]
