"""`looseends import`: files that people bring -> the ledger."""

import os
import sys
from collections.abc import Generator, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Final

import typer
from rich.console import RenderableType

from bot.cli.screen.console import complain, console, print_page
from bot.cli.screen.layout import counted, dotted, indented, page, words
from bot.cli.screen.meter import Start, reading
from bot.cli.session import log, with_house
from bot.cli.verbs import LEDGER
from bot.clock import utc_now
from bot.errors import BadInput, WrongUse
from bot.views.text import shown

if TYPE_CHECKING:
    from bot.app import House
    from bot.importers import Format
    from bot.ingest.archive import Archive, ImportReport

STDIN: Final = Path("-")
PASTE: Final = "paste"
"""What standard input is called, as a channel too, unless `--channel` says otherwise."""
_NAMED: Final = 5
"""Messages that are named of those that stayed out of a file."""
_FORMATS: Final = "One of: forum, transcript, discord, matrix, jsonl."
STOPPED: Final = 130
"""Exit status after Ctrl-C, as shells have it."""


@dataclass(frozen=True, slots=True)
class Naming:
    """What goes before what the files say of themselves."""

    format: "Format | None" = None
    community: str | None = None
    channel: str | None = None
    encoding: str | None = None


def import_files(
    call: typer.Context,
    files: Annotated[
        list[Path], typer.Argument(metavar="FILE...", help="Files; - is standard input.")
    ],
    layout: Annotated[
        str | None,
        typer.Option("--format", metavar="FORMAT", help=f"{_FORMATS} Found out unless given."),
    ] = None,
    community: Annotated[
        str | None, typer.Option(metavar="NAME", help="The community that they belong to.")
    ] = None,
    channel: Annotated[
        str | None, typer.Option(metavar="NAME", help="The channel or thread that they hold.")
    ] = None,
    encoding: Annotated[
        str | None, typer.Option(metavar="NAME", help="How they are encoded; UTF-8 unless given.")
    ] = None,
) -> None:
    """Read discussions: a pasted page, a transcript, a Discord or Matrix export, JSON lines."""
    naming = Naming(_format(layout), community, channel, encoding)
    try:
        status = with_house(call, lambda house: _import_all(house, files, naming))
    except KeyboardInterrupt:
        told = "Stopped. What was read is kept; the same command goes on from there."
        console(sys.stderr).print(told)
        raise typer.Exit(STOPPED) from None
    raise typer.Exit(status)


def _format(layout: str | None) -> "Format | None":
    from bot.importers import Format

    if layout is None:
        return None
    if layout not in set(Format):
        message = f'There is no format "{layout}". Choose one of {", ".join(Format)}.'
        raise WrongUse(message)
    return Format(layout)


async def _import_all(house: "House", files: Sequence[Path], naming: Naming) -> int:
    """Import one file after the other; one that cannot be read does not stop the others."""
    reports: list[ImportReport] = []
    status = 0
    with reading() as start:
        for file in files:
            try:
                with _opened(file, naming) as archive:
                    reports.append(await import_one(house, archive, start))
            except BadInput as error:
                status = complain(error)
    if reports:
        print_page(summary(reports))
    return status


@contextmanager
def _opened(file: Path, naming: Naming) -> Generator["Archive"]:
    from bot.importers import ReadOptions
    from bot.ingest.archive import Archive, open_archive

    if file != STDIN:
        with open_archive(file, **asdict(naming)) as archive:
            yield archive
        return
    options = ReadOptions(
        dated=utc_now(),
        name=PASTE,
        community=naming.community,
        channel=naming.channel,
        encoding=naming.encoding,
    )
    yield Archive(sys.stdin.buffer, options, naming.format)


async def import_one(house: "House", archive: "Archive", start: Start) -> "ImportReport":
    """Import a file, and let the meter know how far it is."""
    from bot.ingest.archive import import_archive

    size = archive.file.seek(0, os.SEEK_END) if archive.file.seekable() else None
    advance = start(Path(archive.options.name).name, size)
    report = await import_archive(
        archive,
        house.ingest,
        house.store,
        on_progress=lambda now: advance(now.position, now.total, now.arrivals),
    )
    receipt = report.receipt
    left_out = report.tally.bad + len(receipt.set_aside)
    log(house, "archive-read", format=report.format, new=receipt.new, left_out=left_out)
    return report


def summary(reports: Sequence["ImportReport"]) -> RenderableType:
    """A page: what was read, what was new in it, what was left out and why."""
    receipt = sum((report.receipt for report in reports[1:]), reports[0].receipt)
    facts = (
        words(f"Read {counted(len(reports), 'file')}", "title"),
        counted(receipt.new, "new message"),
        f"{receipt.unchanged:,} unchanged" if receipt.unchanged else "",
        counted(receipt.edited, "edit") if receipt.edited else "",
        counted(receipt.deleted, "deletion") if receipt.deleted else "",
        counted(receipt.questions, "question"),
    )
    return page(dotted(*facts), *_left_out(reports))


def _left_out(reports: Sequence["ImportReport"]) -> Iterator[RenderableType]:
    known = sum(report.was_known for report in reports)
    if known:
        yield words(f"{counted(known, 'file')} had been read before, to the last byte.", "aside")
    bad = sum(report.tally.bad + len(report.receipt.set_aside) for report in reports)
    if bad:
        yield words(f"{counted(bad, 'record')} could not be read and stayed out:", "warning")
    for report in reports:
        for error in report.tally.named:
            yield indented(words(shown(str(error))))
        for ref in report.receipt.set_aside[:_NAMED]:
            yield indented(words(shown(f"message {ref.message} of {ref.channel.channel}")))
    underived = {ref for report in reports for ref in report.receipt.underived}
    if underived:
        told = "could not be linked or judged, by a fault of ours; the messages are kept:"
        yield words(f"{counted(len(underived), 'channel')} {told}", "warning")
        for ref in sorted(underived)[:_NAMED]:
            yield indented(words(shown(ref.channel)))


def add(program: typer.Typer) -> None:
    """Add this subcommand to the program."""
    program.command("import", rich_help_panel=LEDGER)(import_files)
