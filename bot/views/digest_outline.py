"""Digests as headings, items and prose."""

from collections.abc import Iterator
from itertools import groupby

from bot.model import Section
from bot.views.blocks import Block, Commands, Heading, Item, Items, Prose
from bot.views.digest_values import DigestView, SchedulesView
from bot.views.values import Hint
from bot.views.wording import say

_OPEN = frozenset(Section) - {Section.ANSWERED}


def digest_outline(view: DigestView | SchedulesView) -> Iterator[Block]:
    return _digest(view) if isinstance(view, DigestView) else _schedules(view)


def _digest(view: DigestView) -> Iterator[Block]:
    if view.title:
        yield Heading(view.title, view.summary, level=1)
    if view.nothing:
        yield Prose(view.nothing)
    for section in view.sections:
        yield Heading(section.title, section.facts)
        for channel, entries in groupby(section.entries, key=lambda entry: entry.channel):
            yield Heading(channel, level=3)
            yield Items(
                tuple(
                    Item(f"#{entry.number}", entry.text, entry.notes, entry.link)
                    for entry in entries
                )
            )
    for words in (view.more, view.footer):
        if words:
            yield Prose(words)
    open_ones = [n.number for s in view.sections for n in s.entries if n.section in _OPEN]
    if view.footer and open_ones:
        yield Commands(
            (
                Hint(say("hint.settle"), ("resolve", str(open_ones[0]))),
                Hint(say("hint.why"), ("why", str(open_ones[0]))),
            )
        )


def _schedules(view: SchedulesView) -> Iterator[Block]:
    yield Heading(view.title, level=1)
    if view.nothing:
        yield Prose(view.nothing)
    else:
        yield Items(
            tuple(
                Item(schedule.name, schedule.words[0], schedule.words[1:])
                for schedule in view.schedules
            )
        )
