"""Text of strangers, made safe and short: what every view does to words that people wrote.

Nothing here knows a medium; escaping for Markdown or HTML is the renderers' part.
"""

import re
import unicodedata
from collections.abc import Iterator
from typing import Final

QUOTE_LIMIT: Final = 200
"""Columns that a quoted clause may take."""
CONTEXT_LIMIT: Final = 160
"""Columns that a context line or the quote of a reply may take: two lines of a page."""
NAME_LIMIT: Final = 40
TITLE_LIMIT: Final = 100
ELLIPSIS: Final = "…"

_MARKS_IN_A_ROW: Final = 4
"""Combining marks that one letter may bear: enough for any script, too few to cross lines."""
_FIRST_LOOK: Final = 16
"""Code points that are looked at for each column asked for, so that a huge post costs little."""

_SPACE = re.compile(r"[\s\x1c-\x1f\x85\u2028\u2029\u2800\u3164\uffa0]+")
_BROKEN = re.compile(r"[\x00-\x08\x0e-\x1b\x7f-\x9f\ud800-\udfff\ufff9-\ufffb]")
_INVISIBLE = re.compile(
    "[\xad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180b-\u180f\u200b\u200e\u200f\u202a-\u202e"
    "\u2060-\u206f\ufeff\U00013430-\U0001343f\U0001bca0-\U0001bca3\U0001d173-\U0001d17a"
    "\U000e0000-\U000e0fff]"
)
_JOINERS: Final = "\u200c\u200d"
_JOINER_RUN = re.compile(f"([{_JOINERS}])[{_JOINERS}]+")
_STRAY_JOINER = re.compile(f"(?<![^\x00-\x7f\\s])[{_JOINERS}]|[{_JOINERS}](?![^\x00-\x7f\\s])")
_RIGHT_TO_LEFT = re.compile("[\u0590-\u08ff\ufb1d-\ufdff\ufe70-\ufeff\U00010800-\U00010fff]")
_MARK_RUN = re.compile(
    "[\u0300-\u036f\u0483-\u0489\u1ab0-\u1aff\u1dc0-\u1dff\u20d0-\u20ff\ufe20-\ufe2f]{5,}"
)
_MASS_MENTION = re.compile(r"@(?=everyone|here|room)", re.IGNORECASE)
_WEB_LINK = re.compile(r"https?://[!-~]+", re.IGNORECASE)
_FIRST_STRONG_ISOLATE, _POP_ISOLATE = "\u2068", "\u2069"


def clean(text: str) -> str:
    """`text` in one line, with nothing in it that is unseen or reorders what stands around it.

    Broken code points (controls, lone surrogates) become U+FFFD; bidi controls and zero-width
    characters vanish, except joiners inside a script or an emoji that needs them.
    """
    line = _INVISIBLE.sub("", _BROKEN.sub("\ufffd", text))
    line = _STRAY_JOINER.sub("", _JOINER_RUN.sub(r"\1", line))
    line = _SPACE.sub(" ", line).strip()
    return _MARK_RUN.sub(lambda run: run.group()[:_MARKS_IN_A_ROW], line)


def shown(text: str) -> str:
    """`text` as `clean`, ready to stand among other words.

    With right-to-left letters in it, it is wrapped in a directional isolate (Unicode UAX #9,
    §2.4): it keeps its own order and leaves that of its neighbours alone.
    """
    line = clean(text)
    if _RIGHT_TO_LEFT.search(line):
        return f"{_FIRST_STRONG_ISOLATE}{line}{_POP_ISOLATE}"
    return line


def quote(text: str, limit: int = QUOTE_LIMIT) -> str:
    """`text` as `shown`, cut at a word to at most `limit` columns with an ellipsis."""
    head = text[: limit * _FIRST_LOOK]
    line = shown(head)
    if len(head) == len(text) and width(line) <= limit:
        return line
    return shown(f"{_cut(line, limit - 1)}{ELLIPSIS}")


def _cut(line: str, limit: int) -> str:
    end = fitting(line, limit)
    if end == len(line) or line[end] == " ":
        return line[:end].rstrip()
    space = line.rfind(" ", 0, end)
    return (line[:space] if space > end // 2 else line[:end]).rstrip(" ,;:-–—")


def name(text: str, limit: int = NAME_LIMIT) -> str:
    """A person's or a channel's name, "?" where nothing of it can be seen."""
    return quote(text, limit) or "?"


def web_link(link: str | None) -> str | None:
    """The link, where it is one that a reader may follow: `http(s)`, in one piece."""
    return link if link and _WEB_LINK.fullmatch(link) else None


def unmentioning(text: str) -> str:
    """`text` with a zero-width space in `@everyone` and its like: there is no other way on Discord
    to write them without ringing every bell, and Matrix clients heed `@room` in the same way.
    """
    return _MASS_MENTION.sub("@\u200b", text)


def width(text: str) -> int:
    """Columns that `text` takes in a terminal: wide East Asian characters two, marks none."""
    return len(text) if text.isascii() else sum(map(_columns, text))


def fitting(text: str, limit: int) -> int:
    """How many code points of `text` fit into `limit` columns."""
    used = 0
    for place, character in enumerate(text):
        used += _columns(character)
        if used > limit:
            return place
    return len(text)


def _columns(character: str) -> int:
    if unicodedata.category(character) in {"Mn", "Me", "Cf"}:
        return 0
    return 2 if unicodedata.east_asian_width(character) in {"W", "F"} else 1


def wrapped(text: str, room: int) -> list[str]:
    """`text` in lines of at most `room` columns; a longer word is broken. At least one line."""
    lines: list[str] = []
    line = ""
    for word in _pieces(text, room):
        if line and width(line) + 1 + width(word) > room:
            lines.append(line)
            line = word
        else:
            line = f"{line} {word}" if line else word
    return [*lines, line]


def _pieces(text: str, room: int) -> Iterator[str]:
    for word in text.split():
        rest = word
        while rest:
            end = max(1, fitting(rest, room))
            yield rest[:end]
            rest = rest[end:]
