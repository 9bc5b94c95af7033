"""`looseends demo`: the project's own seed threads, read in front of a newcomer."""

import json
import shlex
from collections.abc import Generator, Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import UTC, datetime
from importlib.resources import as_file, files
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Annotated, Final

import typer
from rich.console import RenderableType

from bot.cli.importing import import_one, summary
from bot.cli.screen.console import print_page
from bot.cli.screen.layout import commands, page, words
from bot.cli.screen.meter import reading
from bot.cli.screen.pages import render
from bot.cli.session import local_now, viewing, with_house
from bot.commands.questions import OPEN, WHY, Listing, Which
from bot.errors import WrongUse
from bot.model import QuestionQuery, State
from bot.views import Hint
from bot.views.moments import day

if TYPE_CHECKING:
    from bot.app import House
    from bot.ingest.archive import Archive, ImportReport

PANEL: Final = "Start here"
COMMUNITY: Final = "seeds"
SAVED: Final = datetime(2026, 5, 18, tzinfo=UTC)
"""When the seed threads were written down: it completes dates such as "Tuesday, 18:04"."""
_SHOWN: Final = 12
"""Entries of the questions page: a screen or two."""


def demonstrate(
    call: typer.Context,
    keep: Annotated[
        Path | None,
        typer.Option(metavar="FILE", help="Keep the demo's database in this new file."),
    ] = None,
) -> None:
    """Read seven example threads, and show what nobody has answered in them."""
    if keep is not None and keep.exists():
        message = f"{keep} is there already. Name a new file: the demo adds to no ledger of yours."
        raise WrongUse(message)
    with TemporaryDirectory(prefix="looseends-") as folder:
        database = keep or Path(folder) / "demo.db"
        with_house(call, lambda house: _play(house, keep), database=database)


async def _play(house: "House", keep: Path | None) -> None:
    reports = await _read(house)
    now = (await house.store.coverage()).read_up_to or SAVED
    number = await _worth_explaining(house)
    context = viewing(house, now=now)
    print_page(
        summary(reports),
        render(await OPEN.run(context, Listing(limit=_SHOWN)), None),
        render(await WHY.run(context, Which(number=number)), None),
        _farewell(number, now, keep),
    )


async def _read(house: "House") -> list["ImportReport"]:
    reports: list[ImportReport] = []
    with reading() as start:
        for name in seeds():
            with _archive(name) as archive:
                reports.append(await import_one(house, archive, start))
    return reports


def seeds() -> Iterator[str]:
    """The names of the threads: those that a gold ledger stands beside."""
    for file in sorted(files("seeds").iterdir(), key=lambda file: file.name):
        if file.name.endswith(".gold.json"):
            yield json.loads(file.read_text("utf-8"))["file"]


@contextmanager
def _archive(name: str) -> Generator["Archive"]:
    from bot.importers import ReadOptions
    from bot.ingest.archive import Archive

    with as_file(files("seeds").joinpath(name)) as path, path.open("rb") as file:
        yield Archive(file, ReadOptions(dated=SAVED, name=name, community=COMMUNITY))


async def _worth_explaining(house: "House") -> int:
    """The first question that is partly answered, since there is most to say about it."""
    partly = QuestionQuery(states=frozenset({State.PARTLY_ANSWERED}), limit=1)
    any_at_all = replace(partly, states=frozenset(State))
    found = [(await house.store.questions(asked)).records for asked in (partly, any_at_all)]
    return next(record.number for records in found for record in records)


def _farewell(number: int, now: datetime, keep: Path | None) -> RenderableType:
    """What to type next."""
    dated = f"Ages count from {day(now, local_now())}, when the last of these messages was written."
    ledger = ("--database", shlex.quote(str(keep or "demo.db")))
    hints = (
        *([] if keep else [Hint("Keep it to play with:", ("demo", "--keep", "demo.db"))]),
        Hint("All that is open:", (*ledger, "questions", "--limit", "100")),
        Hint("Why is it open?", (*ledger, "why", str(number))),
        Hint("Settle it:", (*ledger, "resolve", str(number))),
        Hint("Read your own:", ("import", "FILE")),
        Hint("What else?", ("--help",)),
    )
    return page(words(dated, "aside"), "", commands(hints))


def add(program: typer.Typer) -> None:
    """Add this subcommand to the program."""
    program.command("demo", rich_help_panel=PANEL)(demonstrate)
