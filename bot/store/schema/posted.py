"""What people posted and said, and how far it was read."""

from sqlalchemy import Column, ForeignKey, Index, Integer, Text, UniqueConstraint, text

from bot.store.schema.kit import KEY, WHOLE, row_id, row_of, table

meta = table("meta", Column("key", KEY, primary_key=True), Column("value", Text, nullable=False))
"""`generation`: counts write transactions, so that a reader notices that another wrote; `channels`:
which of them changed a channel last.
"""

community = table(
    "community",
    row_id(),
    Column("platform", KEY, nullable=False),
    Column("external", KEY, nullable=False),
    Column("name", Text, nullable=False),
    # The highest public number ever given here: numbers are not given twice.
    Column("last_number", WHOLE, nullable=False, server_default=text("0")),
    UniqueConstraint("platform", "external"),
)

channel = table(
    "channel",
    row_id(),
    row_of("community", "community_id"),
    Column("external", KEY, nullable=False),
    Column("name", Text, nullable=False),
    Column("kind", Text, nullable=False),
    Column("parent", KEY),
    # The rules that its derived rows were made with; another value than today's: to be redone.
    Column("rules", Text, nullable=False),
    # Whether it is open to its members alone, whoever may read the parent.
    Column("private", WHOLE, nullable=False, server_default=text("0")),
    UniqueConstraint("community_id", "external"),
)

author = table(
    "author",
    row_id(),
    row_of("community", "community_id"),
    Column("external", KEY, nullable=False),
    # A person under a name: who is renamed gets a second row, and old posts keep the old name,
    # since replies address people by the name that they had.
    Column("name", Text, nullable=False),
    Column("is_bot", Integer, nullable=False),
    # The name as it is searched for, without its case.
    Column("folded", KEY, nullable=False),
    UniqueConstraint("community_id", "external", "name", "is_bot"),
)
Index("ix_author_folded", author.c.folded)
Index("ix_author_external", author.c.external)

message = table(
    "message",
    row_id(),
    row_of("channel", "channel_id"),
    Column("external", KEY, nullable=False),
    Column("author_id", WHOLE, ForeignKey("author.id"), nullable=False),
    Column("at", WHOLE, nullable=False),
    Column("text", Text, nullable=False),
    Column("reply_to", KEY),
    Column("mentions", Text),
    Column("system", Integer, nullable=False),
    Column("edited_at", WHOLE),
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

tombstone = table(
    "tombstone",
    row_of("channel", "channel_id", primary_key=True),
    Column("message", KEY, primary_key=True),
    Column("at", WHOLE, nullable=False),
    rowid=False,
)
"""A message that was deleted: nothing brings it back."""

early_edit = table(
    "early_edit",
    row_of("channel", "channel_id", primary_key=True),
    Column("message", KEY, primary_key=True),
    Column("text", Text, nullable=False),
    Column("at", WHOLE, nullable=False),
    rowid=False,
)
"""An edit of a message that has not been read yet."""

reaction = table(
    "reaction",
    # By the platform's id, not by row: a reaction may be read before its message.
    row_of("channel", "channel_id", primary_key=True),
    Column("message", KEY, primary_key=True),
    Column("emoji", KEY, primary_key=True),
    Column("by", KEY, primary_key=True),
    Column("at", WHOLE),
    # Taken away again: kept, so that an older reading of the message does not bring it back.
    Column("removed", Integer, nullable=False),
    rowid=False,
)

mark = table(
    "mark",
    Column("id", KEY, primary_key=True),
    row_of("channel", "channel_id"),
    Column("message", KEY, nullable=False),
    Column("kind", Text, nullable=False),
    Column("quote", Text, nullable=False),
    Column("by", KEY, nullable=False),
    Column("at", WHOLE, nullable=False),
    Column("answer", KEY),
    Column("until", WHOLE),
    Column("start", WHOLE),
    Column("end", WHOLE),
    Column("undone_at", WHOLE),
)
Index("ix_mark_message", mark.c.channel_id, mark.c.message)

import_cursor = table(
    "import_cursor",
    Column("source", KEY, primary_key=True),
    Column("fingerprint", Text, nullable=False),
    Column("position", WHOLE, nullable=False),
)
"""How far an archive was read. Moves in the transaction that wrote what was read."""
