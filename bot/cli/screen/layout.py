"""The pieces that terminal pages are laid out of."""

import re
from collections.abc import Iterable, Sequence
from typing import Final

from rich.console import Group, RenderableType
from rich.padding import Padding
from rich.style import Style
from rich.table import Table
from rich.text import Text

from bot.views import Hint

PROGRAM: Final = "looseends"
MARGIN: Final = 2
WIDEST: Final = 104
"""Columns of a page: longer lines are hard to read."""
_CORNER: Final = 36
"""Columns that a note may take at the right end of a line; a longer one gets its own line."""
_LABEL: Final = 3
"""Columns of the narrowest label, so that one- and two-digit numbers stand alike."""
_SAFE_LINK: Final = re.compile(r"https?://[!-~]{1,2000}")


def page(*parts: RenderableType) -> Padding:
    """A whole page: a margin on both sides, a blank line above."""
    return Padding(Group(*parts), (1, MARGIN, 0, MARGIN))


def words(text: str, style: str = "", link: str | None = None) -> Text:
    """People's words: never read as markup. A `link` is followed where the terminal can."""
    shown = Text(text, style=style)
    if link and _SAFE_LINK.fullmatch(link):
        shown.stylize(Style(link=link))
    return shown


def counted(n: int, thing: str) -> str:
    """So many of a thing whose plural takes an s."""
    return f"{n:,} {thing}{'' if n == 1 else 's'}"


def dotted(*parts: Text | str) -> Text:
    """The parts that say something, in one line, with a dot between them."""
    said = [Text(part) if isinstance(part, str) else part for part in parts]
    dot = Text.assemble((" · ", "aside"))
    return dot.join([part for part in said if part.plain])


def ends(left: Text, right: Text) -> RenderableType:
    """Two texts at the two ends of a line; one below the other where the right one is long."""
    if not right.plain:
        return left
    if right.cell_len > _CORNER:
        return Group(left, right)
    line = Table.grid(expand=True, padding=(0, 2, 0, 0), pad_edge=False)
    line.add_column(ratio=1, overflow="fold")
    line.add_column(justify="right", no_wrap=True)
    line.add_row(left, right)
    return line


def labelled(rows: Iterable[tuple[Text, Sequence[RenderableType]]]) -> Table:
    """Labels in a column of their own, each with what belongs to it."""
    table = Table.grid(expand=True, padding=(0, 2, 0, 0), pad_edge=False)
    table.add_column(no_wrap=True, min_width=_LABEL)
    table.add_column(ratio=1, overflow="fold")
    for label, parts in rows:
        table.add_row(label, Group(*parts))
    return table


def indented(part: RenderableType) -> Padding:
    return Padding(part, (0, 0, 0, 2))


def commands(hints: Sequence[Hint], program: str = PROGRAM) -> Table:
    """What one could type next; `program` is how to begin."""
    return labelled(
        (Text(hint.label, style="aside"), [Text(" ".join((program, *hint.words)), style="command")])
        for hint in hints
    )
