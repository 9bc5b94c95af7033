"""Measure quality anew and write docs/quality.md with its picture.

    python -m tools.quality CORPORA --scorer SCORER    all of it; takes some minutes
    python -m tools.quality CORPORA --scores SCORES    with what the scorer gave by --json before

With --extractors it also puts the rules, the language model of your settings, and the model where
the rules are unsure side by side, and sends the discussions to that model.

CORPORA is the folder of annotated corpora. SCORER is a program that feeds them to the three verbs
of the JSON lines protocol and writes a row a measure with --json. What is measured is kept in
docs/measured, so that the page can be written again without the corpora: `python -m
docs.quality_page`.
"""

import argparse
import asyncio
import json
import subprocess
import sys
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from bot.settings import load_settings
from docs.quality_page import MEASURED, write
from tools.ablation import ablation
from tools.annotated import asking, discussions, logs, sentences
from tools.calibration import asks, calibrated, genuine, links
from tools.extractors import compared
from tools.linkage import linkage
from tools.mistakes import mistakes


def main() -> None:
    given = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    given.add_argument("corpora", type=Path)
    source = given.add_mutually_exclusive_group(required=True)
    source.add_argument("--scorer", type=Path)
    source.add_argument("--scores", type=Path)
    given.add_argument(
        "--extractors",
        action="store_true",
        help="put rules and the model of your settings side by side: sends it the discussions",
    )
    args = given.parse_args()
    scores = (
        _scored(args.scorer, args.corpora)
        if args.scorer
        else json.loads(args.scores.read_text("utf-8"))
    )
    MEASURED.mkdir(exist_ok=True)
    found = {"scores": scores, **_measured(args.corpora)}
    if args.extractors:
        found["extractors"] = asyncio.run(compared(discussions(args.corpora), load_settings()))
    for name, figures in found.items():
        told = json.dumps(figures, ensure_ascii=False, indent=1)
        (MEASURED / f"{name}.json").write_text(f"{told}\n", "utf-8")
    write()


def _scored(scorer: Path, corpora: Path) -> list[dict[str, Any]]:
    """What the scorer says of the program in this checkout."""
    program = f"{sys.executable} -m bot"
    with TemporaryDirectory() as folder:
        scores = Path(folder) / "scores.json"
        subprocess.run(  # noqa: S603  (the scorer that was named)
            [sys.executable, scorer, "--corpora", corpora, "--command", program, "--json", scores],
            check=True,
        )
        return json.loads(scores.read_text("utf-8"))


def _measured(corpora: Path) -> dict[str, Any]:
    """What is told of the stages from within."""
    talk, lines, chat = discussions(corpora), list(sentences(corpora)), logs(corpora)
    return {
        "ablation": ablation(talk, lines),
        "linkage": linkage(chat, asking(corpora)),
        "calibration": {
            "asks": calibrated(asks(lines)),
            "genuine": calibrated(genuine(talk)),
            "links": calibrated(links(chat)),
        },
        "mistakes": mistakes(talk, chat),
    }


if __name__ == "__main__":
    main()
