"""`looseends run`: the bot, until it is told to stop."""

import asyncio
import signal
import sys
from contextlib import suppress
from typing import TYPE_CHECKING, cast

import typer

from bot.cli.session import settings_of
from bot.errors import LooseEndsError

if TYPE_CHECKING:
    from bot.settings import Settings


def run(call: typer.Context) -> None:
    """Listen on Discord and Matrix and keep the ledger; stop with Ctrl+C or SIGTERM."""
    from bot import logs

    settings = settings_of(call)
    logs.configure(settings.log_level, settings.log_format, sys.stderr)
    logs.hear_libraries()
    try:
        asyncio.run(_run(settings))
    except LooseEndsError:
        raise
    except Exception as error:  # noqa: BLE001  (a bug, whose own words may be somebody's)
        logs.fault("crashed", _first(error))
        raise typer.Exit(1) from None


async def _run(settings: "Settings") -> None:
    from bot import app

    stop, loop = asyncio.Event(), asyncio.get_running_loop()
    for wish in (signal.SIGINT, signal.SIGTERM):
        with suppress(NotImplementedError):  # Windows: Ctrl+C ends the program at once
            loop.add_signal_handler(wish, stop.set)
    await app.run(settings, stop)


def _first(error: BaseException) -> BaseException:
    """The error at the bottom of groups of errors."""
    if not isinstance(error, BaseExceptionGroup):
        return error
    return _first(cast("BaseExceptionGroup[BaseException]", error).exceptions[0])


def add(program: typer.Typer) -> None:
    """Add this subcommand to the program."""
    program.command()(run)
