"""Bytes of a file -> UTF-8 -> lines, never more of it in memory than a chunk and a line."""

import codecs
import zlib
from collections.abc import Generator, Iterator
from dataclasses import dataclass
from typing import Final, Protocol

from bot.errors import BadInput
from bot.importers.reading import ReadOptions, Tally

CHUNK: Final = 256 * 1024
"""Bytes read at once."""
LONGEST_LINE: Final = 1024 * 1024
"""Bytes of a line; no message of any platform comes near it."""

_GZIP: Final = b"\x1f\x8b"
_MARKS: Final = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32"),  # before UTF-16, whose mark it begins with
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
_MAGIC: Final = {
    b"\x89PNG": "a PNG picture",
    b"\xff\xd8\xff": "a JPEG picture",
    b"GIF8": "a GIF picture",
    b"%PDF": "a PDF document",
    b"PK\x03\x04": "a ZIP archive",
    b"SQLite format 3\0": "an SQLite database",
    b"\x7fELF": "a program",
    b"(\xb5/\xfd": "a Zstandard archive",
    b"BZh": "a bzip2 archive",
    b"\xfd7zXZ": "an XZ archive",
}
_CONTROLS: Final = bytes({*range(32)} - {*b"\t\n\v\f\r\x1b", *b"\x02\x03\x0f\x11\x16\x1d\x1e\x1f"})
"""Bytes that stand in no text; those of IRC logs (bold, colours ...) do."""
_RARE: Final = 25
"""One in so many bytes may be such a one all the same."""
_UNPACK: Final = "Hand in text or JSON (unpack archives first; .gz is read as it is)."
_RECODE: Final = (
    "Name its encoding (--encoding latin-1) or convert it: iconv -f latin1 -t utf-8 FILE."
)


class Readable(Protocol):
    """A file or a pipe, open for reading bytes."""

    def read(self, size: int, /) -> bytes: ...


@dataclass(frozen=True, slots=True)
class Line:
    """A line without its end; `number` counts from 1."""

    number: int
    text: str


