"""What on a forum's page is not a post, and what begins one. The words are in furniture.toml."""

import re
import tomllib
from collections.abc import Sequence
from dataclasses import dataclass
from importlib.resources import files
from typing import Any, Final

from bot.importers.moments import Written, parse_moment

_LONGEST: Final = 160
"""Characters of a line that may be furniture or a header."""
_TABLE: Final[dict[str, Any]] = tomllib.loads(
    files("bot.importers").joinpath("furniture.toml").read_text("utf-8")
)
_LINES: Final = frozenset[str](_TABLE["lines"])
_KARMA_LINES: Final = frozenset[str](_TABLE["karma"])
_PATTERN: Final = re.compile("|".join(f"(?:{p})" for p in _TABLE["patterns"]), re.IGNORECASE)
_NUMBER: Final = re.compile(r"[-+−]?\d{1,6}(?:[.,]\d{1,3})?k?")
_NAME: Final = re.compile(r"(?:u/|@)?(?P<author>[^\W_][^\n]{0,38}[^\s.?!:,;…]|[^\W_])")
_KARMA: Final = re.compile(r"(?P<author>.{0,38}[^\W\d_])[-−]?\d{1,4}")
_LIST_OR_QUOTE: Final = re.compile(r"[-*•>#|+]|\d{1,3}[.)]\s")
_WORDS_OF_A_NAME: Final = 4


@dataclass(frozen=True, slots=True)
class Header:
    """What begins a post; `lines` is how many lines it takes."""

    author: str
    written: Written | None
    lines: int = 1


@dataclass(frozen=True, slots=True)
class _Shape:
    pattern: re.Pattern[str]
    sure: bool


_SHAPES: Final = tuple(
    _Shape(re.compile(row["pattern"], re.IGNORECASE), row.get("sure", False))
    for row in _TABLE["header"]
)


def is_furniture(line: str) -> bool:
    """Whether the line, at the edge of a post, is no part of it."""
    words = line.strip()
    if len(words) > _LONGEST:
        return False
    return words.lower() in _LINES or _PATTERN.fullmatch(words) is not None


def shows_karma(line: str) -> bool:
    """Whether the page runs names and karma together."""
    return line.strip().lower() in _KARMA_LINES


def is_number(line: str) -> bool:
    """A count of votes."""
    return _NUMBER.fullmatch(line.strip()) is not None


def header_on(line: str, *, at_edge: bool) -> Header | None:
    """The header that is written on one line."""
    words = line.strip()
    if len(words) > _LONGEST:
        return None
    for shape in _SHAPES:
        match = shape.pattern.fullmatch(words) if at_edge or shape.sure else None
        written = parse_moment(match["when"]) if match else None
        if match and written and not is_furniture(match["author"]):
            return Header(match["author"].strip(), written)
    return None


def header_over(lines: Sequence[str], *, karma: bool) -> Header | None:
    """The header whose name stands above its date.

    A full name or a rank may follow right on the name; counts and furniture may lie between.
    """
    author = name_on(lines[0], karma=karma)
    apart = author is None
    for taken, line in enumerate(lines[1:], 2):
        written = parse_moment(line)
        if author is not None and written is not None and (written.day or written.ago):
            return Header(author, written, taken)
        apart |= not line.strip()
        beside = not line.strip() or is_number(line) or is_furniture(line)
        if not beside and (apart or name_on(line, karma=False) is None):
            return None
    return None


def header_under(lines: Sequence[str]) -> Header | None:
    """The header whose name stands alone under its age: "2 days ago"."""
    written = parse_moment(lines[0])
    if written is None or written.ago is None or len(lines) < 3 or lines[2].strip():
        return None
    author = name_on(lines[1], karma=False)
    return None if author is None else Header(author, written, lines=2)


def name_on(line: str, *, karma: bool) -> str | None:
    """The name that the line may be; where the page runs karma into names, without it.

    All digits at the end are then karma: "neo73" may have been neo7, but nobody can tell.
    """
    words = line.strip()
    if (
        len(words) > _LONGEST
        or is_furniture(words)
        or len(words.split()) > _WORDS_OF_A_NAME
        or parse_moment(words)
    ):
        return None
    match = _NAME.fullmatch(words) if not _LIST_OR_QUOTE.match(words) else None
    if match is None:
        return None
    with_karma = _KARMA.fullmatch(match["author"]) if karma else None
    return with_karma["author"].strip() if with_karma else match["author"]


def has_karma(line: str) -> bool:
    """Whether a number is run into the name on the line."""
    return _KARMA.fullmatch(line.strip()) is not None
