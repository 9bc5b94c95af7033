"""Words by PostgreSQL, https://www.postgresql.org/docs/current/textsearch.html ."""

from collections.abc import Iterable

from sqlalchemy import ColumnElement, func, literal_column, select
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.sql.compiler import SQLCompiler

from bot.store import schema
from bot.store.search.clause import WordsOf

_worded = schema.message.alias("worded")
# Written out as in the index, which else would not be used.
_SIMPLE: ColumnElement[str] = literal_column("'simple'")
_WORDS = func.to_tsvector(_SIMPLE, _worded.c.text)


def asking(words: Iterable[str]) -> str:
    """All of the words, each by its beginning. In quotes nothing is an operator."""
    quoted = (word.replace("\\", "\\\\").replace("'", "''") for word in words)
    return " & ".join(f"'{word}':*" for word in quoted)


@compiles(WordsOf, "postgresql")
def _in_postgresql(element: WordsOf, compiler: SQLCompiler, **how: object) -> str:
    message, _, asked = element.clauses
    found = select(_worded.c.id).where(_WORDS.bool_op("@@")(func.to_tsquery(_SIMPLE, asked)))
    return compiler.process(message.in_(found), **how)
