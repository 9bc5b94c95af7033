"""How often the rules are right, as a page."""

from collections.abc import Iterator
from itertools import islice
from typing import Final

from rich.console import RenderableType
from rich.table import Table
from rich.text import Text

from bot.cli.measuring.scorecard import TITLES, Scorecard, between
from bot.cli.screen.layout import counted, dotted, page, words
from bot.evaluation import SHARES, Agreement, Measure, Scores
from bot.views.text import name

_COLUMNS: Final = ("precision", "recall", "F1")
_EXPLAINED: Final = (
    "Precision: how much of what is listed is right. Recall: how much of what people name is "
    "listed. F1: both in one; where each case is told rightly or not, the share that is. Below "
    "them, where the true share lies with 95 % confidence."
)
_UNTOLD: Final = (
    "What nobody marked says nothing, and people mark what they are shown: missed questions are "
    "rarer among the marks than in the talk.",
    "What was settled outside of the talk counts as missed: no message tells of it.",
    'A dismissal does not tell "not a question" from "nothing to answer".',
)
_BY_CHANNEL: Final = (
    Measure.QUESTIONS,
    Measure.STATE,
    Measure.SETTLED,
    Measure.UNRESOLVED,
    Measure.ROLES,
    Measure.LINKS,
    Measure.UNHEARD,
)
_MOST: Final = 20
"""Channels on a page; JSON has them all."""
_MISTAKES: Final = 3


def scorecard_page(card: Scorecard) -> RenderableType:
    """The whole page."""
    scores = card.total
    return page(
        dotted(words(card.title, "title"), *(words(fact, "aside") for fact in card.facts)),
        "",
        _measures(card, scores),
        *_mistakes(scores),
        *_channels(card),
        "",
        *(words(told, "aside") for told in _notes(card, scores)),
    )


def _measures(card: Scorecard, scores: Scores) -> Table:
    table = Table.grid(expand=True, padding=(0, 2, 0, 0), pad_edge=False)
    table.add_column(ratio=1, overflow="fold")
    for _ in _COLUMNS:
        table.add_column(justify="right", no_wrap=True)
    table.add_row("", *(words(column, "aside") for column in _COLUMNS))
    for measure, of in scores.by_measure.items():
        told = Text.assemble(
            (TITLES[measure], "title"), "\n", (card.sentence(measure, of), "aside")
        )
        table.add_row(told, *_figures(measure, of))
    return table


def _figures(measure: Measure, of: Agreement) -> Iterator[Text]:
    if measure in SHARES:
        yield from (Text(), Text(), _figure(of.f1, between(of.right, of.named)))
        return
    yield _figure(of.precision, between(of.right, of.listed))
    yield _figure(of.recall, between(of.right, of.named))
    yield _figure(of.f1)


def _figure(share: float | None, between: tuple[float, float] | None = None) -> Text:
    figure = Text("–" if share is None else f"{share:.0%}".rstrip("%"), "number")
    if between is not None:
        low, high = (round(100 * end) for end in between)
        figure.append(f"\n{low}–{high}", "aside")
    return figure


def _mistakes(scores: Scores) -> Iterator[RenderableType]:
    """The states that are mistaken most often."""
    most = sorted(scores.mistaken.items(), key=lambda each: (-each[1], each[0]))[:_MISTAKES]
    if most:
        told = [f"{said} taken for {found} ({times})" for (said, found), times in most]
        yield ""
        yield words(f"States most often mistaken: {', '.join(told)}.".replace("_", " "))


def _channels(card: Scorecard) -> Iterator[RenderableType]:
    """A line a channel, where there are several."""
    if len(card.channels) < 2:
        return
    kept = [measure for measure in _BY_CHANNEL if measure in card.total.by_measure]
    table = Table.grid(expand=True, padding=(0, 2, 0, 0), pad_edge=False)
    table.add_column(ratio=1, overflow="fold")
    for _ in kept:
        table.add_column(justify="right", no_wrap=True)
    table.add_row(
        words("By channel: F1 (of how many)", "title"),
        *(words(measure.value, "aside") for measure in kept),
    )
    by_size = sorted(card.channels.items(), key=_size, reverse=True)
    for channel, scores in islice(by_size, _MOST):
        found = [scores.by_measure.get(measure, Agreement()) for measure in kept]
        table.add_row(name(channel), *map(_short, found))
    yield ""
    yield table
    if len(by_size) > _MOST:
        yield words(f"and {counted(len(by_size) - _MOST, 'channel')} more: --json", "aside")


def _size(channel: tuple[str, Scores]) -> int:
    return sum(of.named for of in channel[1].by_measure.values())


def _short(of: Agreement) -> Text:
    """F1, and of how many."""
    if of.f1 is None:
        return Text()
    return Text.assemble((f"{100 * of.f1:.0f}", "number"), (f" ({of.named or of.listed})", "aside"))


def _notes(card: Scorecard, scores: Scores) -> Iterator[str]:
    yield _EXPLAINED
    if card.by_marks:
        yield from _UNTOLD
    if scores.untold:
        marks = counted(scores.untold, "mark")
        yield f"{marks} could not be compared: the words are gone that they speak of."
