"""The public numbers, and what is derived from the messages."""

from sqlalchemy import Column, ForeignKey, Index, Integer, Text, UniqueConstraint

from bot.store.schema.kit import KEY, REAL, WHOLE, row_id, row_of, table

question = table(
    "question",
    row_id(),
    row_of("community", "community_id"),
    Column("number", WHOLE, nullable=False),
    row_of("message", "message_id"),
    # The words by which the question is found again when its post was edited.
    Column("quote", Text, nullable=False),
    UniqueConstraint("community_id", "number"),
)
Index("ix_question_message", question.c.message_id)

segment = table(
    "segment",
    row_of("message", "message_id", primary_key=True),
    Column("ordinal", WHOLE, primary_key=True),
    Column("kind", Text, nullable=False),
    Column("start", WHOLE, nullable=False),
    Column("end", WHOLE, nullable=False),
    Column("score", REAL, nullable=False),
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

link = table(
    "link",
    row_of("message", "message_id", primary_key=True),
    Column("ordinal", WHOLE, primary_key=True),
    Column("parent", KEY),
    Column("score", REAL, nullable=False),
    Column("reasons", Text),
    rowid=False,
)

Index("ix_link_parent", link.c.parent)

standing = table(
    "standing",
    Column("question_id", WHOLE, ForeignKey("question.id", ondelete="CASCADE"), primary_key=True),
    row_of("message", "message_id"),
    row_of("channel", "channel_id"),
    Column("ordinal", WHOLE, nullable=False),
    Column("start", WHOLE, nullable=False),
    Column("end", WHOLE, nullable=False),
    Column("score", REAL, nullable=False),
    Column("traits", Text),
    Column("question_reasons", Text),
    Column("state", KEY, nullable=False),
    Column("waiting_for", Text, nullable=False),
    Column("reasons", Text),
    Column("asked_at", WHOLE, nullable=False),
    # 1: likely enough to want an answer (model.GENUINE).
    Column("genuine", Integer, nullable=False),
    # How many people said "me too".
    Column("askers", WHOLE, nullable=False),
    Column("snoozed_until", WHOLE),
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
    standing.c.channel_id,
    standing.c.genuine,
    standing.c.state,
    standing.c.snoozed_until,
    sqlite_where=standing.c.snoozed_until.is_not(None),
    postgresql_where=standing.c.snoozed_until.is_not(None),
)

reply = table(
    "reply",
    Column("question_id", WHOLE, ForeignKey("question.id", ondelete="CASCADE"), primary_key=True),
    Column("ordinal", WHOLE, primary_key=True),
    Column("message", KEY, nullable=False),
    Column("role", Text, nullable=False),
    Column("score", REAL, nullable=False),
    Column("start", WHOLE),
    Column("end", WHOLE),
    Column("reasons", Text),
    rowid=False,
)

tally = table(
    "tally",
    row_of("channel", "channel_id", primary_key=True),
    Column("genuine", Integer, primary_key=True),
    Column("state", KEY, primary_key=True),
    Column("questions", WHOLE, nullable=False),
    rowid=False,
)
"""How many questions stand how, so that a list can say "of 812" without counting them."""
