"""Words by SQLite's FTS5, https://www.sqlite.org/fts5.html ."""

from collections.abc import Iterable

from sqlalchemy import Connection, Integer, column, literal_column, select, table, text
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.sql.compiler import SQLCompiler

from bot.store.search.clause import WordsOf

_index = table("message_words", column("rowid", Integer))
_INDEX = text(
    "INSERT INTO message_words (rowid, text) "
    "SELECT id, text FROM message WHERE id BETWEEN :first AND :last"
)
_FORGETS_AT_ONCE = text("SELECT v FROM message_words_config WHERE k = 'secure-delete'")
_MERGE = text("INSERT INTO message_words (message_words) VALUES ('optimize')")


def asking(words: Iterable[str]) -> str:
    """All of the words, each by its beginning. In quotes nothing is an operator."""
    return " ".join('"{}"*'.format(word.replace('"', '""')) for word in words)


@compiles(WordsOf, "sqlite")
def _in_sqlite(element: WordsOf, compiler: SQLCompiler, **how: object) -> str:
    message, asked, _ = element.clauses
    found = select(_index.c.rowid).where(literal_column("message_words").match(asked))
    return compiler.process(message.in_(found), **how)


def index(connection: Connection, first: int, last: int) -> None:
    """Puts the new messages with these rows into the index. A trigger would do it message by
    message, for which FTS5 takes eight times as long. Other engines need not be told.
    """
    if connection.dialect.name == "sqlite":
        connection.execute(_INDEX, {"first": first, "last": last})


def wipe(connection: Connection) -> None:
    """Lets words that no message has any more leave the file: the index only marks them as gone.

    Since 3.42 SQLite can take them out one by one, if the index was made so; before, the index has
    to be written anew as a whole (a third of a second for a million messages).
    """
    if connection.dialect.name == "sqlite" and not connection.scalar(_FORGETS_AT_ONCE):
        connection.execute(_MERGE)
