"""A view -> sheets: pieces of Markdown, each of which one message can hold. Pure.

The outline of the view says which facts come in which order; here is only how they look. A sheet
ends between entries, never within one, unless an entry alone is too long; the headings above an
entry are said again on a new sheet. What one could type next is left out: here those are buttons.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final, TypeAlias, assert_never

from bot.views import View
from bot.views.outline import BULLET, Commands, Heading, Item, Items, Prose, dotted, outline
from cogs.pages.escape import clipped, escaped, length, link

ROOM: Final = 2400
"""How long a sheet may be: far below what an embed may hold (4096), since nobody reads walls."""
SHEETS: Final = 99
"""How many sheets a view may have; what comes after them is found by asking for less."""

Lines: TypeAlias = tuple[str, ...]


@dataclass(frozen=True, slots=True, eq=False)
class _Heading:
    """The lines of a heading. Two that read alike stand above different things all the same."""

    lines: Lines


@dataclass(frozen=True, slots=True)
class _Unit:
    """Lines that stand together, and the headings above them, from the page's own down."""

    headings: tuple[_Heading, ...]
    lines: Lines


def sheets(view: View) -> tuple[str, ...]:
    """The sheets of a view: at least one, each at most `ROOM` long."""
    found: list[str] = []
    sheet: list[str] = []
    above: tuple[_Heading, ...] = ()
    for unit in _units(view):
        lines = (*_new(unit.headings, above), *unit.lines)
        if sheet and not _fits(sheet, lines):
            found.append(_joined(sheet))
            sheet, lines = [], (*_new(unit.headings, ()), *unit.lines)
        for line in lines:
            short = clipped(line, ROOM)
            if sheet and not _fits(sheet, (short,)):
                found.append(_joined(sheet))
                sheet = []
            sheet.append(short)
        above = unit.headings
    return (*found, _joined(sheet))[:SHEETS]


def _joined(sheet: list[str]) -> str:
    return "\n".join(sheet).strip("\n")


def _fits(sheet: list[str], lines: Lines) -> bool:
    return length("\n".join((*sheet, *lines))) <= ROOM


def _new(headings: tuple[_Heading, ...], above: tuple[_Heading, ...]) -> Iterator[str]:
    """The lines of the headings that do not stand above already."""
    same = 0
    while same < min(len(headings), len(above)) and headings[same] == above[same]:
        same += 1
    for heading in headings[same:]:
        yield from heading.lines


def _units(view: View) -> Iterator[_Unit]:
    headings: tuple[_Heading, ...] = ()
    for block in outline(view):
        match block:
            case Heading():
                headings = (*headings[: block.level - 1], _heading(block))
                if block.level == 1:
                    yield _Unit(headings, ())
            case Items():
                yield from (_Unit(headings, _item(item)) for item in block.items)
            case Prose():
                words = escaped(block.words)
                yield _Unit(headings[:1], ("", words) if headings else (words,))
            case Commands():
                pass
            case _:
                assert_never(block)


def _heading(heading: Heading) -> _Heading:
    return _Heading(_heading_lines(heading))


def _heading_lines(heading: Heading) -> Lines:
    words, facts = escaped(heading.words), escaped(dotted(heading.facts))
    jump = link("jump", heading.link) if heading.link else ""
    beside = dotted((facts, jump))
    if heading.level > 1:
        return ("", dotted((f"**{words}**", beside)))
    return (f"### {words}", f"-# {beside}") if beside else (f"### {words}",)


def _item(item: Item) -> Lines:
    label = "" if item.label in {"", BULLET} else f"**{item.label}** "
    bullet = f"{BULLET} " if item.label == BULLET else ""
    words = f"{bullet}{label}{escaped(item.words)}"
    jump = link("jump", item.link) if item.link else ""
    return (dotted((words, jump)), *(f"-# {escaped(note)}" for note in item.notes))
