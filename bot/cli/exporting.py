"""`looseends export`: the whole ledger as a document, into a file or down a pipe."""

import contextlib
import os
from collections.abc import AsyncIterator
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from bot.cli.screen.console import put
from bot.cli.session import viewing, with_house
from bot.cli.verbs import LEDGER
from bot.commands import export
from bot.errors import LooseEndsError
from bot.views.export import EXPORTS

if TYPE_CHECKING:
    from bot.app import House


def export_ledger(
    call: typer.Context,
    layout: Annotated[
        str, typer.Option("--format", metavar="FORMAT", help=f"One of: {', '.join(EXPORTS)}.")
    ] = next(iter(EXPORTS)),
    out: Annotated[
        Path | None,
        typer.Option("--out", metavar="FILE", help="Write into this file; standard output if not."),
    ] = None,
    channel: Annotated[
        str | None,
        typer.Option(metavar="CHANNEL", help="Only this channel, by name or id."),
    ] = None,
) -> None:
    """Write out all questions and claims: Markdown, CSV, JSON or Argdown."""

    async def work(house: "House") -> None:
        document = export(viewing(house), layout, channel)
        await (_print(document) if out is None else _write(document, out))

    with_house(call, work)


async def _print(document: AsyncIterator[str]) -> None:
    async for piece in document:
        put(piece)


async def _write(document: AsyncIterator[str], out: Path) -> None:
    """Write the file whole or not at all: under another name first."""
    unfinished = out.with_name(f"{out.name}.part")
    try:
        with unfinished.open("w", encoding="utf-8", errors="backslashreplace", newline="") as file:
            async for piece in document:
                file.write(piece)
            file.flush()
            os.fsync(file.fileno())
        unfinished.replace(out)
    except OSError as error:
        message = f"{out} cannot be written: {error.strerror}. Choose another --out."
        raise LooseEndsError(message) from error
    finally:
        with contextlib.suppress(OSError):
            unfinished.unlink()


def add(program: typer.Typer) -> None:
    """Add this subcommand to the program."""
    program.command("export", rich_help_panel=LEDGER)(export_ledger)
