"""Stage 1, markup: a text -> tokens with exact offsets.

Needs the original text. Gives words and punctuation in order; code, links, mentions and quoted
strings are one opaque word each, so that nothing inside them is taken for somebody's own words.
Quoted lines and code blocks are walls between sentences. Every alternative of the pattern ends
within a bounded stretch or always matches, so the cost is linear in the text.
"""

import re
from collections.abc import Callable
from enum import IntEnum
from typing import Any, Final, NamedTuple, cast


class Kind(IntEnum):
    """What a token is; the numbers are the groups of the pattern below."""

    WALL = 1
    """A code block or a quoted line."""
    BULLET = 2
    """List marker or heading mark at the start of a line."""
    BREAK = 3
    """End of a line, with the blank lines after it."""
    OPAQUE = 4
    """Inline code, a link, a quoted string: stands for a thing."""
    MENTION = 5
    WORD = 6
    CJK = 7
    """One character of a script that is written without spaces."""
    END = 8
    """Full stop, question mark, exclamation mark, or a run of them."""
    COMMA = 9
    COLON = 10
    """A colon before a space."""
    DASH = 11
    """A dash or semicolon: parts more than a comma does."""
    OPEN = 12
    CLOSE = 13
    ASKS = 14
    """The Spanish opening question mark."""
    EMOJI = 15


class Token(NamedTuple):
    """A token: `word` is its text, lower-cased, curly apostrophes straight.

    `capital` tells whether it began with a capital.
    """

    kind: Kind
    word: str
    start: int
    end: int
    capital: bool = False


WORDS: Final = frozenset({Kind.WORD, Kind.CJK, Kind.OPAQUE, Kind.MENTION})

_CJK: Final = r"\u3041-\u3096\u309d-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uff66-\uff9f"
_LETTER: Final = rf"[^\W_{_CJK}]"
_PATTERN: Final = re.compile(
    rf"""
      (?:(?m:^)[ \t]*(?:```|~~~)[\s\S]*?(?:```|~~~|\Z)|```[\s\S]*?(?:```|\Z)
        |(?m:^)[ \t]*(?:>|&gt;)[^\n]*)()
    | (?m:^)[ \t]*(?:[-*+•‣◦·]|\#{{1,6}}|\(?\d{{1,3}}[.)]|[a-z]\))(?=[ \t])[ \t]*()
    | \n(?:[ \t\r]*\n)*()
    | (?:`[^`\n]+`|(?:https?://|www\.)[^\s()<>]*[^\s()<>.,;:!?'"]|"[^"\n]{{1,400}}"|“[^“”\n]{{1,400}}”|«[^«»\n]{{1,400}}»
        |„[^„“”\n]{{1,400}}[“”]|「[^「」\n]{{1,400}}」)()
    | (?:<(?:@[!&]?|\#|a?:\w{{1,40}}:)\d{{1,25}}>|@[\w.-]+)()
    | {_LETTER}+(?:['’._/@+&-]{_LETTER}+)*(?:['’](?=\s))?()
    | [{_CJK}]()
    | [.!?…？！。｡؟‽‼⁇⁈⁉]+()
    | [,，、،]()
    | (?::(?=\s|$)|：)()
    | (?:;(?=\s|$)|；|--+|—|–(?!\d)|(?<=\s)-(?=\s))()
    | (?<![:;=8])[(\[（【]()
    | (?<![:;=8-])[)\]）】]()
    | ¿()
    | [\U0001f300-\U0001faff\u2600-\u2763\u2765-\u27bf]+()
    """,
    re.VERBOSE,
)
"""The empty group that ends each alternative tells the kind: so the engine sees its first sign."""
_KINDS: Final = (Kind.WALL, *Kind)
_new: Final[Callable[[type[Token], tuple[Kind, str, int, int, bool]], Token]] = cast(
    "Any", tuple
).__new__
"""Makes a token without its own constructor, a call for each of the score of words in a message."""


def tokens_of(text: str) -> list[Token]:
    """The tokens of `text`, in order, without overlaps; white space and emphasis are left out."""
    curly = "’" in text
    found: list[Token] = []
    for match in _PATTERN.finditer(text):
        raw = match[0]
        word = raw.lower()
        capital = raw[0] != word[0]
        if curly:
            word = word.replace("’", "'")
        start, end = match.span()
        found.append(_new(Token, (_KINDS[match.lastindex or 0], word, start, end, capital)))
    return found


def words_of(text: str) -> list[str]:
    """The words of a cue phrase, cut exactly as the words of a message are."""
    return [token.word for token in tokens_of(text) if token.kind in WORDS]
