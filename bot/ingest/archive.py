"""Imports a file: reads it in batches, takes each in, and remembers how far it came."""

import asyncio
from collections.abc import Callable, Generator, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from hashlib import blake2b
from pathlib import Path
from shutil import copyfileobj
from tempfile import TemporaryFile
from typing import BinaryIO, Final

from bot.errors import BadInput
from bot.importers import (
    READING_VERSION,
    TOLERANCE,
    Format,
    Reading,
    ReadOptions,
    Tally,
    detect,
    read,
)
from bot.ingest.ingest import Ingest
from bot.ingest.receipt import Receipt
from bot.model import Arrival, Edited, ImportCursor, Posted
from bot.ports import MessageLog

BATCH: Final = 2_000
"""Arrivals that are taken in at once, about; a batch ends where a chunk of the file does."""
_BATCH_LIMIT: Final = 4 * BATCH
_BATCH_CHARACTERS: Final = 4 * 1024 * 1024
_SKIPS_BETWEEN_NEWS: Final = 20_000
_HEAD: Final = 64 * 1024


@dataclass(frozen=True, slots=True)
class Archive:
    """A file to import, open at its start. `format` None: it is recognised."""

    file: BinaryIO
    options: ReadOptions
    format: Format | None = None


@dataclass(frozen=True, slots=True)
class Progress:
    """How far an import is: bytes of the file, and arrivals taken in so far in this run."""

    position: int
    total: int
    arrivals: int


@dataclass(frozen=True, slots=True)
class ImportReport:
    """What came of an import.

    `resumed_at` is the byte up to which the same file had been read before; where that was all of
    it, nothing was done. `tally` counts what was left out.
    """

    format: Format
    total: int
    receipt: Receipt = field(default_factory=Receipt)
    resumed_at: int = 0
    tally: Tally = field(default_factory=Tally)

    @property
    def was_known(self) -> bool:
        return self.resumed_at == self.total


@contextmanager
def open_archive(
    path: Path,
    *,
    format: Format | None = None,
    community: str | None = None,
    channel: str | None = None,
    encoding: str | None = None,
) -> Generator[Archive]:
    """The file at `path`, ready for import. Raises BadInput where it cannot be opened."""
    try:
        file = path.open("rb")
        dated = datetime.fromtimestamp(path.stat().st_mtime, UTC)
    except OSError as error:
        problem = f"cannot be opened: {error.strerror}."
        raise BadInput(
            problem, source=str(path), remedy="Check the name and your rights."
        ) from None
    options = ReadOptions(
        dated=dated, name=str(path), community=community, channel=channel, encoding=encoding
    )
    with file:
        yield Archive(file, options, format)


async def import_archive(
    archive: Archive,
    ingest: Ingest,
    log: MessageLog,
    *,
    on_progress: Callable[[Progress], None] = lambda _: None,
) -> ImportReport:
    """Takes in the whole archive; one that was broken off goes on where it was.

    Raises BadInput where the archive cannot be read to its end; what stands before the fault is
    then kept. Raises StoreError.
    """
    with _rewindable(archive.file) as file:
        total = file.seek(0, 2)
        chosen = archive.format or _detected(file, archive.options)
        key = _key(chosen, archive.options)
        resumed_at = _proved(file, await log.cursor(key))
        if 0 < total == resumed_at:
            return ImportReport(chosen, total, resumed_at=total)
        file.seek(0)
        tally, hashed = Tally(tolerance=TOLERANCE), _Hashed(file)
        readings = read(hashed, archive.options, format=chosen, tally=tally)
        batches = _batches(readings, hashed, resumed_at)
        receipt, arrivals = Receipt(), 0
        while (batch := await asyncio.to_thread(next, batches, None)) is not None:
            cursor = batch.cursor(key)
            if batch.arrivals or cursor:
                receipt += await ingest.ingest(batch.arrivals, cursor=cursor)
            arrivals += len(batch.arrivals)
            on_progress(Progress(batch.position, total, arrivals))
            if batch.fault is not None:
                raise _after(batch.fault, kept=arrivals > 0 or resumed_at > 0)
    return ImportReport(chosen, total, receipt, resumed_at, tally)


