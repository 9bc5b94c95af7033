"""What people posted and said."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql, sqlite

revision = "0001"
down_revision = None

WHOLE = sa.BigInteger().with_variant(sqlite.INTEGER(), "sqlite")
REAL = sa.Double[float]().with_variant(sqlite.REAL(), "sqlite")
KEY = sa.Text().with_variant(postgresql.TEXT(collation="C"), "postgresql")


def upgrade() -> None:
    op.create_table(
        "meta",
        sa.Column("key", KEY, nullable=False, autoincrement=False),
        sa.Column("value", sa.Text, nullable=False),
        sa.PrimaryKeyConstraint("key", name="pk_meta"),
        sqlite_strict=True,
    )
    op.create_table(
        "community",
        sa.Column("id", WHOLE, nullable=False, autoincrement=False),
        sa.Column("platform", KEY, nullable=False),
        sa.Column("external", KEY, nullable=False),
        sa.Column("name", sa.Text, nullable=False),
        sa.Column("last_number", WHOLE, nullable=False, server_default=sa.text("0")),
        sa.PrimaryKeyConstraint("id", name="pk_community"),
        sa.UniqueConstraint("platform", "external", name="uq_community_platform_external"),
        sqlite_strict=True,
    )
    op.create_table(
        "channel",
        sa.Column("id", WHOLE, nullable=False, autoincrement=False),
        sa.Column(
            "community_id",
            WHOLE,
            sa.ForeignKey("community.id", name="fk_channel_community_id", ondelete="CASCADE"),
            nullable=False,
        ),
        sa.Column("external", KEY, nullable=False),
        sa.Column("name", sa.Text, nullable=False),
        sa.Column("kind", sa.Text, nullable=False),
        sa.Column("parent", KEY),
        sa.Column("rules", sa.Text, nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_channel"),
        sa.UniqueConstraint("community_id", "external", name="uq_channel_community_id_external"),
        sqlite_strict=True,
    )
    op.create_table(
        "author",
        sa.Column("id", WHOLE, nullable=False, autoincrement=False),
        sa.Column(
            "community_id",
            WHOLE,
            sa.ForeignKey("community.id", name="fk_author_community_id", ondelete="CASCADE"),
            nullable=False,
        ),
        sa.Column("external", KEY, nullable=False),
        sa.Column("name", sa.Text, nullable=False),
        sa.Column("is_bot", sa.Integer, nullable=False),
        sa.Column("folded", KEY, nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_author"),
        sa.UniqueConstraint(
            "community_id",
            "external",
            "name",
            "is_bot",
            name="uq_author_community_id_external_name_is_bot",
        ),
        sqlite_strict=True,
    )
    op.create_index("ix_author_external", "author", ["external"])
    op.create_index("ix_author_folded", "author", ["folded"])
    op.create_table(
        "message",
        sa.Column("id", WHOLE, nullable=False, autoincrement=False),
        sa.Column(
            "channel_id",
            WHOLE,
            sa.ForeignKey("channel.id", name="fk_message_channel_id", ondelete="CASCADE"),
            nullable=False,
        ),
        sa.Column("external", KEY, nullable=False),
        sa.Column(
            "author_id",
            WHOLE,
            sa.ForeignKey("author.id", name="fk_message_author_id"),
            nullable=False,
        ),
        sa.Column("at", WHOLE, nullable=False),
        sa.Column("text", sa.Text, nullable=False),
        sa.Column("reply_to", KEY),
        sa.Column("mentions", sa.Text),
        sa.Column("system", sa.Integer, nullable=False),
        sa.Column("edited_at", WHOLE),
        sa.Column("link", sa.Text),
        sa.PrimaryKeyConstraint("id", name="pk_message"),
        sa.UniqueConstraint("channel_id", "external", name="uq_message_channel_id_external"),
        sqlite_strict=True,
    )
    op.create_index("ix_message_at", "message", ["at"])
    op.create_index("ix_message_author", "message", ["author_id"])
    op.create_index("ix_message_order", "message", ["channel_id", "at", "external"])
    op.create_index(
        "ix_message_reply_to",
        "message",
        ["channel_id", "reply_to"],
        sqlite_where=sa.text("reply_to IS NOT NULL"),
        postgresql_where=sa.text("reply_to IS NOT NULL"),
    )
    op.create_table(
        "tombstone",
        sa.Column(
            "channel_id",
            WHOLE,
            sa.ForeignKey("channel.id", name="fk_tombstone_channel_id", ondelete="CASCADE"),
            nullable=False,
            autoincrement=False,
        ),
        sa.Column("message", KEY, nullable=False, autoincrement=False),
        sa.Column("at", WHOLE, nullable=False),
        sa.PrimaryKeyConstraint("channel_id", "message", name="pk_tombstone"),
        sqlite_strict=True,
        sqlite_with_rowid=False,
    )
    op.create_table(
        "early_edit",
        sa.Column(
            "channel_id",
            WHOLE,
            sa.ForeignKey("channel.id", name="fk_early_edit_channel_id", ondelete="CASCADE"),
            nullable=False,
            autoincrement=False,
        ),
        sa.Column("message", KEY, nullable=False, autoincrement=False),
        sa.Column("text", sa.Text, nullable=False),
        sa.Column("at", WHOLE, nullable=False),
        sa.PrimaryKeyConstraint("channel_id", "message", name="pk_early_edit"),
        sqlite_strict=True,
        sqlite_with_rowid=False,
    )
    op.create_table(
        "reaction",
        sa.Column(
            "channel_id",
            WHOLE,
            sa.ForeignKey("channel.id", name="fk_reaction_channel_id", ondelete="CASCADE"),
            nullable=False,
            autoincrement=False,
        ),
        sa.Column("message", KEY, nullable=False, autoincrement=False),
        sa.Column("emoji", KEY, nullable=False, autoincrement=False),
        sa.Column("by", KEY, nullable=False, autoincrement=False),
        sa.Column("at", WHOLE),
        sa.Column("removed", sa.Integer, nullable=False),
        sa.PrimaryKeyConstraint("channel_id", "message", "emoji", "by", name="pk_reaction"),
        sqlite_strict=True,
        sqlite_with_rowid=False,
    )
    op.create_table(
        "mark",
        sa.Column("id", KEY, nullable=False, autoincrement=False),
        sa.Column(
            "channel_id",
            WHOLE,
            sa.ForeignKey("channel.id", name="fk_mark_channel_id", ondelete="CASCADE"),
            nullable=False,
        ),
        sa.Column("message", KEY, nullable=False),
        sa.Column("kind", sa.Text, nullable=False),
        sa.Column("quote", sa.Text, nullable=False),
        sa.Column("by", KEY, nullable=False),
        sa.Column("at", WHOLE, nullable=False),
        sa.Column("answer", KEY),
        sa.Column("until", WHOLE),
        sa.Column("start", WHOLE),
        sa.Column("end", WHOLE),
        sa.Column("undone_at", WHOLE),
        sa.PrimaryKeyConstraint("id", name="pk_mark"),
        sqlite_strict=True,
    )
    op.create_index("ix_mark_message", "mark", ["channel_id", "message"])
    op.create_table(
        "import_cursor",
        sa.Column("source", KEY, nullable=False, autoincrement=False),
        sa.Column("fingerprint", sa.Text, nullable=False),
        sa.Column("position", WHOLE, nullable=False),
        sa.PrimaryKeyConstraint("source", name="pk_import_cursor"),
        sqlite_strict=True,
    )
    op.execute("INSERT INTO meta (key, value) VALUES ('generation', '0')")
