"""The index of the words of messages. Each engine keeps its own up to date by itself when a message
changes or goes; what comes is put in many at a time (`search.index`), since that is much cheaper.
"""

from typing import Final

from sqlalchemy import DDL, event

from bot.store.schema.posted import message

SQLITE: Final = (
    # Without the texts, which stand in the table; diacritics are left out (cafe finds café).
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
)

POSTGRESQL: Final = (
    "CREATE INDEX ix_message_words ON message USING gin (to_tsvector('simple', text))",
)

for _engine, _statements in (("sqlite", SQLITE), ("postgresql", POSTGRESQL)):
    for _statement in _statements:
        event.listen(message, "after_create", DDL(_statement).execute_if(dialect=_engine))