@dataclass(frozen=True, slots=True)
class _Batch:
    """Arrivals, and how far the file was read with them; without a `proof` that is not kept."""

    arrivals: list[Arrival]
    position: int
    proof: str | None = None
    fault: BadInput | None = None

    def cursor(self, source: str) -> ImportCursor | None:
        return None if self.proof is None else ImportCursor(source, self.proof, self.position)


class _Hashed:
    """A file that proves what was read of it."""

    def __init__(self, file: BinaryIO) -> None:
        self._file = file
        self._hash = blake2b(digest_size=16)
        self._proofs: dict[int, str] = {}
        self.position = 0

    def read(self, size: int, /) -> bytes:
        chunk = self._file.read(size)
        if chunk:
            self._hash.update(chunk)
            self.position += len(chunk)
            self._proofs[self.position] = self._hash.hexdigest()
        return chunk

    def proof(self, position: int) -> str | None:
        """The proof of what stands before `position`, where a chunk ended; forgets older ones."""
        proof = self._proofs.get(position)
        self._proofs = {end: p for end, p in self._proofs.items() if end >= position}
        return proof


def _batches(readings: Iterator[Reading], file: _Hashed, after: int) -> Iterator[_Batch]:
    """Batches of the readings that end after the byte `after`.

    A batch ends where the position moves on, so that a position tells exactly what was taken in.
    """
    arrivals: list[Arrival] = []
    position, size, skipped = after, 0, 0
    try:
        for reading in readings:
            if reading.position <= after:
                skipped += 1
                if skipped % _SKIPS_BETWEEN_NEWS == 0:
                    yield _Batch([], reading.position)
                continue
            is_full = len(arrivals) >= BATCH or size >= _BATCH_CHARACTERS
            if is_full and reading.position > position:
                yield _Batch(arrivals, position, file.proof(position))
                arrivals, size = [], 0
            elif len(arrivals) >= _BATCH_LIMIT:
                yield _Batch(arrivals, position)
                arrivals, size = [], 0
            arrivals.append(reading.arrival)
            size += _characters(reading.arrival)
            position = reading.position
    except BadInput as fault:
        yield _Batch(arrivals, position, fault=fault)
    else:
        yield _Batch(arrivals, file.position, file.proof(file.position))


def _after(fault: BadInput, *, kept: bool) -> BadInput:
    """The fault, with word of what stands before it."""
    if not kept:
        return fault
    remedy = f"What stands before it is kept. {fault.remedy}".rstrip()
    return BadInput(fault.problem, source=fault.source, line=fault.line, remedy=remedy)


def _characters(arrival: Arrival) -> int:
    match arrival:
        case Posted(message=message):
            return len(message.text)
        case Edited(text=text):
            return len(text)
        case _:
            return 0


def _key(format: Format, options: ReadOptions) -> str:
    """What is imported, as what and by which rules: a file may be read into several channels."""
    named = (options.community, options.channel, options.encoding, Path(options.name).name)
    return "/".join((READING_VERSION, format, *(part or "" for part in named)))


def _detected(file: BinaryIO, options: ReadOptions) -> Format:
    file.seek(0)
    return detect(file.read(_HEAD), options)


def _proved(file: BinaryIO, cursor: ImportCursor | None) -> int:
    """How far the file was read before, if it still begins as it did then; else 0."""
    if cursor is None:
        return 0
    file.seek(0)
    hashed = _Hashed(file)
    while hashed.position < cursor.position and hashed.read(
        min(_HEAD, cursor.position - hashed.position)
    ):
        pass
    return cursor.position if hashed.proof(cursor.position) == cursor.fingerprint else 0


@contextmanager
def _rewindable(file: BinaryIO) -> Generator[BinaryIO]:
    """The file itself, or a copy on disk of a pipe."""
    if file.seekable():
        yield file
        return
    with TemporaryFile() as copy:
        copyfileobj(file, copy)
        yield copy
