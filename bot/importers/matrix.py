"""A Matrix room as events: Element's JSON export, an array, or one event a line.

Threads stay in their room: a message of a thread replies to what it names, or to the thread's
root.
"""

import json
from collections.abc import Iterator
from typing import Any, Final, cast

from pydantic import ValidationError

from bot.importers.document import Document, Record
from bot.importers.matrix_room import Room
from bot.importers.matrix_shapes import Event
from bot.importers.reading import Reading
from bot.importers.shapes import complaint
from bot.importers.source import Source

_EXPECTED: Final = 'An event has "type", "event_id", "sender", "origin_server_ts" and "content".'


def read_matrix(source: Source) -> Iterator[Reading]:
    """A reading per message, edit, redaction and reaction, in the order of the export."""
    if is_lines(source.head):
        heading, records = dict[str, Any](), _lines(source)
    else:
        document = Document(source)
        heading, records = document.heading, document.records()
    room = Room(heading, source.options, source.tally)
    for record in records:
        try:
            arrivals = list(room.arrivals(Event.model_validate(record.fields)))
        except ValidationError as error:
            _set_aside(source, record.line, complaint(error))
        else:
            yield from (Reading(arrival, source.position) for arrival in arrivals)
    for _ in range(room.unclaimed()):
        source.tally.pass_over("edit-without-message")


def is_lines(head: bytes) -> bool:
    """Whether the first line is an event of its own."""
    fields = _parsed(head.partition(b"\n")[0])
    return fields is not None and "event_id" in fields


def _lines(source: Source) -> Iterator[Record]:
    for line in source.lines():
        if not line.text or line.text.isspace():
            continue
        fields = _parsed(line.text)
        if fields is None:
            _set_aside(source, line.number, "is no event")
        else:
            yield Record(line.number, fields)


def _parsed(text: str | bytes) -> dict[str, Any] | None:
    try:
        value = json.loads(text)
    except (ValueError, RecursionError):
        return None
    return cast("dict[str, Any]", value) if isinstance(value, dict) else None


def _set_aside(source: Source, line: int, problem: str) -> None:
    source.tally.set_aside(source.error(problem, line=line, remedy=_EXPECTED))
