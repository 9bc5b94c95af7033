"""`looseends eval`: the rules beside what people say, in a labelled file or by marks."""

import sys
from collections import Counter
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Final

import typer

from bot.cli.layout import commands, counted, page, words
from bot.cli.screen import print_lines, print_page
from bot.cli.session import with_house
from bot.errors import BadInput
from bot.views import Hint
from bot.views.text import shown

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from bot.app import House
    from bot.cli.labelled import Labelled
    from bot.cli.scorecard import Scorecard
    from bot.evaluation import Scores
    from bot.model import Channel, Message

PANEL: Final = "Upkeep"
_NO_MARKS: Final = "Nobody has marked anything yet, so there is nothing to compare the rules with."
_NEXT: Final = (
    Hint("Mark a question:", ("resolve", "42")),
    Hint("No question at all:", ("dismiss", "42")),
    Hint("Label messages instead:", ("eval", "FILE")),
)
STDIN: Final = Path("-")
UNMARKED: Final = str.maketrans("", "", "?？؟")
"""Takes out the question marks of all scripts that we read."""


def evaluate(
    call: typer.Context,
    file: Annotated[
        Path | None,
        typer.Argument(
            metavar="FILE",
            help="Messages with labels; - is standard input. Without it the marks in the ledger "
            "count.",
        ),
    ] = None,
    as_json: Annotated[
        bool, typer.Option("--json", metavar="", help="Give JSON lines, for scripts.")
    ] = False,
) -> None:
    """Measure how often the rules are right: by your labels, or by what people marked."""
    from bot.cli.scorecard import scorecard_lines
    from bot.cli.scorepage import scorecard_page
    from bot.views.render.json import dump

    card = with_house(call, _by_marks) if file is None else _by_labels(file)
    if as_json:
        print_lines(map(dump, scorecard_lines(card)))
    elif card.channels:
        print_page(scorecard_page(card))
    else:
        print_page(page(words(_NO_MARKS), "", commands(_NEXT)))


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


async def _by_marks(house: "House") -> "Scorecard":
    from bot.cli.scorecard import Scorecard
    from bot.evaluation import judged, total
    from bot.ingest.stages import STAGES

    found = await house.store.verdicts(STAGES.horizon)
    parts: dict[Channel, list[Scores]] = {}
    for channel, run in found:
        # The rules by themselves: no mark is heard, and links are drawn without any.
        entries = STAGES.resolve(run.turns, run.links, (), focus=range(1))
        message = run.turns[0].message
        marks = [mark for mark in run.marks if mark.message == message.ref]
        parts.setdefault(channel, []).append(judged(message, entries, marks))
    held = await house.store.coverage()
    return Scorecard(
        "The rules beside what people marked",
        (
            counted(len(found), "marked message"),
            f"{counted(held.questions, 'question')} in the ledger",
        ),
        {label: total(parts[channel]) for channel, label in _told_apart(parts)},
        by_marks=True,
    )


def _told_apart(channels: "Iterable[Channel]") -> "Iterator[tuple[Channel, str]]":
    """The channels by name; those that share one, with their community."""
    named = [(channel, channel.name) for channel in channels]
    times = Counter(name for _, name in named)
    for channel, name in named:
        community = channel.community_name or channel.ref.community
        yield channel, f"{name} ({community})" if times[name] > 1 else name


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

    bare = message.text.translate(UNMARKED)
    return any(isinstance(act, Question) for act in extract(bare))


def add(program: typer.Typer) -> None:
    """Add this subcommand to the program."""
    program.command("eval", rich_help_panel=PANEL)(evaluate)
