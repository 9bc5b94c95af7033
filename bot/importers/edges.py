"""What of the lines between two headers of a forum's page is the post."""

import re
from itertools import dropwhile
from typing import Final

from bot.importers.furniture import is_furniture, is_number

_LONGEST_TITLE: Final = 160
_SENTENCE: Final = re.compile(r"(?:\S+\s+){3}.*[.?!…:][\"'”’)]*", re.DOTALL)


def trimmed(lines: list[str], *, next_author: str | None = None) -> list[str]:
    """Without furniture and blank lines at both ends.

    Counts of votes go with them: those under the header, and those that stand in furniture. A
    number at the end of the text is text. So does the name of the next author, which some forums
    write beside the picture, above the header.
    """
    start, kept = 0, 0
    while start < len(lines) and (_is_edge(lines[start]) or is_number(lines[start])):
        start += 1
    for end in range(len(lines), start, -1):
        line = lines[end - 1]
        if _is_edge(line) or line.strip() == next_author:
            kept = kept if not line.strip() else 0
        elif is_number(line):
            kept = kept or end
        else:
            return lines[start : kept or end]
    return []


def parted(lines: list[str]) -> tuple[str | None, list[str]]:
    """What stands before the first header, trimmed, as a title and a text.

    The title is the first line that is no menu, where it stands alone or no sentence follows on
    the next. Without any sentence there is no text: only menus and tags.
    """
    lines = list(dropwhile(is_menu, lines))
    if not lines:
        return None, []
    first = lines[0].strip()
    is_apart = len(lines) == 1 or not is_sentence(lines[1])
    is_title = is_apart and len(first) <= _LONGEST_TITLE and not first.endswith((".", ",", ":"))
    rest = trimmed(lines[1:]) if is_title else lines
    return first if is_title else None, rest if any(map(is_sentence, rest)) else []


def is_sentence(line: str) -> bool:
    """Whether somebody wrote the line as part of a text, and not a program or a menu."""
    words = line.strip()
    return len(words) > _LONGEST_TITLE or _SENTENCE.fullmatch(words) is not None


def is_menu(line: str) -> bool:
    """Whether the line is a row of links: "new | past | comments"."""
    return line.count("|") > 1 and not line.lstrip().startswith("|")


def _is_edge(line: str) -> bool:
    return not line.strip() or is_furniture(line)
