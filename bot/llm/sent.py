"""A text as it is sent, and the way back from there to what was written."""

import re
from bisect import bisect_right
from collections.abc import Callable
from dataclasses import dataclass

from bot.model import Span


@dataclass(frozen=True, slots=True)
class Sent:
    """A `text` as it is sent. `changed` pairs each stretch of it that stands for other words with
    the stretch of the original that it stands for, in order.
    """

    text: str
    changed: tuple[tuple[Span, Span], ...] = ()

    def original(self, span: Span) -> Span:
        """The stretch of the original that stands behind a stretch of `text`. What was changed is
        one piece: who touches it means all of it.
        """
        return Span(self._back(span.start, opening=True), self._back(span.end, opening=False))

    def _back(self, place: int, *, opening: bool) -> int:
        at = bisect_right(self.changed, place, key=lambda change: change[0].start) - 1
        if at < 0:
            return place
        here, there = self.changed[at]
        if place >= here.end:
            return there.end + place - here.end
        return there.start if opening or place == here.start else there.end


def altered(text: str, what: re.Pattern[str], instead: Callable[[re.Match[str]], str]) -> Sent:
    """The text with each match of a pattern put into other words."""
    pieces: list[str] = []
    changed: list[tuple[Span, Span]] = []
    end = length = 0
    for match in what.finditer(text):
        kept, new = text[end : match.start()], instead(match)
        start = length + len(kept)
        length, end = start + len(new), match.end()
        pieces += kept, new
        changed.append((Span(start, length), Span(match.start(), end)))
    return Sent("".join((*pieces, text[end:])), tuple(changed))
