"""A view as plain text: for a terminal without colours, a log, the plain body of a message."""

from collections.abc import Iterator, Sequence
from typing import Final, assert_never

from bot.views.outline import Block, Commands, Heading, Item, Items, Prose, dotted, outline
from bot.views.text import width, wrapped
from bot.views.values import View

WIDTH: Final = 80
_MARGIN: Final = "  "
_GAP: Final = "  "


def plain(view: View, *, columns: int = WIDTH, prefix: str = "looseends ") -> str:
    """The view in lines of at most `columns`; only a link or a command to type may be longer.

    `prefix` stands before what one could type next. The text ends in a newline.
    """
    return plain_of(list(outline(view)), columns=columns, prefix=prefix)


def plain_of(blocks: Sequence[Block], *, columns: int, prefix: str) -> str:
    """Some blocks of an outline as plain text."""
    room = columns - len(_MARGIN)
    lines: list[str] = []
    for before, block in zip([None, *blocks], blocks, strict=False):
        if before and not _heads(before, block):
            lines.append("")
        lines += _lines(block, room, prefix)
    return "".join(f"{_MARGIN}{line}".rstrip() + "\n" for line in lines)


def _heads(before: Block, block: Block) -> bool:
    """Whether `block` follows its heading without a gap."""
    return isinstance(before, Heading) and before.level > 1 and isinstance(block, Items)


def _lines(block: Block, room: int, prefix: str) -> Iterator[str]:
    match block:
        case Heading():
            yield from _heading(block, room)
        case Items():
            yield from _items(block.items, room)
        case Prose():
            yield from wrapped(block.words, room)
        case Commands():
            yield from _commands(block, prefix)
        case _:
            assert_never(block)


def _heading(heading: Heading, room: int) -> Iterator[str]:
    """The words and the facts in one line, or below each other where they need more room."""
    one_line = dotted((heading.words, *heading.facts))
    if width(one_line) <= room:
        yield one_line
    else:
        yield from wrapped(heading.words, room)
        yield from _facts(heading.facts, room)
    if heading.link:
        yield heading.link


def _facts(facts: tuple[str, ...], room: int) -> Iterator[str]:
    """The facts in as few lines as they need, each in one piece where it fits."""
    line = ""
    for fact in facts:
        joined = dotted((line, fact))
        if line and width(joined) > room:
            yield from wrapped(line, room)
            line = fact
        else:
            line = joined
    yield from wrapped(line, room)


def _items(items: tuple[Item, ...], room: int) -> Iterator[str]:
    indent = max(width(each.label) for each in items) + len(_GAP)
    for each in items:
        first, *rest = wrapped(each.words, room - indent)
        yield f"{_padded(each.label, indent)}{first}"
        for line in (*rest, *_notes(each.notes, room - indent)):
            yield f"{' ' * indent}{line}"


def _notes(notes: tuple[str, ...], room: int) -> Iterator[str]:
    for note in notes:
        for line in wrapped(note, room - len(_GAP)):
            yield f"{_GAP}{line}"


def _commands(commands: Commands, prefix: str) -> Iterator[str]:
    indent = max(width(hint.label) for hint in commands.hints) + len(_GAP)
    for hint in commands.hints:
        yield f"{_padded(hint.label, indent)}{prefix}{' '.join(hint.words)}"


def _padded(label: str, columns: int) -> str:
    return f"{label}{' ' * (columns - width(label))}"
