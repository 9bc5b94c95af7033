"""Progress on standard error: a bar where somebody watches, nothing where a script does."""

import sys
from collections.abc import Callable, Generator
from contextlib import contextmanager
from typing import Final

from rich.progress import (
    BarColumn,
    DownloadColumn,
    MofNCompleteColumn,
    Progress,
    ProgressColumn,
    Task,
    TaskProgressColumn,
    TextColumn,
    TimeRemainingColumn,
)
from rich.table import Column
from rich.text import Text

from bot.cli.screen.console import console

_NAME: Final = 24
_BAR: Final = 12
"""Columns of a bar; it and all that stands beside it fit into eighty."""

Advance = Callable[[int, int, int], None]
"""Takes how far it is, of how much, and how many messages that was."""

Start = Callable[[str, int | None], Advance]
"""Takes a file's name and its size, where that is known."""


class _Rate(ProgressColumn):
    """How many messages a second are read."""

    def render(self, task: Task) -> Text:
        seconds = task.finished_time or task.elapsed
        rate = task.fields["messages"] / seconds if seconds else 0.0
        return Text(f"{rate:,.0f} messages/s" if rate else "", style="aside")


@contextmanager
def reading() -> Generator[Start]:
    """Bars in bytes, one for each file that is started."""
    with _meter(DownloadColumn(), _Rate(), TimeRemainingColumn(compact=True)) as meter:
        yield lambda name, total: _follow(meter, name, total)


@contextmanager
def counting(name: str) -> Generator[Callable[[int, int], None]]:
    """A bar in messages."""
    with _meter(MofNCompleteColumn(), TimeRemainingColumn(compact=True)) as meter:
        advance = _follow(meter, name, None)
        yield lambda done, total: advance(done, total, done)


def _meter(*columns: ProgressColumn) -> Progress:
    screen = console(sys.stderr)
    return Progress(
        TextColumn("  {task.description}", table_column=Column(max_width=_NAME, no_wrap=True)),
        BarColumn(bar_width=_BAR),
        TaskProgressColumn(),
        *columns,
        console=screen,
        transient=True,
        disable=not screen.is_terminal,
    )


def _follow(meter: Progress, name: str, total: int | None) -> Advance:
    task = meter.add_task(name, total=total, messages=0)

    def advance(position: int, total: int, messages: int) -> None:
        meter.update(task, completed=position, total=total, messages=messages)

    return advance
