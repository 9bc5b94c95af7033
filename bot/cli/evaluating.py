"""`looseends eval`: the rules beside what people say, in a labelled file or by marks."""

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Final

import typer

from bot.cli.layout import counted
from bot.cli.screen import print_lines, print_page
from bot.errors import BadInput
from bot.views.text import shown

if TYPE_CHECKING:
    from bot.cli.labelled import Labelled
    from bot.cli.scorecard import Scorecard
    from bot.evaluation import Scores
    from bot.model import Message

PANEL: Final = "Upkeep"
STDIN: Final = Path("-")
_MARKS: Final = "?？؟"
"""Question marks, of all scripts that we read."""


def evaluate(
    file: Annotated[
        Path,
        typer.Argument(metavar="FILE", help="Messages with labels; - is standard input."),
    ],
    as_json: Annotated[
        bool, typer.Option("--json", metavar="", help="Give JSON lines, for scripts.")
    ] = False,
) -> None:
    """Measure how often the rules are right: by your labels."""
    _show(_by_labels(file), as_json=as_json)


def _show(card: "Scorecard", *, as_json: bool) -> None:
    from bot.cli.scorecard import scorecard_lines, scorecard_page
    from bot.views.render.json import dump

    if as_json:
        print_lines(map(dump, scorecard_lines(card)))
    else:
        print_page(scorecard_page(card))


def _by_labels(file: Path) -> "Scorecard":
    from bot.cli.labelled import labelled
    from bot.cli.scorecard import Scorecard

    source = "standard input" if file == STDIN else str(file)
    channels = [each for each in labelled(_bytes(file), file, source) if each.labels]
    said = sum(len(channel.labels) for channel in channels)
    return Scorecard(
        f"The rules beside the labels of {shown(source if file == STDIN else file.name)}",
        (counted(said, "labelled message"), counted(len(channels), "channel")),
        {channel.channel.name: _scores(channel) for channel in channels},
    )


def _bytes(file: Path) -> bytes:
    if file == STDIN:
        return sys.stdin.buffer.read()
    try:
        return file.read_bytes()
    except OSError as error:
        problem = f"cannot be opened: {error.strerror}."
        remedy = "Check the name and your rights."
        raise BadInput(problem, source=str(file), remedy=remedy) from None


def _scores(channel: "Labelled") -> "Scores":
    """How the rules do on a channel. Messages without labels are read too: they are the talk."""
    from bot.evaluation import Reading, measured
    from bot.extraction import acts_of
    from bot.ingest.derive import derive
    from bot.model import Turn

    turns = [Turn(message, acts_of(message)) for message in channel.messages]
    ledger = derive(turns, kind=channel.channel.kind)
    asking = (turn.message.id for turn in turns if _asks_unmarked(turn.message))
    return measured(Reading(turns, ledger.entries, ledger.links, frozenset(asking), channel.labels))


def _asks_unmarked(message: "Message") -> bool:
    from bot.extraction import extract
    from bot.model import Question

    bare = message.text.translate(str.maketrans("", "", _MARKS))
    return any(isinstance(act, Question) for act in extract(bare))


def add(program: typer.Typer) -> None:
    """Add this subcommand to the program."""
    program.command("eval", rich_help_panel=PANEL)(evaluate)
