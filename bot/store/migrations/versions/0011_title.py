"""What a language model calls long posts."""

import sqlalchemy as sa
from alembic import op

revision = "0011"
down_revision = "0010"


def upgrade() -> None:
    op.add_column("refinement", sa.Column("title", sa.Text))
