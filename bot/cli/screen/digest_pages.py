"""Digests as terminal pages."""

from collections.abc import Iterator
from itertools import groupby

from rich.console import RenderableType
from rich.text import Text

from bot.cli.screen.layout import dotted, labelled, words
from bot.views import DigestView, SchedulesView
from bot.views.digest_values import ListedView

Parts = Iterator[RenderableType]


def digest_parts(view: DigestView | SchedulesView) -> Parts:
    return _digest(view) if isinstance(view, DigestView) else _schedules(view)


def _digest(view: DigestView) -> Parts:
    yield dotted(words(view.title, "title"), *(Text(fact, style="aside") for fact in view.summary))
    if view.alt:
        yield words(view.alt, "aside")
    if view.nothing:
        yield ""
        yield words(view.nothing, "good")
    for section in view.sections:
        yield ""
        facts = (Text(fact, style="aside") for fact in section.facts)
        yield dotted(words(section.title, "title"), *facts)
        for channel, entries in groupby(section.entries, key=lambda entry: entry.channel):
            yield words(channel, "aside")
            yield labelled((_number(entry), list(_entry(entry))) for entry in entries)
    if footer := dotted(view.more, view.footer).plain:
        yield ""
        yield words(footer, "aside")


def _schedules(view: SchedulesView) -> Parts:
    yield words(view.title, "title")
    if view.nothing:
        yield words(view.nothing)
    for schedule in view.schedules:
        yield labelled([(words(schedule.name, "aside"), [words(line) for line in schedule.words])])


def _number(entry: ListedView) -> Text:
    return words(f"#{entry.number}", "number", entry.link)


def _entry(entry: ListedView) -> Parts:
    yield words(entry.text, "question")
    yield from (words(note, "aside") for note in entry.notes)
