"""A text as it is sent, and the way back from there to what was written."""

from bisect import bisect_right
from collections.abc import Iterable
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


def altered(text: str, changes: Iterable[tuple[Span, str]]) -> Sent:
    """The text with each of some stretches put into other words. They come in order, without
    overlaps.
    """
    pieces: list[str] = []
    changed: list[tuple[Span, Span]] = []
    end = length = 0
    for span, new in changes:
        start = length + span.start - end
        pieces += text[end : span.start], new
        length, end = start + len(new), span.end
        changed.append((Span(start, length), span))
    return Sent("".join((*pieces, text[end:])), tuple(changed))
