"""Progress on standard error: a bar where somebody watches, nothing where a script does."""

import sys
from collections.abc import Callable, Generator
from contextlib import contextmanager

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
from rich.text import Text

from bot.cli.screen import console

Advance = Callable[[int, int, int], None]
"""Takes how far it is, of how much, and how many messages that was."""


class _Rate(ProgressColumn):
    """Messages read so far, and how many a second."""

    def render(self, task: Task) -> Text:
        messages = int(task.fields["messages"])
        rate = f" · {messages / task.elapsed:,.0f}/s" if task.elapsed and messages else ""
        return Text(f"{messages:,} messages{rate}", style="aside")


@contextmanager
def reading() -> Generator[Callable[[str], Advance]]:
    """Starts a bar for each file that is named to it; in bytes."""
    with _meter(DownloadColumn(), _Rate(), TimeRemainingColumn(compact=True)) as meter:
        yield lambda name: _follow(meter, name)


@contextmanager
def counting(name: str) -> Generator[Callable[[int, int], None]]:
    """A bar in messages."""
    with _meter(MofNCompleteColumn(), TimeRemainingColumn(compact=True)) as meter:
        advance = _follow(meter, name)
        yield lambda done, total: advance(done, total, done)


def _meter(*columns: ProgressColumn) -> Progress:
    screen = console(sys.stderr)
    return Progress(
        TextColumn("  {task.description}"),
        BarColumn(bar_width=20),
        TaskProgressColumn(),
        *columns,
        console=screen,
        transient=True,
        disable=not screen.is_terminal,
    )


def _follow(meter: Progress, name: str) -> Advance:
    task = meter.add_task(name, total=None, messages=0)

    def advance(position: int, total: int, messages: int) -> None:
        meter.update(task, completed=position, total=total, messages=messages)

    return advance
