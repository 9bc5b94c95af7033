"""A view as HTML: the subset of the Matrix specification (client-server API, m.room.message)."""

from collections.abc import Iterable, Iterator
from html import escape
from typing import Final, assert_never

from bot.views.outline import BULLET, Block, Commands, Heading, Item, Items, Prose, dotted, outline
from bot.views.text import unmentioning
from bot.views.values import View

_TOP_LEVEL: Final = 2
"""A page's heading is an `h3`: it stands in somebody else's room."""


def html(view: View, *, prefix: str = "!ends ") -> str:
    """The view as HTML. `prefix` stands before what one could type next."""
    return html_of(outline(view), prefix=prefix)


def html_of(blocks: Iterable[Block], *, prefix: str) -> str:
    """Some blocks of an outline as HTML."""
    return "\n".join(line for block in blocks for line in _lines(block, prefix))


def escaped(words: str) -> str:
    """`words` without markup in them, and without a mention of everybody."""
    return unmentioning(escape(words))


def _lines(block: Block, prefix: str) -> Iterator[str]:
    match block:
        case Heading():
            level = block.level + _TOP_LEVEL
            yield f"<h{level}>{escaped(block.words)}{_jump(block.link)}</h{level}>"
            if block.facts:
                yield f"<p>{escaped(dotted(block.facts))}</p>"
        case Items():
            yield "<ul>"
            yield from map(_item, block.items)
            yield "</ul>"
        case Prose():
            yield f"<p>{escaped(block.words)}</p>"
        case Commands():
            for hint in block.hints:
                command = escaped(prefix + " ".join(hint.words))
                yield f"<p>{escaped(hint.label)} <code>{command}</code></p>"
        case _:
            assert_never(block)


def _item(each: Item) -> str:
    label = f"<strong>{escaped(each.label)}</strong> " if each.label not in {"", BULLET} else ""
    notes = "".join(f"\n<br><em>{escaped(note)}</em>" for note in each.notes)
    return f"<li>{label}{escaped(each.words)}{_jump(each.link)}{notes}</li>"


def _jump(link: str | None) -> str:
    return f' <a href="{escape(link)}">jump</a>' if link else ""
