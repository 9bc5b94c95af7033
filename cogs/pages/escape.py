"""Words of a view -> Discord's Markdown that shows them as they are, and pings nobody. Pure.

Views have cleaned the words already: one line, nothing unseen, nothing that reorders its
neighbours. Here only what Discord would take for markup is broken: emphasis, code, spoilers, masked
and bare links, mentions, custom emoji, timestamps, headings, lists, quotes, subtext.
"""

import re
from typing import Final

from bot.views.moments import STAMP, Precision
from bot.views.text import unmentioning

_SYNTAX: Final = re.compile(r"[\\`*_~|<>\[\]]|:(?=//)|^(?:[-+=]|#{1,6}(?!\S)|\d+[.)])")
_UNSEEN: Final = re.compile(r"[\x00-\x1f\x7f]")
_URL_SYNTAX: Final = str.maketrans(
    {"<": "%3C", ">": "%3E", "(": "%28", ")": "%29", "\\": "%5C", "`": "%60", "|": "%7C"}
)
_STYLES: Final = {Precision.AGO: "R", Precision.DAY: "D", Precision.MOMENT: "f"}


def escaped(words: str) -> str:
    """`words` that mean nothing in Markdown; the stamps of views in them become Discord's own.

    A backslash before punctuation is all that Discord needs, except for `@everyone`.
    """
    plain = STAMP.split(words)
    pieces = [_literal(piece) for piece in plain[::3]]
    stamps = [_timestamp(*stamp) for stamp in zip(plain[1::3], plain[2::3], strict=True)]
    return "".join(
        piece for pair in zip(pieces, [*stamps, ""], strict=True) for piece in pair if piece
    )


def link(words: str, url: str) -> str:
    """A masked link. `words` are ours, `url` may be anybody's."""
    return f"[{words}](<{url.translate(_URL_SYNTAX)}>)"


def length(text: str) -> int:
    """How long Discord takes `text` to be, at most: in UTF-16 code units."""
    return len(text) + sum(character > "\uffff" for character in text)


def clipped(text: str, limit: int) -> str:
    """The start of `text`, so that it is no longer than `limit`."""
    if length(text) <= limit:
        return text
    used = 1  # the ellipsis
    for place, character in enumerate(text):
        used += length(character)
        if used > limit:
            return f"{text[:place]}…"
    return text


def _literal(words: str) -> str:
    seen = _UNSEEN.sub("", words)
    return unmentioning(
        _SYNTAX.sub(lambda found: f"{found.group()[:-1]}\\{found.group()[-1]}", seen)
    )


def _timestamp(precision: str, seconds: str) -> str:
    return f"<t:{seconds}:{_STYLES[Precision(precision)]}>"
