"""The tables, in words of the glossary. Moments are microseconds since 1970 in UTC.

Three layers, kept apart so that one can be thrown away and made again from the one above:
what people posted and said (message, reaction, mark, tombstone ...), the public numbers (question),
and what is derived from both (segment, link, standing, reply, tally).
"""

from sqlalchemy import (
    BigInteger,
    Column,
    Double,
    ForeignKey,
    Index,
    Integer,
    MetaData,
    Table,
    Text,
    UniqueConstraint,
    text,
)
from sqlalchemy.dialects import postgresql, sqlite

REVISION = "0001"
"""The newest migration; stated here so that a start needs no Alembic when nothing is to be done."""

APPLICATION_ID = 0x4C454E44
"""Marks a SQLite file as ours ("LEND"), so that another program's database is never touched."""

# STRICT tables of SQLite know five types only.
_Whole = BigInteger().with_variant(sqlite.INTEGER(), "sqlite")
_Real = Double[float]().with_variant(sqlite.REAL(), "sqlite")
# Ids sort by code point, as in Python: a channel's order must be the same on both sides.
_Key = Text().with_variant(postgresql.TEXT(collation="C"), "postgresql")

metadata = MetaData(
    naming_convention={
        "pk": "pk_%(table_name)s",
        "fk": "fk_%(table_name)s_%(column_0_name)s",
        "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    }
)


def _table(
    name: str, *parts: Column[object] | UniqueConstraint | Index, rowid: bool = True
) -> Table:
    return Table(name, metadata, *parts, sqlite_strict=True, sqlite_with_rowid=rowid)


def _id() -> Column[object]:
    """Given out by the one writer, not by the database: a row can be referred to before it is
    written.
    """
    return Column("id", _Whole, primary_key=True, autoincrement=False)


def _row_of(table: str, name: str, *, primary_key: bool = False) -> Column[object]:
    """A reference to a row that takes this one along when it goes."""
    there = ForeignKey(f"{table}.id", ondelete="CASCADE")
    return Column(name, _Whole, there, nullable=False, primary_key=primary_key)


meta = _table("meta", Column("key", _Key, primary_key=True), Column("value", Text, nullable=False))
"""`generation`: counts write transactions, so that a reader notices that another wrote."""

community = _table(
    "community",
    _id(),
    Column("platform", _Key, nullable=False),
    Column("external", _Key, nullable=False),
    Column("name", Text, nullable=False),
    # The highest public number ever given here: numbers are not given twice.
    Column("last_number", _Whole, nullable=False, server_default=text("0")),
    UniqueConstraint("platform", "external"),
)

channel = _table(
    "channel",
    _id(),
    _row_of("community", "community_id"),
    Column("external", _Key, nullable=False),
    Column("name", Text, nullable=False),
    Column("kind", Text, nullable=False),
    Column("parent", _Key),
    # The rules that its derived rows were made with; another value than today's: to be redone.
    Column("rules", Text, nullable=False),
    UniqueConstraint("community_id", "external"),
)

author = _table(
    "author",
    _id(),
    _row_of("community", "community_id"),
    Column("external", _Key, nullable=False),
    # A person under a name: who is renamed gets a second row, and old posts keep the old name,
    # since replies address people by the name that they had.
    Column("name", Text, nullable=False),
    Column("is_bot", Integer, nullable=False),
    # The name as it is searched for, without its case.
    Column("folded", _Key, nullable=False),
    UniqueConstraint("community_id", "external", "name", "is_bot"),
)
Index("ix_author_folded", author.c.folded)
Index("ix_author_external", author.c.external)

message = _table(
    "message",
    _id(),
    _row_of("channel", "channel_id"),
    Column("external", _Key, nullable=False),
    Column("author_id", _Whole, ForeignKey("author.id"), nullable=False),
    Column("at", _Whole, nullable=False),
    Column("text", Text, nullable=False),
    Column("reply_to", _Key),
    Column("mentions", Text),
    Column("system", Integer, nullable=False),
    Column("edited_at", _Whole),
    Column("link", Text),
    UniqueConstraint("channel_id", "external"),
)
Index("ix_message_order", message.c.channel_id, message.c.at, message.c.external)
Index(
    "ix_message_reply_to",
    message.c.channel_id,
    message.c.reply_to,
    sqlite_where=message.c.reply_to.is_not(None),
    postgresql_where=message.c.reply_to.is_not(None),
)
Index("ix_message_author", message.c.author_id)
Index("ix_message_at", message.c.at)

tombstone = _table(
    "tombstone",
    _row_of("channel", "channel_id", primary_key=True),
    Column("message", _Key, primary_key=True),
    Column("at", _Whole, nullable=False),
    rowid=False,
)
"""A message that was deleted: nothing brings it back."""

early_edit = _table(
    "early_edit",
    _row_of("channel", "channel_id", primary_key=True),
    Column("message", _Key, primary_key=True),
    Column("text", Text, nullable=False),
    Column("at", _Whole, nullable=False),
    rowid=False,
)
"""An edit of a message that has not been read yet."""

reaction = _table(
    "reaction",
    # By the platform's id, not by row: a reaction may be read before its message.
    _row_of("channel", "channel_id", primary_key=True),
    Column("message", _Key, primary_key=True),
    Column("emoji", _Key, primary_key=True),
    Column("by", _Key, primary_key=True),
    Column("at", _Whole),
    # Taken away again: kept, so that an older reading of the message does not bring it back.
    Column("removed", Integer, nullable=False),
    rowid=False,
)

mark = _table(
    "mark",
    Column("id", _Key, primary_key=True),
    _row_of("channel", "channel_id"),
    Column("message", _Key, nullable=False),
    Column("kind", Text, nullable=False),
    Column("quote", Text, nullable=False),
    Column("by", _Key, nullable=False),
    Column("at", _Whole, nullable=False),
    Column("answer", _Key),
    Column("until", _Whole),
    Column("start", _Whole),
    Column("end", _Whole),
    Column("undone_at", _Whole),
)
Index("ix_mark_message", mark.c.channel_id, mark.c.message)

import_cursor = _table(
    "import_cursor",
    Column("source", _Key, primary_key=True),
    Column("fingerprint", Text, nullable=False),
    Column("position", _Whole, nullable=False),
)
"""How far an archive was read. Moves in the transaction that wrote what was read."""

question = _table(
    "question",
    _id(),
    _row_of("community", "community_id"),
    Column("number", _Whole, nullable=False),
    _row_of("message", "message_id"),
    # The words by which the question is found again when its post was edited.
    Column("quote", Text, nullable=False),
    UniqueConstraint("community_id", "number"),
)
Index("ix_question_message", question.c.message_id)

segment = _table(
    "segment",
    _row_of("message", "message_id", primary_key=True),
    Column("ordinal", _Whole, primary_key=True),
    Column("kind", Text, nullable=False),
    Column("start", _Whole, nullable=False),
    Column("end", _Whole, nullable=False),
    Column("score", _Real, nullable=False),
    # What only one kind has, in the order of rows.py; reasons likewise.
    Column("traits", Text),
    Column("reasons", Text),
    rowid=False,
)
Index(
    "ix_segment_claim",
    segment.c.message_id,
    sqlite_where=segment.c.kind == "claim",
    postgresql_where=segment.c.kind == "claim",
)

link = _table(
    "link",
    _row_of("message", "message_id", primary_key=True),
    Column("ordinal", _Whole, primary_key=True),
    Column("parent", _Key),
    Column("score", _Real, nullable=False),
    Column("reasons", Text),
    rowid=False,
)

standing = _table(
    "standing",
    Column("question_id", _Whole, ForeignKey("question.id", ondelete="CASCADE"), primary_key=True),
    _row_of("message", "message_id"),
    _row_of("channel", "channel_id"),
    Column("ordinal", _Whole, nullable=False),
    Column("start", _Whole, nullable=False),
    Column("end", _Whole, nullable=False),
    Column("score", _Real, nullable=False),
    Column("traits", Text),
    Column("question_reasons", Text),
    Column("state", _Key, nullable=False),
    Column("waiting_for", Text, nullable=False),
    Column("reasons", Text),
    Column("asked_at", _Whole, nullable=False),
    # 1: likely enough to want an answer (model.GENUINE).
    Column("genuine", Integer, nullable=False),
    # How many people said "me too".
    Column("askers", _Whole, nullable=False),
    Column("snoozed_until", _Whole),
    # The ids of the marks that speak of this question.
    Column("marks", Text),
)
Index("ix_standing_message", standing.c.message_id)
Index(
    "ix_standing_age",
    standing.c.genuine,
    standing.c.state,
    standing.c.asked_at,
    standing.c.question_id,
)
Index(
    "ix_standing_channel_age",
    standing.c.channel_id,
    standing.c.genuine,
    standing.c.state,
    standing.c.asked_at,
    standing.c.question_id,
)
Index(
    "ix_standing_askers",
    standing.c.genuine,
    standing.c.state,
    standing.c.askers.desc(),
    standing.c.asked_at,
    standing.c.question_id,
)
Index(
    "ix_standing_snoozed",
    standing.c.snoozed_until,
    sqlite_where=standing.c.snoozed_until.is_not(None),
    postgresql_where=standing.c.snoozed_until.is_not(None),
)

reply = _table(
    "reply",
    Column("question_id", _Whole, ForeignKey("question.id", ondelete="CASCADE"), primary_key=True),
    Column("ordinal", _Whole, primary_key=True),
    Column("message", _Key, nullable=False),
    Column("role", Text, nullable=False),
    Column("score", _Real, nullable=False),
    Column("start", _Whole),
    Column("end", _Whole),
    Column("reasons", Text),
    rowid=False,
)

tally = _table(
    "tally",
    _row_of("channel", "channel_id", primary_key=True),
    Column("genuine", Integer, primary_key=True),
    Column("state", _Key, primary_key=True),
    Column("questions", _Whole, nullable=False),
    rowid=False,
)
"""How many questions stand how, so that a list can say "of 812" without counting them."""
