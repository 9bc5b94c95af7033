"""The JSONL verbs as subcommands: standard input -> standard output, for pipes."""

import sys
from collections.abc import Callable, Iterable, Iterator
from functools import partial
from typing import Annotated, Final

import typer

from bot.cli.piping.extractors import RULES, ExtractorOption
from bot.cli.screen.console import print_lines

PANEL: Final = "JSON lines, in and out"


def extract(call: typer.Context, extractor: ExtractorOption = RULES) -> None:
    """Split messages into claims and questions: a line a message in, a line a message out."""
    from bot.cli.piping.protocol import extract_lines, extracted_lines
    from bot.cli.piping.splitting import splitting

    if extractor == RULES:
        _answer(extract_lines)
    else:
        _answer(partial(extracted_lines, split=splitting(call, extractor)))


def ledger(
    call: typer.Context,
    links: Annotated[
        bool,
        typer.Option("--links", metavar="", help="Who replies to whom instead: a line a message."),
    ] = False,
    extractor: ExtractorOption = RULES,
) -> None:
    """Derive a ledger from messages, without a database: a line a question out."""
    from bot.cli.piping.protocol import ledger_lines, link_lines
    from bot.cli.piping.splitting import splitting

    verb = link_lines if links else ledger_lines
    _answer(partial(verb, split=splitting(call, extractor)))


def similar() -> None:
    """Tell whether two texts ask the same."""
    from bot.cli.piping.protocol import similar_lines

    _answer(similar_lines)


def _answer(verb: Callable[[Iterable[bytes]], Iterator[str]]) -> None:
    print_lines(verb(sys.stdin.buffer))


def add(program: typer.Typer) -> None:
    """Add these subcommands to the program."""
    for subcommand in (extract, ledger, similar):
        program.command(rich_help_panel=PANEL)(subcommand)
