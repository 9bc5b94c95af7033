"""A view as Markdown: CommonMark that Discord shows too, with nothing in it that pings."""

import re
from collections.abc import Iterable, Iterator
from typing import Final, assert_never

from bot.views.outline import BULLET, Block, Commands, Heading, Item, Items, Prose, dotted, outline
from bot.views.text import unmentioning
from bot.views.values import View

_SYNTAX = re.compile(r"[\\`*_~|<>\[\]&]|^(?:[-+=]|#{1,6}(?!\S)|\d+[.)])")
_URL_SYNTAX: Final = str.maketrans({"<": "%3C", ">": "%3E", "\\": "%5C"})


def markdown(view: View, *, prefix: str = "looseends ") -> str:
    """The view as Markdown. `prefix` stands before what one could type next."""
    return paragraphs(outline(view), prefix=prefix)


def paragraphs(blocks: Iterable[Block], *, prefix: str = "") -> str:
    """The blocks one below the other, the last with its newline."""
    texts = ("\n".join(_lines(block, prefix)) for block in blocks)
    return "\n".join(f"{text}\n" for text in texts)


def escaped(words: str) -> str:
    """`words` that mean nothing in Markdown nor in Discord's additions to it.

    Where such a word starts a line it is no list and no heading either; mentions are broken.
    """
    literal = _SYNTAX.sub(lambda found: f"{found.group()[:-1]}\\{found.group()[-1]}", words)
    return unmentioning(literal)


def target(link: str) -> str:
    """A link as the target of a Markdown link."""
    return f"<{link.translate(_URL_SYNTAX)}>"


def _lines(block: Block, prefix: str) -> Iterator[str]:
    match block:
        case Heading():
            yield f"{'#' * block.level} {escaped(block.words)}{_jump(block.link)}"
            if block.facts:
                yield escaped(dotted(block.facts))
        case Items():
            yield from (line for each in block.items for line in _item(each))
        case Prose():
            yield escaped(block.words)
        case Commands():
            for hint in block.hints:
                yield f"- {escaped(hint.label)} `{prefix}{' '.join(hint.words)}`"
        case _:
            assert_never(block)


def _item(each: Item) -> Iterator[str]:
    label = f"**{each.label}** " if each.label not in {"", BULLET} else ""
    yield f"- {label}{escaped(each.words)}{_jump(each.link)}"
    yield from (f"  - {escaped(note)}" for note in each.notes)


def _jump(link: str | None) -> str:
    return f" [jump]({target(link)})" if link else ""
