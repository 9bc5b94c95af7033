"""A large ledger, quickly: a small one that was really imported, copied within its database.

The rows are the program's own, whatever its tables hold today: keys are shifted as the schema
says, channels renamed, moments moved on, so that each copy is another stretch of talk.
"""

import sqlite3
from pathlib import Path

from sqlalchemy import Column

from bot.store.schema import metadata

COPIED = ("channel", "message", "question", "segment", "link", "standing", "reply", "tally")
COUNTED = ("channel", "message", "question")
MOMENTS = {"at", "asked_at", "edited_at", "snoozed_until"}


def multiply(database: Path, copies: int) -> None:
    """Let the ledger hold `copies` times what it holds; one copy is the original itself."""
    if copies == 1:
        return
    connection = sqlite3.connect(database, isolation_level=None)

    def one(query: str) -> int:
        return connection.execute(query).fetchone()[0]

    steps = {f"{table}.id": one(f"SELECT max(id) FROM {table}") for table in COUNTED}
    steps["number"] = one("SELECT max(number) FROM question")
    steps["moment"] = one("SELECT max(at) - min(at) FROM message")
    connection.execute("PRAGMA synchronous = OFF")
    connection.execute("BEGIN")
    connection.execute(f"CREATE TEMP TABLE copy AS {_numbers(copies)}")
    for name in COPIED:
        columns = list(metadata.tables[name].columns)
        names = ", ".join(f'"{column.name}"' for column in columns)
        moved = ", ".join(_moved(column, steps) for column in columns)
        connection.execute(
            f"INSERT INTO {name} ({names}) SELECT {moved} FROM {name} AS old, copy ORDER BY k"
        )
    connection.execute("UPDATE community SET last_number = (SELECT max(number) FROM question)")
    connection.execute("INSERT INTO message_words (message_words) VALUES ('rebuild')")
    connection.execute("COMMIT")
    connection.execute("ANALYZE")
    connection.close()


def _numbers(copies: int) -> str:
    return (
        f"WITH RECURSIVE n(k) AS (SELECT 1 UNION ALL SELECT k + 1 FROM n WHERE k < {copies - 1})"
        " SELECT k FROM n"
    )


def _moved(column: Column[object], steps: dict[str, int]) -> str:
    """The column's value in the k-th copy."""
    value = f'old."{column.name}"'
    step = next((steps[key] for key in _keys(column) if key in steps), None)
    if step is not None:
        return f"{value} + k * {step}"
    if column.table.name == "channel" and column.name in {"external", "name"}:
        return f"{value} || '-' || k"
    return value


def _keys(column: Column[object]) -> list[str]:
    """By which step the column may move: its own key, the key that it refers to, or its kind."""
    referred = [key.target_fullname for key in column.foreign_keys]
    kind = ["moment"] if column.name in MOMENTS else []
    return [f"{column.table.name}.{column.name}", *referred, *kind, *_number(column)]


def _number(column: Column[object]) -> list[str]:
    return ["number"] if column.name == "number" else []
