"""Which threads are open to their members alone."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import sqlite

revision = "0003"
down_revision = "0002"

WHOLE = sa.BigInteger().with_variant(sqlite.INTEGER(), "sqlite")


def upgrade() -> None:
    private = sa.Column("private", WHOLE, nullable=False, server_default=sa.text("0"))
    op.add_column("channel", private)
