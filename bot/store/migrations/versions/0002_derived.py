"""The public numbers, and what is derived."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql, sqlite

revision = "0002"
down_revision = "0001"

WHOLE = sa.BigInteger().with_variant(sqlite.INTEGER(), "sqlite")
REAL = sa.Double[float]().with_variant(sqlite.REAL(), "sqlite")
KEY = sa.Text().with_variant(postgresql.TEXT(collation="C"), "postgresql")


def upgrade() -> None:
    op.create_table(
        "question",
        sa.Column("id", WHOLE, nullable=False, autoincrement=False),
        sa.Column(
            "community_id",
            WHOLE,
            sa.ForeignKey("community.id", name="fk_question_community_id", ondelete="CASCADE"),
            nullable=False,
        ),
        sa.Column("number", WHOLE, nullable=False),
        sa.Column(
            "message_id",
            WHOLE,
            sa.ForeignKey("message.id", name="fk_question_message_id", ondelete="CASCADE"),
            nullable=False,
        ),
        sa.Column("quote", sa.Text, nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_question"),
        sa.UniqueConstraint("community_id", "number", name="uq_question_community_id_number"),
        sqlite_strict=True,
    )
    op.create_index("ix_question_message", "question", ["message_id"])
    op.create_table(
        "segment",
        sa.Column(
            "message_id",
            WHOLE,
            sa.ForeignKey("message.id", name="fk_segment_message_id", ondelete="CASCADE"),
            nullable=False,
            autoincrement=False,
        ),
        sa.Column("ordinal", WHOLE, nullable=False, autoincrement=False),
        sa.Column("kind", sa.Text, nullable=False),
        sa.Column("start", WHOLE, nullable=False),
        sa.Column("end", WHOLE, nullable=False),
        sa.Column("score", REAL, nullable=False),
        sa.Column("traits", sa.Text),
        sa.Column("reasons", sa.Text),
        sa.PrimaryKeyConstraint("message_id", "ordinal", name="pk_segment"),
        sqlite_strict=True,
        sqlite_with_rowid=False,
    )
    op.create_index(
        "ix_segment_claim",
        "segment",
        ["message_id"],
        sqlite_where=sa.text("kind = 'claim'"),
        postgresql_where=sa.text("kind = 'claim'"),
    )
    op.create_table(
        "link",
        sa.Column(
            "message_id",
            WHOLE,
            sa.ForeignKey("message.id", name="fk_link_message_id", ondelete="CASCADE"),
            nullable=False,
            autoincrement=False,
        ),
        sa.Column("ordinal", WHOLE, nullable=False, autoincrement=False),
        sa.Column("parent", KEY),
        sa.Column("score", REAL, nullable=False),
        sa.Column("reasons", sa.Text),
        sa.PrimaryKeyConstraint("message_id", "ordinal", name="pk_link"),
        sqlite_strict=True,
        sqlite_with_rowid=False,
    )
    op.create_index("ix_link_parent", "link", ["parent"])
    op.create_table(
        "standing",
        sa.Column(
            "question_id",
            WHOLE,
            sa.ForeignKey("question.id", name="fk_standing_question_id", ondelete="CASCADE"),
            nullable=False,
            autoincrement=False,
        ),
        sa.Column(
            "message_id",
            WHOLE,
            sa.ForeignKey("message.id", name="fk_standing_message_id", ondelete="CASCADE"),
            nullable=False,
        ),
        sa.Column(
            "channel_id",
            WHOLE,
            sa.ForeignKey("channel.id", name="fk_standing_channel_id", ondelete="CASCADE"),
            nullable=False,
        ),
        sa.Column("ordinal", WHOLE, nullable=False),
        sa.Column("start", WHOLE, nullable=False),
        sa.Column("end", WHOLE, nullable=False),
        sa.Column("score", REAL, nullable=False),
        sa.Column("traits", sa.Text),
        sa.Column("question_reasons", sa.Text),
        sa.Column("state", KEY, nullable=False),
        sa.Column("waiting_for", sa.Text, nullable=False),
        sa.Column("reasons", sa.Text),
        sa.Column("asked_at", WHOLE, nullable=False),
        sa.Column("genuine", sa.Integer, nullable=False),
        sa.Column("askers", WHOLE, nullable=False),
        sa.Column("snoozed_until", WHOLE),
        sa.Column("marks", sa.Text),
        sa.PrimaryKeyConstraint("question_id", name="pk_standing"),
        sqlite_strict=True,
    )
    op.create_index("ix_standing_age", "standing", ["genuine", "state", "asked_at", "question_id"])
    op.create_index(
        "ix_standing_askers",
        "standing",
        ["genuine", "state", sa.text("askers DESC"), "asked_at", "question_id"],
    )
    op.create_index(
        "ix_standing_channel_age",
        "standing",
        ["channel_id", "genuine", "state", "asked_at", "question_id"],
    )
    op.create_index("ix_standing_message", "standing", ["message_id"])
    op.create_index(
        "ix_standing_snoozed",
        "standing",
        ["channel_id", "genuine", "state", "snoozed_until"],
        sqlite_where=sa.text("snoozed_until IS NOT NULL"),
        postgresql_where=sa.text("snoozed_until IS NOT NULL"),
    )
    op.create_table(
        "reply",
        sa.Column(
            "question_id",
            WHOLE,
            sa.ForeignKey("question.id", name="fk_reply_question_id", ondelete="CASCADE"),
            nullable=False,
            autoincrement=False,
        ),
        sa.Column("ordinal", WHOLE, nullable=False, autoincrement=False),
        sa.Column("message", KEY, nullable=False),
        sa.Column("role", sa.Text, nullable=False),
        sa.Column("score", REAL, nullable=False),
        sa.Column("start", WHOLE),
        sa.Column("end", WHOLE),
        sa.Column("reasons", sa.Text),
        sa.PrimaryKeyConstraint("question_id", "ordinal", name="pk_reply"),
        sqlite_strict=True,
        sqlite_with_rowid=False,
    )
    op.create_table(
        "tally",
        sa.Column(
            "channel_id",
            WHOLE,
            sa.ForeignKey("channel.id", name="fk_tally_channel_id", ondelete="CASCADE"),
            nullable=False,
            autoincrement=False,
        ),
        sa.Column("genuine", sa.Integer, nullable=False, autoincrement=False),
        sa.Column("state", KEY, nullable=False, autoincrement=False),
        sa.Column("questions", WHOLE, nullable=False),
        sa.PrimaryKeyConstraint("channel_id", "genuine", "state", name="pk_tally"),
        sqlite_strict=True,
        sqlite_with_rowid=False,
    )
