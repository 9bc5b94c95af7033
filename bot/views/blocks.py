"""What a page is made of: headings, items and prose. Renderers turn these into their medium."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final, TypeAlias

from bot.views.values import Hint

BULLET: Final = "•"
_DOT: Final = " · "


@dataclass(frozen=True, slots=True)
class Heading:
    """`level` 1 heads the page, 2 a section, 3 a post within it. `facts` stand beside the words."""

    words: str
    facts: tuple[str, ...] = ()
    level: int = 2
    link: str | None = None


@dataclass(frozen=True, slots=True)
class Item:
    """A line that can be read alone, with its label ("#41", "Whose turn") and notes under it.

    An empty label continues the item before it.
    """

    label: str
    words: str
    notes: tuple[str, ...] = ()
    link: str | None = None


@dataclass(frozen=True, slots=True)
class Items:
    """Items that belong together, one below the other."""

    items: tuple[Item, ...]


@dataclass(frozen=True, slots=True)
class Prose:
    """A sentence of its own."""

    words: str


@dataclass(frozen=True, slots=True)
class Commands:
    """What one could type next."""

    hints: tuple[Hint, ...]


Block: TypeAlias = Heading | Items | Prose | Commands


def dotted(parts: Sequence[str]) -> str:
    """The parts that say something, in one line."""
    return _DOT.join(part for part in parts if part)
