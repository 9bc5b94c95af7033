"""The condition that a message has some words, for each engine to put in its own way."""

from sqlalchemy.ext.compiler import compiles
from sqlalchemy.sql.compiler import SQLCompiler
from sqlalchemy.sql.functions import FunctionElement


class WordsOf(FunctionElement[bool]):
    """Of the row of a message, and of what is asked in the languages of SQLite and PostgreSQL.

    Without a type: a Boolean would become `... = 1` in SQLite, and the index would not be used.
    """

    inherit_cache = True


@compiles(WordsOf)
def _in_print(element: WordsOf, compiler: SQLCompiler, **how: object) -> str:
    return f"words_of({compiler.process(element.clauses, **how)})"
