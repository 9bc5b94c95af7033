"""`looseends run`: the bot, until it is told to stop."""

import asyncio
import os
import signal
import sys
from contextlib import suppress
from threading import Timer
from typing import TYPE_CHECKING, Final, cast

import typer

from bot.cli.session import settings_of
from bot.errors import LooseEndsError

if TYPE_CHECKING:
    from bot.settings import Settings


_LONGEST: Final = 8.0
"""Seconds after which the program ends, whatever still waits for a database or a network. Being
killed loses nothing, and most supervisors do that after ten seconds.
"""


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

    def end() -> None:
        stop.set()
        _end_in_time()

    for wish in (signal.SIGINT, signal.SIGTERM):
        with suppress(NotImplementedError):  # Windows: Ctrl+C ends the program at once
            loop.add_signal_handler(wish, end)
    await app.run(settings, stop)


def _end_in_time() -> None:
    """Ends the program at the latest when the time is up."""
    last = Timer(_LONGEST, os._exit, (0,))
    last.daemon = True  # an end that comes earlier does not wait for it
    last.start()


def _first(error: BaseException) -> BaseException:
    """The error at the bottom of groups of errors."""
    if not isinstance(error, BaseExceptionGroup):
        return error
    return _first(cast("BaseExceptionGroup[BaseException]", error).exceptions[0])


def add(program: typer.Typer) -> None:
    """Add this subcommand to the program."""
    program.command()(run)
