"""One large JSON document: its heading, then its list of records, one by one.

Only the brackets are followed here, so that one bad record does not end the reading, and so that
each can be named by its line. (ijson stops for good at the first error, and its paths make deep
nesting quadratic: 200 kB of "[" took all memory.)
"""

import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Final, cast

from bot.importers.source import LONGEST_LINE, Source

LISTS: Final = frozenset({b"messages", b"chunk", b"events"})
"""Keys of the list of records: of DiscordChatExporter and Element, of the client-server API."""
DEEPEST: Final = 64
"""Levels of nesting in a record."""

_TO_BRACKET: Final = re.compile(
    rb'[^"\[\]{}]*+(?:"[^"\\]*+(?:\\.[^"\\]*+)*+"[^"\[\]{}]*+)*+([\[\]{}])', re.DOTALL
)
_LONGEST_STRING: Final = 16 * 1024 * 1024
_KEY: Final = re.compile(rb'"(\w{1,64})"\s{0,64}:\s{0,64}\Z')
_REMEDY: Final = "Get the whole file and import it again."


@dataclass(frozen=True, slots=True)
class Record:
    """An object of the list, and the line on which it starts."""

    line: int
    fields: Mapping[str, Any]


class Document:
    """The document in `source`; `heading` is what stands before the list of records.

    Opening it reads up to the list. Raises BadInput where there is none.
    """

    def __init__(self, source: Source) -> None:
        self._source = source
        self._brackets = _Brackets(source)
        self.heading = self._read_heading()

    def records(self) -> Iterator[Record]:
        """The records, in order; those that cannot be read are set aside. To be called once.

        Raises BadInput where the document ends before the list does.
        """
        brackets, depth, deepest = self._brackets, 0, 0
        for bracket in brackets:
            if bracket in b"{[":
                if depth == 0:
                    brackets.mark()
                    deepest = 0
                depth += 1
                deepest = max(deepest, depth)
            elif depth == 0:
                brackets.drain()
                return
            else:
                depth -= 1
                if depth == 0:
                    yield from self._record(deepest)
        raise self._source.error("is cut short", line=brackets.line, remedy=_REMEDY)

    def _record(self, deepest: int) -> Iterator[Record]:
        line, raw = self._brackets.marked()
        if raw is None:
            self._set_aside(line, f"a record is longer than {LONGEST_LINE // 1024} KiB")
        elif deepest > DEEPEST:
            self._set_aside(line, f"a record is nested more than {DEEPEST} levels deep")
        else:
            try:
                fields = json.loads(self._source.decoded(raw, line))
            except ValueError:
                self._set_aside(line, "a record is no JSON")
                return
            if isinstance(fields, dict):
                yield Record(line, cast("dict[str, Any]", fields))
            else:
                self._set_aside(line, "a record is no object")

    def _set_aside(self, line: int, problem: str) -> None:
        self._source.tally.set_aside(
            self._source.error(problem, line=line, remedy="It was left out.")
        )

    def _read_heading(self) -> Mapping[str, Any]:
        depth = 0
        self._brackets.mark()
        for bracket in self._brackets:
            if bracket == b"[" and (depth == 0 or (depth == 1 and self._brackets.key in LISTS)):
                return self._parsed_heading(depth)
            depth += 1 if bracket in b"{[" else -1
            if depth > DEEPEST:
                break
        remedy = "Is it an export of another kind? Choose its --format."
        raise self._source.error("is JSON without a list of messages", remedy=remedy)

    def _parsed_heading(self, depth: int) -> Mapping[str, Any]:
        line, raw = self._brackets.marked()
        if depth == 0 or raw is None:
            return {}
        try:
            return json.loads(self._source.decoded(raw[:-1] + b"null}", line))
        except ValueError:
            raise self._source.error("has a damaged heading", line=line, remedy=_REMEDY) from None


class _Brackets(Iterator[bytes]):
    """The brackets of a JSON text, outside of strings, and what stands between two of them."""

    def __init__(self, source: Source) -> None:
        self._source = source
        self._chunks = source.chunks()
        self._buffer = b""
        self._at = 0
        self._mark: int | None = None
        self._marked_line = self.line = 1

    def __next__(self) -> bytes:
        while True:
            match = _TO_BRACKET.match(self._buffer, self._at)
            if match is not None:
                self.line += self._buffer.count(b"\n", self._at, match.end())
                self._at = match.end()
                return match[1]
            self._fill()

    def mark(self) -> None:
        """Keep what is read from here on, the last bracket included."""
        self._mark, self._marked_line = max(self._at - 1, 0), self.line

    def marked(self) -> tuple[int, bytes | None]:
        """What was kept, and the line on which it starts; None where it was too much."""
        start, self._mark = self._mark, None
        if start is None or self._at - start > LONGEST_LINE:
            return self._marked_line, None
        return self._marked_line, self._buffer[start : self._at]

    @property
    def key(self) -> bytes | None:
        """The key before the last bracket."""
        match = _KEY.search(self._buffer[max(self._at - 200, 0) : self._at - 1])
        return match[1] if match else None

    def drain(self) -> None:
        """Reads what is left, so that damage at the end is noticed."""
        for _ in self._chunks:
            pass

    def _fill(self) -> None:
        """More bytes: at least as many as wait, so that a long string is not gone over too often.

        Raises StopIteration at the end of the source.
        """
        if self._mark is not None and self._at - self._mark > LONGEST_LINE:
            self._mark = None
        start = self._at if self._mark is None else self._mark
        waiting = [self._buffer[start:]]
        wanted = len(self._buffer) - self._at
        if wanted > _LONGEST_STRING:
            problem = f"has a string of more than {_LONGEST_STRING >> 20} MiB"
            raise self._source.error(problem, line=self.line, remedy=_REMEDY)
        for chunk in self._chunks:
            waiting.append(chunk)
            wanted -= len(chunk)
            if wanted < 0:
                break
        if len(waiting) == 1:
            raise StopIteration
        self._buffer = b"".join(waiting)
        self._at -= start
        if self._mark is not None:
            self._mark = 0
