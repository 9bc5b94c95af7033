"""Imports a file: reads it in portions, takes each in, and remembers how far it came."""

from asyncio import gather, to_thread
from collections.abc import Callable, Generator, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from shutil import copyfileobj
from tempfile import TemporaryFile
from typing import BinaryIO, Final, TypeVar

from bot.errors import BadInput
from bot.importers import (
    READING_VERSION,
    TOLERANCE,
    Format,
    ReadOptions,
    Tally,
    detect,
    read,
)
from bot.ingest.collector import patient_collector
from bot.ingest.ingest import Ingest
from bot.ingest.portions import Portion, Proven, portions, proved
from bot.ingest.receipt import Receipt
from bot.ports import MessageLog

_T = TypeVar("_T")

_HEAD: Final = 64 * 1024


@dataclass(frozen=True, slots=True)
class Archive:
    """A file to import, open at its start. `format` None: it is recognised."""

    file: BinaryIO
    options: ReadOptions
    format: Format | None = None


@dataclass(frozen=True, slots=True)
class Progress:
    """How far an import is: bytes of the file, and arrivals taken in so far in this run. Of what is
    being taken in, about as much counts as was derived.
    """

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
    with patient_collector(), _rewindable(archive.file) as file:
        total = file.seek(0, 2)
        chosen = archive.format or _detected(file, archive.options)
        key = _key(chosen, archive.options)
        resumed_at = proved(file, await log.cursor(key))
        if 0 < total == resumed_at:
            return ImportReport(chosen, total, resumed_at=total)
        file.seek(0)
        tally, proven = Tally(tolerance=TOLERANCE), Proven(file)
        readings = read(proven, archive.options, format=chosen, tally=tally)
        coming = portions(readings, proven, resumed_at)
        receipt, meter = Receipt(), _Meter(resumed_at, total, on_progress)
        portion = await _next(coming, ingest)
        while portion is not None:
            taking = _take_in(portion, key, ingest, meter.over(portion))
            taken, following = await gather(taking, _next(coming, ingest), return_exceptions=True)
            receipt += _whole(taken)
            meter.past(portion)
            if portion.fault is not None:
                raise _after(portion.fault, kept=meter.position > 0)
            portion = _whole(following)
    return ImportReport(chosen, total, receipt, resumed_at, tally)


class _Meter:
    """Tells how far the import is, also between the ends of two portions."""

    def __init__(self, position: int, total: int, tell: Callable[[Progress], None]) -> None:
        self.position = position
        self.arrivals = 0
        self._total = total
        self._tell = tell

    def over(self, portion: Portion) -> Callable[[int], None]:
        """What hears of the turns that are derived for this portion: each is twice, once linked and
        once resolved, and a few around them are too.
        """
        all_turns, derived = 2 * len(portion.arrivals), 0

        def on_derived(turns: int) -> None:
            nonlocal derived
            derived = min(derived + turns, all_turns)
            share = derived / all_turns
            position = self.position + int(share * (portion.position - self.position))
            arrivals = self.arrivals + int(share * len(portion.arrivals))
            self._tell(Progress(position, self._total, arrivals))

        return on_derived

    def past(self, portion: Portion) -> None:
        self.position = portion.position
        self.arrivals += len(portion.arrivals)
        self._tell(Progress(self.position, self._total, self.arrivals))


async def _next(coming: Iterator[Portion], ingest: Ingest) -> Portion | None:
    """The next portion, read and split while the one before is written."""
    portion = await to_thread(next, coming, None)
    if portion is not None:
        await ingest.foresee(portion.arrivals)
    return portion


async def _take_in(
    portion: Portion, key: str, ingest: Ingest, on_derived: Callable[[int], None]
) -> Receipt:
    cursor = portion.cursor(key)
    if not (portion.arrivals or cursor):
        return Receipt()
    return await ingest.ingest(portion.arrivals, cursor=cursor, on_derived=on_derived)


def _whole(outcome: _T | BaseException) -> _T:
    """What came of it. Raises what it raised."""
    if isinstance(outcome, BaseException):
        raise outcome
    return outcome


def _after(fault: BadInput, *, kept: bool) -> BadInput:
    """The fault, with word of what stands before it."""
    if not kept:
        return fault
    remedy = f"What stands before it is kept. {fault.remedy}".rstrip()
    return BadInput(fault.problem, source=fault.source, line=fault.line, remedy=remedy)


def _key(format: Format, options: ReadOptions) -> str:
    """What is imported, as what and by which rules: a file may be read into several channels."""
    named = (options.community, options.channel, options.encoding, Path(options.name).name)
    return "/".join((READING_VERSION, format, *(part or "" for part in named)))


def _detected(file: BinaryIO, options: ReadOptions) -> Format:
    file.seek(0)
    return detect(file.read(_HEAD), options)


@contextmanager
def _rewindable(file: BinaryIO) -> Generator[BinaryIO]:
    """The file itself, or a copy on disk of a pipe. Raises BadInput where there is no room."""
    if file.seekable():
        yield file
        return
    with TemporaryFile() as copy:
        try:
            copyfileobj(file, copy)
        except OSError as error:
            raise BadInput(
                f"cannot be kept while it is read: {error.strerror}.",
                remedy="Make room in the directory for temporary files, or hand in a file.",
            ) from None
        yield copy
