"""A view -> messages, each as plain text and as HTML. Pure.

The outline of the view says which facts come in which order. A message ends between entries, never
within one.
"""

import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from typing import Any, Final

from bot.views import ListView, NoticeView, ThreadView, View, WhyView
from bot.views.outline import Block, Heading, Item, Items, outline
from bot.views.render.html import html_of
from bot.views.render.plain import plain_of

ROOM: Final = 20_000
"""Bytes that one message may take as JSON: a server takes 65,536 with all that it adds, and sealing
a message makes it a third longer.
"""
_COLUMNS: Final = 100
SHEETS: Final = 5
"""Messages for one view; what comes after them is found by asking for less."""
NUMBERS: Final = "dev.looseends.questions"
"""Which questions one of our messages shows, for reactions to it."""


@dataclass(frozen=True, slots=True)
class Sheet:
    """One message."""

    plain: str
    html: str

    @property
    def size(self) -> int:
        return len(
            json.dumps([self.plain, self.html], ensure_ascii=False).encode("utf-8", "replace")
        )


def sheets(blocks: Iterable[Block], prefix: str) -> tuple[Sheet, ...]:
    """The messages of a page: at least one."""
    found: list[Sheet] = []
    standing: list[Block] = []
    for block in _pieces(blocks):
        if standing and _sheet([*standing, block], prefix).size > ROOM:
            found.append(_sheet(standing, prefix))
            standing = []
        standing = _joined(standing, block)
    return (*found, _sheet(standing, prefix))[:SHEETS]


def sheets_of(view: View, prefix: str) -> tuple[Sheet, ...]:
    return sheets(outline(view), prefix)


def content(sheet: Sheet, numbers: tuple[int, ...] = ()) -> dict[str, Any]:
    """The message: a notice, which rings nobody, and names nobody as mentioned."""
    said: dict[str, Any] = {
        "msgtype": "m.notice",
        "body": sheet.plain,
        "format": "org.matrix.custom.html",
        "formatted_body": sheet.html,
        "m.mentions": {},
    }
    return {**said, NUMBERS: list(numbers)} if numbers else said


def numbers_in(view: View) -> tuple[int, ...]:
    """The questions that a view shows."""
    match view:
        case WhyView():
            return (view.entry.number,)
        case ListView():
            return tuple(entry.number for group in view.groups for entry in group.entries)
        case ThreadView():
            groups = (*view.missing, *view.settled)
            return tuple(entry.number for group in groups for entry in group.entries)
        case NoticeView():
            said = (hint.words[1] for hint in view.hints if len(hint.words) == 2)
            return tuple(int(word) for word in said if word.isdecimal())
        case _:
            return ()


def _pieces(blocks: Iterable[Block]) -> Iterator[Block]:
    """The blocks, lists as their single entries."""
    for block in blocks:
        if isinstance(block, Items):
            yield from (Items((item,)) for item in _clipped(block.items))
        else:
            yield block


def _clipped(items: Iterable[Item]) -> Iterator[Item]:
    for item in items:
        yield replace(item, words=item.words[: ROOM // 8], notes=item.notes[:20])


def _joined(standing: list[Block], block: Block) -> list[Block]:
    """The blocks with one more; entries that follow each other are one list again."""
    last = standing[-1] if standing else None
    if isinstance(block, Items) and isinstance(last, Items):
        return [*standing[:-1], Items((*last.items, *block.items))]
    return [*standing, block]


def _sheet(blocks: list[Block], prefix: str) -> Sheet:
    said = [block for block in blocks if not (isinstance(block, Heading) and not block.words)]
    plain = plain_of(said, columns=_COLUMNS, prefix=f"{prefix} ")
    flush = "\n".join(line.removeprefix("  ") for line in plain.rstrip("\n").split("\n"))
    return Sheet(flush, html_of(said, prefix=f"{prefix} "))
