"""The corpora that may be fitted on and quoted from, as labelled channels."""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any, Final

from bot.cli.measuring.labelled import Labelled, labelled
from tools.logs import Log, read_logs

DISCUSSIONS: Final = "threads/dev.jsonl"
"""Written and annotated for this project."""
LOGS: Final = "irc_disentangle/dev.jsonl"
ASKED: Final = "irc_disentangle/question_replies.dev.jsonl"
"""Kummerfeld et al. 2019, CC BY 4.0; and which of their messages look like questions."""
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


def logs(corpora: Path) -> list[Log]:
    """Logs of chat without a reply button, with the parents that people drew."""
    return read_logs(corpora / LOGS)


def asking(corpora: Path) -> list[frozenset[int]]:
    """The places of the messages of each log that look like questions."""
    found: dict[str, set[int]] = {row["doc"]: set() for row in rows(corpora / LOGS)}
    for row in rows(corpora / ASKED):
        found[row["doc"]].add(row["q"])
    return [frozenset(places) for places in found.values()]


def rows(file: Path) -> list[dict[str, Any]]:
    """The objects of a file of JSON lines."""
    return [json.loads(line) for line in file.read_text("utf-8").splitlines()]
