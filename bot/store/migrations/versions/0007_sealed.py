"""Letters that wait for the keys that open them."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0007"
down_revision = "0006"

KEY = sa.Text().with_variant(postgresql.TEXT(collation="C"), "postgresql")


def upgrade() -> None:
    op.create_table(
        "sealed",
        *_keys("platform", "key", "channel", "event", "community"),
        sa.Column("kind", sa.Text, nullable=False),
        sa.Column("raw", sa.Text, nullable=False),
        sa.PrimaryKeyConstraint("platform", "key", "channel", "event", name="pk_sealed"),
        sa.UniqueConstraint(
            "platform", "channel", "event", name="uq_sealed_platform_channel_event"
        ),
        sqlite_strict=True,
        sqlite_with_rowid=False,
    )


def _keys(*names: str) -> list[sa.Column[object]]:
    return [sa.Column(name, KEY, nullable=False) for name in names]
