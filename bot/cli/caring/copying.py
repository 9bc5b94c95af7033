"""`looseends backup` and `looseends restore`: copies of the ledger, and back."""

from pathlib import Path
from typing import Annotated

import typer

from bot.cli.caring.doctor import PANEL
from bot.cli.screen.console import print_view
from bot.cli.session import settings_of
from bot.clock import utc_now
from bot.views import NoticeKind, NoticeView


def backup(
    call: typer.Context,
    folder: Annotated[
        Path | None,
        typer.Argument(metavar="FOLDER", help="Where to; LOOSEENDS_BACKUP__FOLDER if not said."),
    ] = None,
    keep: Annotated[
        int | None,
        typer.Option(
            metavar="NUMBER",
            min=1,
            help="How many copies stay there; LOOSEENDS_BACKUP__KEEP if not said.",
        ),
    ] = None,
) -> None:
    """Copy the ledger, also while the bot runs; the copy is looked at before it counts."""
    from bot.upkeep import backup_folder, copy_now

    settings = settings_of(call)
    copy, gone = copy_now(
        settings,
        folder or backup_folder(settings),
        keep or settings.backup.keep,
        utc_now(),
    )
    let_go = f" Older copies that were deleted: {gone}." if gone else ""
    print_view(NoticeView(NoticeKind.DONE, f"The copy is {copy}, and it is whole.{let_go}"))


def restore(
    call: typer.Context,
    copy: Annotated[Path, typer.Argument(metavar="FILE", help="A copy that `backup` made.")],
    replace: Annotated[
        bool,
        typer.Option(
            "--replace", metavar="", help="Also where there is a ledger; it is kept aside."
        ),
    ] = False,
) -> None:
    """Put a copy in the ledger's place; the bot must not run meanwhile."""
    from bot.store.database.checkup import database_file
    from bot.store.database.copies import restore as put_back

    url = settings_of(call).database_url
    aside = put_back(copy, url, utc_now(), replace=replace)
    kept = f" What was there is {aside} now." if aside else ""
    print_view(NoticeView(NoticeKind.DONE, f"{database_file(url)} is as {copy} was.{kept}"))


def add(program: typer.Typer) -> None:
    """Add these subcommands to the program."""
    program.command(rich_help_panel=PANEL)(backup)
    program.command(rich_help_panel=PANEL)(restore)
