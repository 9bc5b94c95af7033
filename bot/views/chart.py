"""What was asked week by week, and how old what is open is: as a drawing (SVG).

It stands on a ground of its own, so that it is legible in dark and in light; open and answered
differ by their pattern too, not by colour alone. Its words are strokes, since a bare machine has no
fonts.
"""

from collections.abc import Iterator
from datetime import timedelta
from typing import Final

from bot.model import Counts
from bot.views.strokes import width, written

SIZE: Final = (640, 220)
AGES: Final = ("3m+", "1-3m", "1-4w", "1-7d", "<1d")
"""What the steps of age are called in the picture, the oldest first."""
_GROUND, _INK, _FAINT = "#20242c", "#e8eaf0", "#8d95a5"
_OPEN, _ANSWERED = "#ffb454", "#4cc2a5"
_WEEK: Final = timedelta(weeks=1)
_LEFT, _RIGHT, _TOP, _BASE = 24.0, 400.0, 56.0, 176.0
_BAR: Final = 0.62
_ROWS: Final = (440.0, 600.0, 60.0, 28.0)
"""Left, right and top of the rows of ages, and from one to the next."""


def chart(counts: Counts) -> str:
    """The drawing, as an SVG document."""
    across, down = SIZE
    return "\n".join(
        (
            f'<svg xmlns="http://www.w3.org/2000/svg" width="{across}" height="{down}" '
            f'viewBox="0 0 {across} {down}">',
            '<defs><pattern id="open" width="6" height="6" patternUnits="userSpaceOnUse" '
            f'patternTransform="rotate(45)"><rect width="6" height="6" fill="{_GROUND}"/>'
            f'<rect width="3" height="6" fill="{_OPEN}"/></pattern></defs>',
            f'<rect width="{across}" height="{down}" rx="10" fill="{_GROUND}"/>',
            *_legend(),
            *_weeks(counts),
            *_ages(counts),
            "</svg>",
            "",
        )
    )


def _legend() -> Iterator[str]:
    x = _LEFT
    for words, fill, line in (("open", "url(#open)", _OPEN), ("answered", _ANSWERED, _ANSWERED)):
        yield _box(x, 18, 14, 14, fill, line)
        yield from written(words, x + 22, 18, 2, _INK)
        x += 22 + width(words, 2) + 24
    yield from written("age of open", _ROWS[0], 18, 2, _INK)


def _weeks(counts: Counts) -> Iterator[str]:
    highest = max((sum(week) for week in counts.weeks), default=0) or 1
    step = (_RIGHT - _LEFT) / max(1, len(counts.weeks))
    high = (_BASE - _TOP) / highest
    yield f'<path d="M{_LEFT:g} {_BASE:g}H{_RIGHT:g}" stroke="{_FAINT}" stroke-width="1"/>'
    for place, (still_open, answered) in enumerate(counts.weeks):
        x = _LEFT + place * step + step * (1 - _BAR) / 2
        top = _BASE - answered * high
        yield _box(x, top, step * _BAR, answered * high, _ANSWERED, _ANSWERED)
        top -= still_open * high
        yield _box(x, top, step * _BAR, still_open * high, "url(#open)", _OPEN)
        if still_open + answered:
            asked = str(still_open + answered)
            middle = x + (step * _BAR - width(asked, 1.6)) / 2
            yield from written(asked, middle, top - 15, 1.6, _INK)
        begins = counts.since + place * _WEEK
        day = f"{begins:%m-%d}"
        yield from written(day, x + (step * _BAR - width(day, 1.3)) / 2, _BASE + 12, 1.3, _FAINT)


def _ages(counts: Counts) -> Iterator[str]:
    left, right, top, step = _ROWS
    begin = left + 64
    room = right - begin - 30
    longest = max(counts.ages, default=0) or 1
    for place, (label, n) in enumerate(zip(AGES, counts.ages, strict=False)):
        y = top + place * step
        yield from written(label, left, y, 1.8, _FAINT)
        long = room * n / longest
        yield _box(begin, y - 1, max(long, 1), 14, "url(#open)", _OPEN)
        yield from written(str(n), begin + long + 8, y, 1.8, _INK)


def _box(x: float, y: float, wide: float, high: float, fill: str, line: str) -> str:
    if high <= 0:
        return ""
    return (
        f'<rect x="{x:g}" y="{y:g}" width="{wide:g}" height="{high:g}" fill="{fill}" '
        f'stroke="{line}" stroke-width="1"/>'
    )
