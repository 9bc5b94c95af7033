"""What a model quotes, found word for word in what was sent, or not at all.

White space may differ, since models join lines; nothing else may. Of some 7,000 quotes that models
gave in one published count, about a tenth stood nowhere in the text.
"""

import re
from collections.abc import Sequence
from typing import Final

from bot.model import Span

_BLANK: Final = re.compile(r"\s+")
_LONGEST: Final = 4_000


class Quotes:
    """Where quotes of one text stand. A quote that stands there twice is found twice, and then no
    more.
    """

    def __init__(self, text: str) -> None:
        self._text = text
        self._joined, self._places = _joined(text)
        self._found: set[Span] = set()

    def find(self, quote: str) -> Span | str:
        """The stretch of the text that is quoted; a word for why there is none."""
        words = _BLANK.sub(" ", quote).strip()
        if not any(map(str.isalnum, words)):
            return "no-quote"
        if len(words) > _LONGEST:
            return "too-long"
        why = "not-found"
        at = self._joined.find(words)
        while at >= 0:
            span = Span(self._places[at], self._places[at + len(words) - 1] + 1)
            if cuts_a_word(self._text, span):
                why = "cuts-a-word"
            elif span in self._found:
                why = "said-twice"
            else:
                self._found.add(span)
                return span
            at = self._joined.find(words, at + len(words))
        return why


def cuts_a_word(text: str, span: Span) -> bool:
    """Whether a stretch begins or ends inside of a word."""
    return _inside(text, span.start) or _inside(text, span.end)


def _inside(text: str, place: int) -> bool:
    """Between two letters or digits of a script that parts its words by spaces."""
    if not 0 < place < len(text):
        return False
    around = text[place - 1 : place + 1]
    return around.isalnum() and all(c.isascii() or c.lower() != c.upper() for c in around)


def _joined(text: str) -> tuple[str, Sequence[int]]:
    """The text with each run of white space as one space, and where each character stood."""
    pieces: list[str] = []
    places: list[int] = []
    end = 0
    for blank in _BLANK.finditer(text):
        pieces += text[end : blank.start()], " "
        places += range(end, blank.start() + 1)
        end = blank.end()
    pieces.append(text[end:])
    places += range(end, len(text))
    return "".join(pieces), places
