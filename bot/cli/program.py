"""The program `looseends`: its subcommands, its global options, and how its errors end."""

from importlib.metadata import version
from typing import Annotated, Any, Final

import typer
from typer.core import TyperGroup

from bot.cli import demo, exporting, importing, running
from bot.cli.caring import copying, doctor, migrating, refining
from bot.cli.measuring import evaluating
from bot.cli.piping import scripting
from bot.cli.screen.console import complain
from bot.cli.verbs import add_verbs
from bot.errors import LooseEndsError

DATABASE: Final = "--database"


class Program(TyperGroup):
    """The subcommands. Errors that a person can mend end as a sentence and an exit status."""

    def parse_args(self, ctx: Any, args: list[str]) -> list[str]:  # noqa: ANN401  (Typer keeps this type to itself)
        return super().parse_args(ctx, _database_first(args))

    def invoke(self, ctx: Any) -> object:  # noqa: ANN401
        try:
            return super().invoke(ctx)
        except LooseEndsError as error:
            raise typer.Exit(complain(error)) from error


def _database_first(args: list[str]) -> list[str]:
    """The arguments with `--database FILE` in front, so that it may stand behind a subcommand."""
    for place, word in enumerate(args):
        if word == "--":
            break
        if word == DATABASE:
            return [*args[place : place + 2], *args[:place], *args[place + 2 :]]
        if word.startswith(f"{DATABASE}="):
            return [word, *args[:place], *args[place + 1 :]]
    return args


program = typer.Typer(
    name="looseends",
    cls=Program,
    help="The questions that nobody answered, and the claims that were made, in your discussions.",
    epilog="Start with: looseends demo",
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    context_settings={"help_option_names": ["-h", "--help"]},
)


def _print_version(wanted: bool) -> None:
    if wanted:
        typer.echo(f"looseends {version('looseends')}")
        raise typer.Exit


@program.callback()
def remember(
    call: typer.Context,
    database: Annotated[
        str | None,
        typer.Option(
            DATABASE,
            metavar="FILE",
            help="The database: a file or a URL. Default: LOOSEENDS_DATABASE_URL, else a file in "
            "your data directory.",
        ),
    ] = None,
    show_version: Annotated[
        bool,
        typer.Option(
            "--version",
            metavar="",
            help="Say which release this is.",
            callback=_print_version,
            is_eager=True,
        ),
    ] = False,
) -> None:
    call.obj = database


demo.add(program)
add_verbs(program)
for part in (
    running,
    importing,
    exporting,
    evaluating,
    doctor,
    migrating,
    refining,
    copying,
    scripting,
):
    part.add(program)
