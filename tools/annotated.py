"""The corpora that may be fitted on and quoted from, as labelled channels."""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any, Final

from bot.cli.labelled import Labelled, labelled

DISCUSSIONS: Final = "threads/dev.jsonl"
"""Written and annotated for this project."""
LOGS: Final = "irc_disentangle/dev.jsonl"
"""Kummerfeld et al. 2019, CC BY 4.0."""
SENTENCES: Final = ("argscichat/question_detect.dev.jsonl", "molweni/question_detect.dev.jsonl")
"""UKPLab/arxiv2022-argscichat and HIT-SCIR/Molweni, both Apache-2.0."""


def discussions(corpora: Path) -> list[Labelled]:
    """Whole discussions, with every sub-question, its state, its replies and their roles."""
    file = corpora / DISCUSSIONS
    return labelled(file.read_bytes(), file, file.name)


def sentences(corpora: Path) -> Iterator[tuple[str, bool]]:
    """Sentences and lines of chat, and whether they ask something."""
    for name in SENTENCES:
        for row in rows(corpora / name):
            yield row["text"], row["label"] == "question"


def rows(file: Path) -> list[dict[str, Any]]:
    """The objects of a file of JSON lines."""
    return [json.loads(line) for line in file.read_text("utf-8").splitlines()]
