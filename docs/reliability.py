"""Draws docs/calibration.svg: what the stages call likely, beside how much of it is so."""

from collections.abc import Iterator, Mapping
from html import escape
from pathlib import Path
from typing import Any, Final

from bot.evaluation import plausible

PICTURE: Final = Path(__file__).with_name("calibration.svg")
TITLES: Final = {
    "asks": "It is a question",
    "genuine": "An answer is wanted",
    "links": "This replies to that",
}
"""The forecasts, in the order of the stages."""
_PAPER, _INK, _FAINT, _LINE = "#faf9f5", "#2e3440", "#6b7080", "#d4d3cc"
_DOT: Final = "#3465a4"
"""Dark enough on the paper, which the picture brings along: it reads the same on any ground."""
_SIDE, _GAP, _LEFT, _TOP, _BELOW = 220, 62, 56, 56, 54
_WIDEST: Final = 13
"""Radius of a dot that stands for all forecasts."""
_TICKS: Final = (0, 25, 50, 75, 100)


def drawn(calibration: Mapping[str, Any]) -> str:
    """The picture as SVG: a panel each."""
    width = _LEFT + len(TITLES) * (_SIDE + _GAP) - _GAP + 24
    height = _TOP + _SIDE + _BELOW
    panels = [
        line
        for place, (name, title) in enumerate(TITLES.items())
        for line in _panel(_LEFT + place * (_SIDE + _GAP), title, calibration[name])
    ]
    return "\n".join(
        [
            f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {height}" role="img" '
            'aria-labelledby="title told" '
            'font-family="system-ui, Helvetica, Arial, sans-serif" font-size="12">',
            '<title id="title">How far the chances can be believed</title>',
            f'<desc id="told">{escape(told(calibration))}</desc>',
            f'<rect width="{width}" height="{height}" rx="8" fill="{_PAPER}"/>',
            *panels,
            "</svg>\n",
        ]
    )


def told(calibration: Mapping[str, Any]) -> str:
    """The picture in words."""
    return " ".join(
        f"{title}: {', '.join(_bins(calibration[name]))}." for name, title in TITLES.items()
    )


def _bins(panel: Mapping[str, Any]) -> Iterator[str]:
    for each in panel["bins"]:
        yield f"said {each['said']:.0%}, so {each['was']:.0%} of {each['size']}"


def _panel(left: int, title: str, panel: Mapping[str, Any]) -> Iterator[str]:
    size = sum(each["size"] for each in panel["bins"])
    yield _text(left, _TOP - 30, title, f'font-size="14" font-weight="600" fill="{_INK}"')
    about = f"error {100 * panel['error']:.1f} points, {size:,} cases"
    yield _text(left, _TOP - 13, about, f'fill="{_FAINT}"')
    for tick in _TICKS:
        yield from _tick(left, tick)
    yield _line(left, _TOP + _SIDE, left + _SIDE, _TOP, f'stroke="{_INK}" stroke-dasharray="4 4"')
    for each in panel["bins"]:
        yield from _dot(left, each, each["size"] / size)
    below = f'text-anchor="middle" fill="{_FAINT}"'
    yield _text(left + _SIDE // 2, _TOP + _SIDE + 38, "said to be likely, %", below)
    x, y = left - 36, _TOP + _SIDE // 2
    yield _text(x, y, "so, %", f'{below} transform="rotate(-90 {x} {y})"')


def _dot(left: int, each: Mapping[str, Any], share: float) -> Iterator[str]:
    """What was so, and between which shares it may truly lie."""
    x = left + _SIDE * each["said"]
    y, low, high = (
        _TOP + _SIDE * (1 - part)
        for part in (each["was"], *plausible(round(each["was"] * each["size"]), each["size"]))
    )
    yield f'<path d="M{x:.1f} {low:.1f}V{high:.1f}" stroke="{_DOT}" stroke-width="1.5"/>'
    radius = max(2.5, _WIDEST * share**0.5)
    yield f'<circle cx="{x:.1f}" cy="{y:.1f}" r="{radius:.1f}" fill="{_DOT}"/>'


def _tick(left: int, tick: int) -> Iterator[str]:
    x, y = left + _SIDE * tick // 100, _TOP + _SIDE - _SIDE * tick // 100
    yield _line(x, _TOP, x, _TOP + _SIDE, f'stroke="{_LINE}"')
    yield _line(left, y, left + _SIDE, y, f'stroke="{_LINE}"')
    yield _text(x, _TOP + _SIDE + 18, str(tick), f'text-anchor="middle" fill="{_FAINT}"')
    yield _text(left - 8, y + 4, str(tick), f'text-anchor="end" fill="{_FAINT}"')


def _line(x: int, y: int, to_x: int, to_y: int, how: str) -> str:
    return f'<line x1="{x}" y1="{y}" x2="{to_x}" y2="{to_y}" {how}/>'


def _text(x: int, y: int, words: str, how: str) -> str:
    return f'<text x="{x}" y="{y}" {how}>{escape(words)}</text>'
