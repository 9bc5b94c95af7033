"""Writes docs/quality.md out of what the scorer measured: `python -m docs.quality_page SCORES`.

SCORES is the file that the scorer writes with `--json`.
"""

import json
import sys
from pathlib import Path
from typing import Any, Final

PAGE: Final = Path(__file__).with_name("quality.md")
HEAD: Final = (
    "# Quality\n"
    "Measured from outside, through the [JSON lines protocol](decisions/protocol.md), on corpora "
    "that people annotated. The figures are those of the development splits and are percentages. "
    "*Floor* is what a few lines of code reach on the held-out split, *goal* is where we are "
    "going; ✔ is at the goal, · between, ✘ at the floor or below.\n"
    "\n"
    "Most of these corpora may be measured on but neither copied nor learnt from, so none of "
    "their text is in this project. The cue words were written by hand; the weights of the "
    "linker were fitted on the logs named in [its sources](../bot/linking/ATTRIBUTION.md). Among "
    "these are three of the five rooms of the *gitter* row, which is the better for it: [the "
    "decision](decisions/linking.md) gives the rooms that nothing was fitted on.\n"
    "\n"
    "| task | measure | value | floor | goal | |\n"
    "|---|---|---|---|---|---|\n"
)


def page(rows: list[dict[str, Any]]) -> str:
    """The page, a line a measure."""
    return HEAD + "".join(f"| {' | '.join(_cells(row))} |\n" for row in rows)


def _cells(row: dict[str, Any]) -> list[str]:
    figures = [_figure(row[name]) for name in ("value", "floor", "goal")]
    return [row["task"], row["measure"], *figures, _mark(row)]


def _figure(value: float | None) -> str:
    return "" if value is None else f"{value:.1f}"


def _mark(row: dict[str, Any]) -> str:
    value, floor, goal = row["value"], row["floor"], row["goal"]
    if goal is None or value >= goal:
        return "✔"
    return "✘" if floor is not None and value <= floor else "·"


if __name__ == "__main__":
    scores = json.loads(Path(sys.argv[1]).read_text("utf-8"))
    PAGE.write_text(page(scores), "utf-8")
