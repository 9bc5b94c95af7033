"""Fit the weights of bot/linking on annotated chat logs; the same input gives the same bytes.

    OPENBLAS_NUM_THREADS=1 python tools/train_linking.py TRAIN.jsonl [--out bot/linking/weights.npz]

TRAIN.jsonl: the training logs of Kummerfeld et al. 2019 (irc-disentanglement, CC BY 4.0), a log a
line: messages[{time, speaker, text, system}], links[[parent, child]], annotate_from, annotate_to.
"""

import argparse
import json
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, fields, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from bot.linking.features import GRID, block_features, neighbours, turn_features
from bot.linking.matches import SLOTS
from bot.linking.talk import Talk, talk_of
from bot.model import (
    Author,
    AuthorId,
    ChannelId,
    ChannelRef,
    CommunityId,
    Message,
    MessageId,
    MessageRef,
    Platform,
)
from bot.words import tokens
from fitting import Sample

VOCABULARY = 800
WORD_FEATURES = 16
HIDDEN = (64, 32)
SEED = 20191118

_CHANNEL = ChannelRef(Platform.IMPORT, CommunityId("irc"), ChannelId("log"))


@dataclass(frozen=True)
class Log:
    messages: list[Message]
    parents: dict[int, set[int]]
    annotated: range


def read(path: Path) -> list[Log]:
    return [_log(json.loads(line)) for line in path.open(encoding="utf-8")]


def _log(row: dict[str, Any]) -> Log:
    times = _times([m["time"] for m in row["messages"]])
    messages = [
        Message(
            ref=MessageRef(_CHANNEL, MessageId(str(m["i"]))),
            author=Author(AuthorId(m["speaker"] or "server"), m["speaker"] or "server"),
            at=at,
            text=m["text"],
            system=m["system"],
        )
        for m, at in zip(row["messages"], times, strict=True)
    ]
    parents: dict[int, set[int]] = {}
    for parent, child in row["links"]:
        parents.setdefault(child, set()).add(parent)
    return Log(messages, parents, range(row["annotate_from"], row["annotate_to"] + 1))


def _times(clock: Sequence[str | None]) -> Iterator[datetime]:
    """Times for lines that bear "HH:MM" or nothing: never running backwards."""
    day = datetime(2024, 1, 1, tzinfo=UTC)
    last = day
    for shown in clock:
        if shown:
            hours, minutes = shown[-5:].split(":")
            now = day + timedelta(hours=int(hours), minutes=int(minutes))
            if now < last - timedelta(hours=2):
                day, now = day + timedelta(days=1), now + timedelta(days=1)
            last = max(last, now)
        yield last


def vocabulary(logs: Sequence[Log]) -> list[str]:
    """The words that most turns bear, and those ("^word") that open most turns."""
    bear: Counter[str] = Counter()
    for log in logs:
        for i in log.annotated:
            if not log.messages[i].system:
                words = tokens(log.messages[i].text)
                bear.update({*words, *("^" + w for w in words[:1])})
    names = {m.author.name.lower() for log in logs for m in log.messages}
    known = [
        w
        for w, _ in sorted(bear.items(), key=lambda p: (-p[1], p[0]))
        if w.lstrip("^") not in names
    ]
    return sorted(known[:VOCABULARY])


def sample(log: Log, words: dict[str, int]) -> Sample:
    talk = talk_of(log.messages, words)
    near = neighbours(talk)
    start, stop = np.searchsorted(talk.position, (log.annotated.start, log.annotated.stop))
    made = block_features(talk, near, range(start, stop))
    bag = np.zeros((len(talk), len(words)), np.uint8)
    bag[talk.lexicon.turn, talk.lexicon.word] = 1
    return Sample(
        start, stop, turn_features(talk, near).T.copy(), bag,
        np.moveaxis(np.rint(made.pairs * GRID).astype(np.int8), 0, 2).copy(),
        made.child.T.copy(), made.valid, gold(log, talk, range(start, stop)),
    )  # fmt: skip


def gold(log: Log, talk: Talk, block: range) -> NDArray[np.bool_]:
    rank = {int(position): i for i, position in enumerate(talk.position)}
    result = np.zeros((len(block), SLOTS), np.bool_)
    for row, turn in enumerate(block):
        for parent in log.parents.get(int(talk.position[turn]), ()):
            slot = turn - rank[parent] if parent in rank else SLOTS
            if 0 <= slot < SLOTS:
                result[row, slot] = True
    return result
