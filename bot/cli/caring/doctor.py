"""`looseends doctor`: is everything as it should be, and if not, what to do."""

import asyncio
import os
import shutil
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Final

import typer
from rich.text import Text

from bot.cli.screen.console import FAILED, print_page
from bot.cli.screen.layout import labelled, page, words
from bot.cli.session import settings_of, with_house
from bot.errors import ConfigurationError, StoreError

if TYPE_CHECKING:
    from bot.app import House
    from bot.settings import Settings

PANEL: Final = "Upkeep"
_MEGABYTE: Final = 1_000_000
_SCARCE: Final = 500
"""Free megabytes below which there is a warning."""
_MIGRATE: Final = "Run: looseends migrate"
_TOO_FEW: Final = 20
"""Free megabytes below which nothing should be written any more."""


class Health(StrEnum):
    """How something is."""

    OK = "ok"
    WARN = "warn"
    FAIL = "fail"


@dataclass(frozen=True, slots=True)
class Finding:
    """What was looked at, how it is, and what to do about it."""

    subject: str
    health: Health
    words: str
    remedy: str = ""


def examine(
    call: typer.Context,
    thorough: Annotated[
        bool,
        typer.Option("--thorough", metavar="", help="Compare the indexes with the tables too."),
    ] = False,
) -> None:
    """Check settings, database, disk and terminal; exit status 1 when something fails."""
    found = list(findings(call, thorough=thorough))
    print_page(page(labelled(map(_line, found))))
    if any(finding.health is Health.FAIL for finding in found):
        raise typer.Exit(FAILED)


def _line(finding: Finding) -> tuple[Text, list[Text]]:
    style = {Health.OK: "good", Health.WARN: "warning", Health.FAIL: "bad"}[finding.health]
    label = Text.assemble((f"{finding.health:<4}", style), f"  {finding.subject}")
    remedy = [words(finding.remedy)] if finding.remedy else []
    return label, [words(finding.words, "aside"), *remedy]


def findings(call: typer.Context, *, thorough: bool = False) -> Iterator[Finding]:
    """Everything that was looked at, one after the other."""
    try:
        settings = settings_of(call)
    except ConfigurationError as error:
        yield Finding("settings", Health.FAIL, str(error))
    else:
        yield _variables()
        yield from _encryption(settings)
        yield from _model(settings)
        yield from _database(call, settings, thorough)
    yield _terminal()


def _variables() -> Finding:
    from bot.settings import unknown_variables

    if unknown := unknown_variables():
        return Finding(
            "settings",
            Health.WARN,
            f"Nobody reads {', '.join(unknown)}.",
            "Compare the names with .env.example.",
        )
    return Finding("settings", Health.OK, "All of them are understood.")


def _encryption(settings: "Settings") -> Iterator[Finding]:
    from bot.cli.caring.sealed_rooms import encryption

    if settings.matrix.is_set_up:
        yield encryption(settings)


def _model(settings: "Settings") -> Iterator[Finding]:
    from bot.cli.caring.model_checkup import model
    from bot.modelling import BY_MODEL

    if settings.llm.is_set_up or settings.extractor in BY_MODEL:
        yield model(settings)


def _database(call: typer.Context, settings: "Settings", thorough: bool) -> Iterator[Finding]:
    from bot.store.database.checkup import database_file

    file = database_file(settings.database_url)
    if file is not None:
        yield _disk(file)
    if file is not None and not file.exists():
        yield Finding("database", Health.OK, f"{file} is not there yet; the first import makes it.")
        return
    yield (found := _ledger(settings.database_url, file, thorough))
    if found.health is Health.OK:
        yield _rules(call)


def _disk(file: Path) -> Finding:
    folder = next(place for place in file.absolute().parents if place.exists())
    free = shutil.disk_usage(folder).free // _MEGABYTE
    told = f"{free:,} MB are free in {folder}."
    if not os.access(file if file.exists() else folder, os.W_OK):
        remedy = "Change its permissions, or name another file with --database."
        return Finding("disk", Health.FAIL, f"{folder} cannot be written to.", remedy)
    if free < _SCARCE:
        health = Health.FAIL if free < _TOO_FEW else Health.WARN
        return Finding("disk", health, told, "Make room: a ledger needs some 2 kB a message.")
    return Finding("disk", Health.OK, told)


def _ledger(url: str, file: Path | None, thorough: bool) -> Finding:
    from bot.store.database.checkup import check_up

    try:
        found = asyncio.run(check_up(url, thorough=thorough))
    except StoreError as error:
        return Finding("database", Health.FAIL, str(error))
    name = file or "It"
    if found.fault:
        remedy = "Restore a copy, or import the archives into a new file."
        return Finding("database", Health.FAIL, f"{name} is damaged: {found.fault}.", remedy)
    if (found.schema or "") > found.newest:
        remedy = "Install the newest release, or name another file with --database."
        return Finding("database", Health.FAIL, f"{name} is of a newer release.", remedy)
    if found.schema != found.newest:
        return Finding("database", Health.WARN, f"{name} is of an older release.", _MIGRATE)
    return Finding("database", Health.OK, f"{name} is whole; schema {found.schema}.")


def _rules(call: typer.Context) -> Finding:
    try:
        outdated = with_house(call, _outdated)
    except (ConfigurationError, StoreError) as error:
        return Finding("rules", Health.FAIL, str(error))
    if outdated:
        told = f"{outdated} channels were derived by the rules of another release."
        return Finding("rules", Health.WARN, told, _MIGRATE)
    return Finding("rules", Health.OK, "The ledger is derived by the rules of this release.")


async def _outdated(house: "House") -> int:
    return len(await house.store.outdated(house.ingest.rules))


def _terminal() -> Finding:
    encoding = sys.stdout.encoding.lower()
    if encoding.replace("-", "") != "utf8":
        told = f"Standard output is {encoding}: some characters are shown as codes."
        return Finding("terminal", Health.WARN, told, "Set LANG to a UTF-8 locale.")
    return Finding("terminal", Health.OK, "UTF-8.")


def add(program: typer.Typer) -> None:
    """Add this subcommand to the program."""
    program.command("doctor", rich_help_panel=PANEL)(examine)
