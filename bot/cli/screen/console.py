"""The terminal itself: two consoles, and how errors look."""

import re
import shlex
import sys
from collections.abc import Iterable
from typing import Final, TextIO

from rich.console import Console, RenderableType
from rich.text import Text

from bot.cli.screen.layout import PROGRAM, WIDEST
from bot.cli.screen.pages import render
from bot.cli.screen.theme import THEME
from bot.errors import BadInput, LooseEndsError, WrongUse
from bot.views import ExportView, View

FAILED: Final = 1
WRONG_USE: Final = 2

_BLANKS: Final = re.compile(r" +$", re.MULTILINE)


def console(stream: TextIO | None = None) -> Console:
    """A console on the stream (standard output), with the lines at a readable length.

    Plain where the stream is no terminal, or the reader has set NO_COLOR.
    """
    screen = Console(
        file=stream or sys.stdout, theme=THEME, markup=False, highlight=False, emoji=False
    )
    if screen.width > WIDEST:
        screen.width = WIDEST
    return screen


def put(text: str) -> None:
    """Text on standard output, at once: a reader who has left is noticed here, not at the end."""
    sys.stdout.write(text)
    sys.stdout.flush()


def print_page(*parts: RenderableType) -> None:
    """A page, with a blank line below and no blanks at the ends of its lines."""
    screen = console()
    with screen.capture() as page:
        screen.print(*parts, "", sep="\n")
    put(_BLANKS.sub("", page.get()))


def print_view(view: View, database: str | None = None) -> None:
    """The page of a view. What it says to type next names the `database` that this call named.

    What is a document of its own is given as that.
    """
    if isinstance(view, ExportView):
        put(view.markdown)
        return
    named = f"{PROGRAM} --database {shlex.quote(database)}" if database else PROGRAM
    print_page(render(view, named))


def print_lines(lines: Iterable[str]) -> None:
    """Lines for a script: as they are, never wrapped."""
    sys.stdout.writelines(f"{line}\n" for line in lines)
    sys.stdout.flush()


def complain(error: LooseEndsError) -> int:
    """Say on standard error what went wrong; the exit status that goes with it."""
    sentence, remedy = str(error), error.remedy if isinstance(error, BadInput) else ""
    sentence = sentence.removesuffix(remedy).rstrip()
    line = Text.assemble((sentence, "bad"), f" {remedy}" if remedy else "")
    console(sys.stderr).print(line, soft_wrap=True)
    return WRONG_USE if isinstance(error, WrongUse | BadInput) else FAILED