class Source:
    """A file that is being read, with what its reader needs to know.

    Opening it reads the first chunk. Raises BadInput where it is empty, binary, or text in
    another encoding than was said.
    """

    def __init__(self, raw: Readable, options: ReadOptions, tally: Tally) -> None:
        self.options, self.tally = options, tally
        self.position = 0
        self._raw = raw
        self._chunks = self._recoded(self._unzipped())
        self.head = next(self._chunks, b"")
        if not self.head:
            raise self.error("is empty", remedy="Hand in a file with messages.")

    def error(self, problem: str, *, line: int | None = None, remedy: str = "") -> BadInput:
        """A BadInput that names this source."""
        return BadInput(f"{problem}.", source=self.options.name, line=line, remedy=remedy)

    def chunks(self) -> Iterator[bytes]:
        """The whole source as UTF-8, without byte order mark. To be called once."""
        yield self.head
        yield from self._chunks

    def lines(self) -> Iterator[Line]:
        """The lines; those too long or with NUL bytes are set aside. To be called once."""
        for number, raw in enumerate(_split(self.chunks()), 1):
            if raw is None:
                problem = f"is longer than {LONGEST_LINE // 1024} KiB"
                remedy = "A message must fit in one; split it, or choose another --format."
                self.tally.set_aside(self.error(problem, line=number, remedy=remedy))
            elif b"\0" in raw:
                remedy = "Remove them: tr -d '\\000' < FILE."
                self.tally.set_aside(self.error("has NUL bytes", line=number, remedy=remedy))
            else:
                yield Line(number, self.decoded(raw, number).removesuffix("\r"))

    def decoded(self, raw: bytes, line: int) -> str:
        """The text of some bytes of this source. Raises BadInput where they are not UTF-8."""
        try:
            return raw.decode()
        except UnicodeDecodeError as error:
            raise self._misencoded(error, line) from None

    def _misencoded(self, error: UnicodeDecodeError, line: int | None = None) -> BadInput:
        byte = error.object[error.start]
        return self.error(
            f"is not {error.encoding.upper()} (byte 0x{byte:02X})", line=line, remedy=_RECODE
        )

    def _taken(self) -> Iterator[bytes]:
        while chunk := self._full_chunk():
            yield chunk

    def _full_chunk(self) -> bytes:
        """The next bytes; less than a chunk only at the end, whatever a pipe gives at once."""
        parts: list[bytes] = []
        missing = CHUNK
        while missing and (part := self._raw.read(missing)):
            parts.append(part)
            missing -= len(part)
            self.position += len(part)
        return b"".join(parts)

    def _unzipped(self) -> Iterator[bytes]:
        chunks = self._taken()
        first = next(chunks, b"")
        if not first.startswith(_GZIP):
            yield first
            yield from chunks
            return
        try:
            complete = yield from _inflated(first, chunks)
        except zlib.error:
            raise self.error("is damaged: not gzip all through", remedy="Get it anew.") from None
        if not complete:
            raise self.error(
                "is cut short: the gzip data has no end",
                remedy="Get the whole file and import it again.",
            )

    def _recoded(self, chunks: Iterator[bytes]) -> Iterator[bytes]:
        first = next(chunks, b"")
        mark, marked = next((pair for pair in _MARKS if first.startswith(pair[0])), (b"", "utf-8"))
        encoding = self._codec(self.options.encoding or marked)
        if encoding == "utf-8":
            first = first.removeprefix(mark)
            self._refuse_other_than_text(first)
            yield first
            yield from chunks
            return
        decoder = codecs.getincrementaldecoder(encoding)()
        try:
            yield decoder.decode(first).encode()
            for chunk in chunks:
                yield decoder.decode(chunk).encode()
            yield decoder.decode(b"", final=True).encode()
        except UnicodeDecodeError as error:
            raise self._misencoded(error) from None

    def _codec(self, name: str) -> str:
        try:
            return codecs.lookup(name).name
        except LookupError:
            remedy = "Try utf-8, utf-16 or latin-1."
            raise self.error(f'needs a known encoding, not "{name}"', remedy=remedy) from None

    def _refuse_other_than_text(self, first: bytes) -> None:
        kind = next((kind for magic, kind in _MAGIC.items() if first.startswith(magic)), None)
        controls = len(first) - len(first.translate(None, delete=_CONTROLS))
        if kind is None and controls * _RARE > len(first):
            kind = "a binary file (or UTF-16 without its mark)"
        if kind is not None:
            raise self.error(f"is {kind}, not text", remedy=_UNPACK)
        try:
            codecs.getincrementaldecoder("utf-8")().decode(first)
        except UnicodeDecodeError as error:
            line = first.count(b"\n", 0, error.start) + 1
            raise self._misencoded(error, line) from None


def _inflated(first: bytes, chunks: Iterator[bytes]) -> Generator[bytes, None, bool]:
    """Gzip members, one after the other; a small file that swells is given in small pieces.

    Returns whether the last member was complete.
    """
    inflater = zlib.decompressobj(wbits=31)
    packed = first
    while packed:
        if piece := inflater.decompress(packed, CHUNK):
            yield piece
        packed = inflater.unconsumed_tail
        if inflater.eof:
            packed = inflater.unused_data or next(chunks, b"")
            if not packed:
                return True
            inflater = zlib.decompressobj(wbits=31)
        packed = packed or next(chunks, b"")
    return False


def _split(chunks: Iterator[bytes]) -> Iterator[bytes | None]:
    """Lines without their ends; None for one that is too long."""
    rest, too_long = b"", False
    for chunk in chunks:
        *whole, rest = (rest + chunk).split(b"\n")
        for line in whole:
            yield None if too_long or len(line) > LONGEST_LINE else line
            too_long = False
        if len(rest) > LONGEST_LINE:
            rest, too_long = b"", True
    if rest or too_long:
        yield None if too_long else rest
