"""`looseends migrate`: the newest schema, and a ledger derived by today's rules."""

from typing import TYPE_CHECKING

import typer

from bot.cli.caring.doctor import PANEL
from bot.cli.screen.console import print_view
from bot.cli.screen.meter import counting
from bot.cli.session import log, with_house
from bot.views import NoticeKind, NoticeView

if TYPE_CHECKING:
    from bot.app import House


def migrate(call: typer.Context) -> None:
    """Bring the database up to date with this release; numbers and marks stay."""
    done = with_house(call, _rederive)
    read = f"{done:,} messages were read again by today's rules." if done else ""
    sentence = "The database is up to date."
    print_view(NoticeView(NoticeKind.DONE, f"{sentence} {read}".strip()))


async def _rederive(house: "House") -> int:
    """The schema is brought up to date whenever a ledger is opened; what is derived, here."""
    with counting("Reading again") as progress:
        done = await house.ingest.rederive(progress)
    log(house, "ledger-rederived", messages=done, rules=house.ingest.rules)
    return done


def add(program: typer.Typer) -> None:
    """Add this subcommand to the program."""
    program.command(rich_help_panel=PANEL)(migrate)
