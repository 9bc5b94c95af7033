"""An index of the words of messages, made of those that there are."""

import sqlite3

from alembic import op

revision = "0005"
down_revision = "0004"

SQLITE = (
    "CREATE VIRTUAL TABLE message_words USING fts5("
    "text, content='message', content_rowid='id', columnsize=0, "
    "tokenize='unicode61 remove_diacritics 2')",
    "CREATE TRIGGER message_words_go AFTER DELETE ON message BEGIN "
    "INSERT INTO message_words (message_words, rowid, text) VALUES ('delete', old.id, old.text); "
    "END",
    "CREATE TRIGGER message_words_change AFTER UPDATE OF text ON message "
    "WHEN old.text IS NOT new.text BEGIN "
    "INSERT INTO message_words (message_words, rowid, text) VALUES ('delete', old.id, old.text); "
    "INSERT INTO message_words (rowid, text) VALUES (new.id, new.text); END",
    # A second and a half for a million messages.
    "INSERT INTO message_words (message_words) VALUES ('rebuild')",
)
FORGET_AT_ONCE = "INSERT INTO message_words (message_words, rank) VALUES ('secure-delete', 1)"
POSTGRESQL = "CREATE INDEX ix_message_words ON message USING gin (to_tsvector('simple', text))"


def upgrade() -> None:
    if op.get_context().dialect.name == "postgresql":
        op.execute(POSTGRESQL)
        return
    for statement in SQLITE:
        op.execute(statement)
    if sqlite3.sqlite_version_info >= (3, 42):
        op.execute(FORGET_AT_ONCE)
