"""The floor: what it costs to read the lines and insert the same rows, with nothing understood.

`python -m benchmarks.floor LINES DATABASE`
"""

import json
import sqlite3
import sys
from collections.abc import Iterable, Iterator
from itertools import islice
from pathlib import Path

FIELDS = ("channel", "id", "author", "at", "text", "reply_to")
BATCH = 5_000


def rows(lines: Iterable[bytes]) -> Iterator[tuple[str | None, ...]]:
    for line in lines:
        fields = json.loads(line)
        yield tuple(fields.get(name) for name in FIELDS)


def insert(source: Path, database: Path) -> None:
    """One table, one transaction a batch, in the journal mode of the real store."""
    connection = sqlite3.connect(database)
    connection.execute("PRAGMA journal_mode = WAL")
    connection.execute(f"CREATE TABLE message ({', '.join(FIELDS)}, PRIMARY KEY (channel, id))")
    with source.open("rb") as lines:
        waiting = rows(lines)
        while batch := list(islice(waiting, BATCH)):
            with connection:
                connection.executemany("INSERT INTO message VALUES (?, ?, ?, ?, ?, ?)", batch)
    connection.close()


if __name__ == "__main__":
    insert(Path(sys.argv[1]), Path(sys.argv[2]))
