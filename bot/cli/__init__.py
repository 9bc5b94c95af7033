"""The terminal edge: words typed -> verbs of `bot.commands`, views -> pages.

program    the program and its subcommands; session: one call of it
verbs      the verbs of the house as subcommands
demo       what a newcomer sees first; importing, exporting: archives; running: the bot
caring     the ledger checked, mended and copied
measuring  how often the rules are right
piping     JSON lines in, JSON lines out
screen     colours, columns, progress, pages
"""

import sys
from io import TextIOWrapper
from typing import TextIO


def main() -> None:
    """The program `looseends`. Exit status: 0 fine, 1 failed, 2 wrong use."""
    for stream in (sys.stdout, sys.stderr):
        _never_fail(stream)

    from bot.cli.program import program

    program()


def _never_fail(stream: TextIO) -> None:
    """Files and pipes are UTF-8 (so are JSON lines), terminals what they are; a character that
    has no place there is written as an escape.
    """
    if isinstance(stream, TextIOWrapper):
        encoding = stream.encoding if stream.isatty() else "utf-8"
        stream.reconfigure(encoding=encoding, errors="backslashreplace")
