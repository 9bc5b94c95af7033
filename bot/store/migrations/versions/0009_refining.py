"""What a language model said of messages, what it has yet to be asked, and what that cost."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql, sqlite

revision = "0009"
down_revision = "0008"

WHOLE = sa.BigInteger().with_variant(sqlite.INTEGER(), "sqlite")
REAL = sa.Double[float]().with_variant(sqlite.REAL(), "sqlite")
KEY = sa.Text().with_variant(postgresql.TEXT(collation="C"), "postgresql")


def upgrade() -> None:
    op.create_table(
        "refinement",
        _whole("message_id"),
        *_keys("of"),
        sa.Column("model", sa.Text, nullable=False),
        *_keys("key"),
        sa.Column("acts", sa.Text, nullable=False),
        sa.PrimaryKeyConstraint("message_id", name="pk_refinement"),
        _of("message", "refinement"),
        sqlite_strict=True,
        sqlite_with_rowid=False,
    )
    op.create_index("ix_refinement_key", "refinement", ["key"])
    op.create_table(
        "judgement",
        _whole("message_id"),
        *_keys("question"),
        _whole("start"),
        _whole("end"),
        *_keys("of", "to"),
        sa.Column("model", sa.Text, nullable=False),
        sa.Column("role", sa.Text),
        sa.Column("score", REAL, nullable=False),
        *(
            sa.Column(name, WHOLE)
            for name in ("quote_start", "quote_end", "missing_start", "missing_end")
        ),
        sa.Column("reasons", sa.Text),
        sa.PrimaryKeyConstraint("message_id", "question", "start", "end", name="pk_judgement"),
        _of("message", "judgement"),
        sqlite_strict=True,
        sqlite_with_rowid=False,
    )
    op.create_table(
        "pending",
        _whole("message_id"),
        _whole("channel_id"),
        sa.Column("tries", WHOLE, nullable=False, server_default=sa.text("0")),
        sa.PrimaryKeyConstraint("message_id", name="pk_pending"),
        _of("message", "pending"),
        _of("channel", "pending"),
        sqlite_strict=True,
        sqlite_with_rowid=False,
    )
    op.create_index("ix_pending_channel", "pending", ["channel_id", "message_id"])
    op.create_table(
        "dropped",
        *_keys("day", "reason"),
        _whole("items"),
        sa.PrimaryKeyConstraint("day", "reason", name="pk_dropped"),
        sqlite_strict=True,
        sqlite_with_rowid=False,
    )
    op.create_table(
        "spending",
        *_keys("day", "platform", "community", "model"),
        *(_whole(name) for name in ("calls", "sent", "written", "messages")),
        sa.Column("money", sa.Text),
        sa.PrimaryKeyConstraint("day", "platform", "community", "model", name="pk_spending"),
        sqlite_strict=True,
        sqlite_with_rowid=False,
    )


def _keys(*names: str) -> list[sa.Column[object]]:
    return [sa.Column(name, KEY, nullable=False) for name in names]


def _whole(name: str) -> sa.Column[object]:
    return sa.Column(name, WHOLE, nullable=False)


def _of(there: str, table: str) -> sa.ForeignKeyConstraint:
    """Goes with the row that it refers to."""
    column = f"{there}_id"
    return sa.ForeignKeyConstraint(
        [column], [f"{there}.id"], name=f"fk_{table}_{column}", ondelete="CASCADE"
    )
