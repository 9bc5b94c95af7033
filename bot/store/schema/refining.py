"""What a language model said of messages, what it has yet to be asked, and what that cost.

None of the texts here is more than the words of the message on whose row it hangs, so all of it
goes with that message.
"""

from sqlalchemy import Column, Index, Text, text

from bot.store.schema.kit import KEY, REAL, WHOLE, row_of, table

refinement = table(
    "refinement",
    row_of("message", "message_id", primary_key=True),
    # The fingerprint of the text that was read; another edit, and it is gone.
    Column("of", KEY, nullable=False),
    Column("model", Text, nullable=False),
    # The fingerprint of the way of asking and the words: a cache of answers by their content.
    Column("key", KEY, nullable=False),
    # As JSON, in the order of rows.py.
    Column("acts", Text, nullable=False),
    # In words of the message; empty: it has none.
    Column("title", Text),
    rowid=False,
)
"""What a model read out of a message. Recorded: what is derived from it can be thrown away."""
Index("ix_refinement_key", refinement.c.key)

judgement = table(
    "judgement",
    # The reply; the question stands in `question`, by the platform's id, and may be gone.
    row_of("message", "message_id", primary_key=True),
    Column("question", KEY, primary_key=True),
    Column("start", WHOLE, primary_key=True),
    Column("end", WHOLE, primary_key=True),
    Column("of", KEY, nullable=False),
    Column("to", KEY, nullable=False),
    Column("model", Text, nullable=False),
    # Empty: it did not want to say.
    Column("role", Text),
    Column("score", REAL, nullable=False),
    Column("quote_start", WHOLE),
    Column("quote_end", WHOLE),
    Column("missing_start", WHOLE),
    Column("missing_end", WHOLE),
    Column("reasons", Text),
    rowid=False,
)
"""What a model says that a message does for a question."""

pending = table(
    "pending",
    row_of("message", "message_id", primary_key=True),
    row_of("channel", "channel_id"),
    # How often the model gave no answer that was of use.
    Column("tries", WHOLE, nullable=False, server_default=text("0")),
    rowid=False,
)
"""A message that waits for a model, read by the rules alone until then."""
Index("ix_pending_channel", pending.c.channel_id, pending.c.message_id)

dropped = table(
    "dropped",
    Column("day", KEY, primary_key=True),
    # A word of ours for why, never one of the model's.
    Column("reason", KEY, primary_key=True),
    Column("items", WHOLE, nullable=False),
    rowid=False,
)
"""How much of what models said could not be proved, and did not count."""

spending = table(
    "spending",
    # The day in UTC, as 2026-11-23.
    Column("day", KEY, primary_key=True),
    Column("platform", KEY, primary_key=True),
    Column("community", KEY, primary_key=True),
    Column("model", KEY, primary_key=True),
    Column("calls", WHOLE, nullable=False),
    Column("sent", WHOLE, nullable=False),
    Column("written", WHOLE, nullable=False),
    Column("messages", WHOLE, nullable=False),
    # A decimal number; empty: some of it had no known price.
    Column("money", Text),
    rowid=False,
)
"""What was spent on a model, in tokens and money."""
