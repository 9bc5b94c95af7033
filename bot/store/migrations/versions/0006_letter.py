"""What a platform hands over only once, kept until it has been taken in."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql, sqlite

revision = "0006"
down_revision = "0005"

WHOLE = sa.BigInteger().with_variant(sqlite.INTEGER(), "sqlite")
KEY = sa.Text().with_variant(postgresql.TEXT(collation="C"), "postgresql")


def upgrade() -> None:
    op.create_table(
        "letter",
        sa.Column("id", WHOLE, nullable=False, autoincrement=False),
        *_keys("platform", "channel", "event"),
        sa.Column("kind", sa.Text, nullable=False),
        sa.Column("raw", sa.Text, nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_letter"),
        sa.UniqueConstraint(
            "platform", "channel", "event", name="uq_letter_platform_channel_event"
        ),
        sqlite_strict=True,
    )
    op.create_table(
        "relation",
        *_keys("platform", "channel", "event", "target", "by"),
        sa.Column("emoji", sa.Text, nullable=False),
        sa.PrimaryKeyConstraint("platform", "channel", "event", name="pk_relation"),
        sqlite_strict=True,
        sqlite_with_rowid=False,
    )


def _keys(*names: str) -> list[sa.Column[object]]:
    return [sa.Column(name, KEY, nullable=False) for name in names]
