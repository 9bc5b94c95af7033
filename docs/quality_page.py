"""Writes docs/quality.md and its picture out of docs/measured: `python -m docs.quality_page`.

`python -m tools.quality` measures anew.
"""

import json
import tomllib
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any, Final

from docs.reliability import PICTURE, TITLES, drawn

PAGE: Final = Path(__file__).with_name("quality.md")
MEASURED: Final = Path(__file__).with_name("measured")

WORDS: Final = tomllib.loads(PAGE.with_suffix(".toml").read_text("utf-8"))
"""What the page says beside the figures."""

COMPARED: Final = "extractors"
_FAIR: Final = 0.03
"""Expected calibration error up to which a chance is called one."""

Row = Mapping[str, Any]


def measured(name: str) -> Any:  # noqa: ANN401  (whatever JSON holds)
    return json.loads((MEASURED / f"{name}.json").read_text("utf-8"))


def page() -> str:
    """The whole page."""
    return "".join(
        (
            WORDS["head"],
            *_standing(measured("scores")),
            WORDS["stages"],
            *_stages(measured("ablation")),
            WORDS["stages_told"],
            *_extractors(),
            WORDS["replies"],
            *_stages(measured("linkage")),
            WORDS["replies_told"],
            WORDS["mistakes"],
            *_mistakes(measured("mistakes")),
            WORDS["believed"],
            *_believed(measured("calibration")),
            WORDS["again"],
        )
    )


def picture() -> str:
    return drawn(measured("calibration"))


def _standing(rows: Sequence[Row]) -> Iterator[str]:
    marks = [_mark(row) for row in rows]
    reached, low = marks.count("✔"), marks.count("✘")
    yield f"\n{reached} of {len(rows)} measures are at their goal, {low} at the floor or below.\n\n"
    yield "| task | measure | ours | floor | goal | | elsewhere |\n|---|---|---|---|---|---|---|\n"
    for row, mark in zip(rows, marks, strict=True):
        figures = [_figure(row[name]) for name in ("value", "floor", "goal")]
        elsewhere = WORDS["elsewhere"].get(row["task"], {}).get(row["measure"], "")
        yield _line(row["task"], row["measure"], *figures, mark, elsewhere)


def _figure(value: float | None) -> str:
    return "" if value is None else f"{value:.1f}"


def _mark(row: Row) -> str:
    value, floor, goal = row["value"], row["floor"], row["goal"]
    if goal is None or value >= goal:
        return "✔"
    return "✘" if floor is not None and value <= floor else "·"


def _stages(rows: Sequence[Row]) -> Iterator[str]:
    for row in rows:
        yield _line(row["variant"], *(_figure(v) for name, v in row.items() if name != "variant"))


def _extractors() -> Iterator[str]:
    """Rules and model side by side, where somebody measured a model."""
    if (MEASURED / f"{COMPARED}.json").exists():
        yield WORDS[COMPARED]
        for row in measured(COMPARED):
            shares = [_figure(v) for name, v in row.items() if name not in {"variant", "tokens"}]
            yield _line(row["variant"], *shares, f"{row['tokens']:,}")


def _mistakes(found: Mapping[str, Row]) -> Iterator[str]:
    """A line for each kind that happens, below what there is to mistake."""
    for thing, group in found.items():
        yield _line(f"**{WORDS['things'][thing].format(group['of'])}**", "", "")
        for kind, times in group["times"].items():
            if times:
                meaning, example = WORDS["kinds"][kind]
                yield _line(meaning, str(times), example)


def _believed(calibration: Mapping[str, Any]) -> Iterator[str]:
    yield f"![{_seen(calibration)}]({PICTURE.name})\n\n"
    yield "| chance | cases | error | |\n|---|---|---|---|\n"
    for name in TITLES:
        panel = calibration[name]
        cases = sum(each["size"] for each in panel["bins"])
        error = f"{100 * panel['error']:.1f} points"
        yield _line(WORDS["forecasts"][name], f"{cases:,}", error, _verdict(panel))


def _seen(calibration: Mapping[str, Row]) -> str:
    """What the picture shows, in short; it says more of itself."""
    panels = [f"{title}: {_verdict(calibration[name])}" for name, title in TITLES.items()]
    return f"Three reliability diagrams. {'. '.join(panels)}."


def _verdict(panel: Row) -> str:
    """How far such a chance can be believed."""
    if panel["error"] <= _FAIR:
        return "can be believed"
    lean = sum(each["size"] * (each["said"] - each["was"]) for each in panel["bins"])
    return f"an order rather than a chance, {'too sure' if lean > 0 else 'too careful'}"


def _line(*cells: str) -> str:
    return f"| {' | '.join(cells)} |\n"


def write() -> None:
    """Write the page and its picture."""
    PAGE.write_text(page(), "utf-8")
    PICTURE.write_text(picture(), "utf-8")


if __name__ == "__main__":
    write()
