"""What the tables are made of."""

from sqlalchemy import (
    BigInteger,
    Column,
    Double,
    ForeignKey,
    ForeignKeyConstraint,
    MetaData,
    Table,
    Text,
    UniqueConstraint,
)
from sqlalchemy.dialects import postgresql, sqlite

# STRICT tables of SQLite know few types.
WHOLE = BigInteger().with_variant(sqlite.INTEGER(), "sqlite")
REAL = Double[float]().with_variant(sqlite.REAL(), "sqlite")
# Ids sort by code point, as in Python: a channel's order must be the same on both sides.
KEY = Text().with_variant(postgresql.TEXT(collation="C"), "postgresql")

metadata = MetaData(
    naming_convention={
        "pk": "pk_%(table_name)s",
        "fk": "fk_%(table_name)s_%(column_0_name)s",
        "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    }
)


def table(
    name: str, *parts: Column[object] | UniqueConstraint | ForeignKeyConstraint, rowid: bool = True
) -> Table:
    return Table(name, metadata, *parts, sqlite_strict=True, sqlite_with_rowid=rowid)


def row_id() -> Column[object]:
    """Given out by the one writer, not by the database: a row can be referred to before it is
    written.
    """
    return Column("id", WHOLE, primary_key=True, autoincrement=False)


def row_of(table: str, name: str, *, primary_key: bool = False) -> Column[object]:
    """A reference to a row that takes this one along when it goes."""
    there = ForeignKey(f"{table}.id", ondelete="CASCADE")
    return Column(name, WHOLE, there, nullable=False, primary_key=primary_key)
