"""What people want to be kept of them, and the communities that we are out of.

Questions that are asked no more keep no words that their posts do not hold either.
"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql, sqlite

revision = "0010"
down_revision = "0009"

WHOLE = sa.BigInteger().with_variant(sqlite.INTEGER(), "sqlite")
KEY = sa.Text().with_variant(postgresql.TEXT(collation="C"), "postgresql")
_SALT = {
    "sqlite": "INSERT INTO meta (key, value) VALUES ('salt', lower(hex(randomblob(32))))",
    "postgresql": "INSERT INTO meta (key, value) VALUES "
    "('salt', md5(gen_random_uuid()::text) || md5(gen_random_uuid()::text))",
}


def upgrade() -> None:
    op.create_table(
        "silence",
        sa.Column("whom", KEY, nullable=False),
        sa.Column("place", WHOLE, nullable=False, autoincrement=False),
        sa.Column("since", WHOLE),
        sa.Column("until", WHOLE),
        sa.PrimaryKeyConstraint("whom", "place", name="pk_silence"),
        sqlite_strict=True,
        sqlite_with_rowid=False,
    )
    op.create_table(
        "forgetting",
        *_keys("platform", "community", "person"),
        sa.Column("at", WHOLE, nullable=False),
        sa.PrimaryKeyConstraint("platform", "community", "person", name="pk_forgetting"),
        sqlite_strict=True,
        sqlite_with_rowid=False,
    )
    op.create_table(
        "parting",
        *_keys("platform", "community", "channel"),
        sa.Column("at", WHOLE, nullable=False),
        sa.PrimaryKeyConstraint("platform", "community", "channel", name="pk_parting"),
        sqlite_strict=True,
        sqlite_with_rowid=False,
    )
    op.execute(_SALT[op.get_context().dialect.name])
    op.execute(
        "UPDATE question SET quote = '' "
        "WHERE id NOT IN (SELECT question_id FROM standing) AND NOT EXISTS ("
        "SELECT 1 FROM message WHERE message.id = question.message_id "
        "AND replace(message.text, question.quote, '') <> message.text)"
    )


def _keys(*names: str) -> list[sa.Column[object]]:
    return [sa.Column(name, KEY, nullable=False) for name in names]
