"""`looseends eval`: the rules beside what people say, in a labelled file or by marks."""

import sys
from collections import Counter
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Final

import typer

from bot.cli.piping.extractors import RULES, ExtractorOption
from bot.cli.screen.console import print_lines, print_page
from bot.cli.screen.layout import commands, counted, page, words
from bot.cli.session import with_house
from bot.errors import BadInput, WrongUse
from bot.views import Hint
from bot.views.text import shown

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from bot.app import House
    from bot.cli.measuring.labelled import Labelled
    from bot.cli.measuring.scorecard import Scorecard
    from bot.cli.piping.splitting import Splitting
    from bot.evaluation import Scores
    from bot.model import Channel, Message, MessageId

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
    extractor: ExtractorOption = RULES,
) -> None:
    """Measure how often the rules are right: by your labels, or by what people marked."""
    from bot.cli.measuring.scorecard import scorecard_lines
    from bot.cli.measuring.scorepage import scorecard_page
    from bot.cli.piping.splitting import splitting
    from bot.views.render.json import dump

    if file is None and extractor != RULES:
        raise WrongUse("--extractor goes with a FILE: marks are compared with the ledger itself.")
    split = splitting(call, extractor)
    card = with_house(call, _by_marks) if file is None else _by_labels(file, extractor, split)
    if as_json:
        print_lines(map(dump, scorecard_lines(card)))
    elif card.channels:
        print_page(scorecard_page(card))
    else:
        print_page(page(words(_NO_MARKS), "", commands(_NEXT)))


def _by_labels(file: Path, extractor: str, split: "Splitting") -> "Scorecard":
    from bot.cli.measuring.labelled import labelled
    from bot.cli.measuring.scorecard import Scorecard

    source = "standard input" if file == STDIN else str(file)
    channels = [each for each in labelled(_bytes(file), file, source) if each.labels]
    said = sum(len(channel.labels) for channel in channels)
    return Scorecard(
        f"{_named(extractor)} beside the labels of {shown(source if file == STDIN else file.name)}",
        (counted(said, "labelled message"), counted(len(channels), "channel")),
        {channel.channel.name: _scores(channel, split) for channel in channels},
    )


def _named(extractor: str) -> str:
    return "The rules" if extractor == RULES else f"The extractor {shown(extractor)}"


async def _by_marks(house: "House") -> "Scorecard":
    from bot.cli.measuring.scorecard import Scorecard
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


def _scores(channel: "Labelled", split: "Splitting") -> "Scores":
    """How an extractor does on a channel. Unlabelled messages are read too: they are the talk."""
    from bot.evaluation import Reading, measured
    from bot.ingest.derive import derive
    from bot.model import Turn

    said = channel.messages
    turns = [Turn(message, acts) for message, acts in zip(said, split(said), strict=True)]
    ledger = derive(turns, kind=channel.channel.kind)
    asking = frozenset(_asking_unmarked(said, split))
    return measured(Reading(turns, ledger.entries, ledger.links, asking, channel.labels))


def _asking_unmarked(messages: "Sequence[Message]", split: "Splitting") -> "Iterator[MessageId]":
    """Those that are seen to ask with all question marks taken out."""
    from bot.model import Question

    bare = [replace(message, text=message.text.translate(UNMARKED)) for message in messages]
    for message, acts in zip(messages, split(bare), strict=True):
        if any(isinstance(act, Question) for act in acts):
            yield message.id


def add(program: typer.Typer) -> None:
    """Add this subcommand to the program."""
    program.command("eval", rich_help_panel=PANEL)(evaluate)
