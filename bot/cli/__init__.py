"""The terminal edge: words typed -> verbs of `bot.commands`, views -> pages."""

import sys


def main() -> None:
    """The program `looseends`. Exit status: 0 fine, 1 failed, 2 wrong use."""
    for stream in (sys.stdout, sys.stderr):
        # A lone surrogate, or a terminal that knows fewer characters, must not end the program.
        if reconfigure := getattr(stream, "reconfigure", None):
            reconfigure(errors="backslashreplace")

    from bot.cli.program import program

    program()
