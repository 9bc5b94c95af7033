"""Letters drawn as strokes, for pictures: so that they look the same where no font is installed.

A letter is some lines on a grid, four wide and six high, with two below for tails.
"""

from collections.abc import Iterator
from typing import Final

ADVANCE: Final = 6
"""How far one letter is from the next, in units of the grid."""
_STROKES: Final = {
    "0": "1,0 3,0 4,1 4,5 3,6 1,6 0,5 0,1 1,0",
    "1": "1,1 2,0 2,6|1,6 3,6",
    "2": "0,1 1,0 3,0 4,1 4,2 0,6 4,6",
    "3": "0,1 1,0 3,0 4,1 4,2 3,3 1,3|3,3 4,4 4,5 3,6 1,6 0,5",
    "4": "3,6 3,0 0,4 4,4",
    "5": "4,0 0,0 0,3 3,3 4,4 4,5 3,6 0,6",
    "6": "3,0 1,0 0,1 0,5 1,6 3,6 4,5 4,4 3,3 0,3",
    "7": "0,0 4,0 1,6",
    "8": "1,3 0,2 0,1 1,0 3,0 4,1 4,2 3,3 1,3 0,4 0,5 1,6 3,6 4,5 4,4 3,3",
    "9": "4,3 1,3 0,2 0,1 1,0 3,0 4,1 4,5 3,6 1,6",
    "a": "0,3 1,2 3,2 4,3 4,6|4,4 1,4 0,5 1,6 3,6 4,5",
    "b": "0,0 0,6 3,6 4,5 4,3 3,2 0,2",
    "d": "4,0 4,6 1,6 0,5 0,3 1,2 4,2",
    "e": "0,4 4,4 4,3 3,2 1,2 0,3 0,5 1,6 4,6",
    "g": "4,6 1,6 0,5 0,3 1,2 4,2 4,7 3,8 0,8",
    "k": "0,0 0,6|4,2 0,4 4,6",
    "m": "0,6 0,2 1,2 2,3 2,6|2,3 3,2 4,3 4,6",
    "n": "0,6 0,2|0,3 1,2 3,2 4,3 4,6",
    "o": "1,2 3,2 4,3 4,5 3,6 1,6 0,5 0,3 1,2",
    "f": "3,0 2,0 1,1 1,6|0,2 3,2",
    "p": "0,8 0,2 3,2 4,3 4,5 3,6 0,6",
    "r": "0,6 0,2|0,3 1,2 3,2",
    "s": "4,2 1,2 0,3 1,4 3,4 4,5 3,6 0,6",
    "w": "0,2 1,6 2,3 3,6 4,2",
    "y": "0,2 0,5 1,6 4,6|4,2 4,7 3,8 0,8",
    "+": "2,2 2,6|0,4 4,4",
    "-": "0,4 4,4",
    "<": "4,2 0,4 4,6",
}


def written(words: str, x: float, y: float, size: float, colour: str) -> Iterator[str]:
    """SVG lines that write the words, their upper left corner at `x`, `y`; `size` is that of the
    grid's unit. What has no strokes is a blank.
    """
    for place, letter in enumerate(words):
        left = x + place * ADVANCE * size
        for stroke in filter(None, _STROKES.get(letter, "").split("|")):
            points = (point.split(",") for point in stroke.split())
            line = " ".join(
                f"{left + int(across) * size:g},{y + int(down) * size:g}" for across, down in points
            )
            yield (
                f'<polyline points="{line}" fill="none" stroke="{colour}" '
                f'stroke-width="{size * 0.8:g}" stroke-linecap="round" stroke-linejoin="round"/>'
            )


def width(words: str, size: float) -> float:
    """How wide the words are."""
    return max(0, len(words) * ADVANCE - 2) * size
