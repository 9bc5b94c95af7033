"""The program's ledger of the seed threads, beside the gold that a careful reader wrote.

The bounds are ratchets: they may only be raised. What is still missed is told when one breaks.
"""

import asyncio
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from bot.importers import Format
from bot.model import GENUINE, UNRESOLVED, Message, Record, State, ThreadRecord
from tests.scenario.seeds import seeds
from tests.scenario.stage import arrivals, asked, stage

Told = Mapping[str, ThreadRecord]
Key = tuple[str, int]
"""A gold question: the seed, its index."""

FOUND, STATES, LOOSE = 0.97, 0.95, 0.95


@pytest.fixture(scope="module")
def told(tmp_path_factory: pytest.TempPathFactory) -> Told:
    """Every seed, read into one ledger."""
    return asyncio.run(_read(tmp_path_factory.mktemp("seeds")))


async def _read(folder: Path) -> Told:
    async with stage(folder) as scene:
        for seed in seeds():
            options = replace(seed.options, channel=seed.name)
            kind = Format(seed.gold["format"])
            await scene.take_in(arrivals(seed.source, kind, options))
        return {seed.name: await scene.store.thread(seed.name) for seed in seeds()}


def posts(thread: ThreadRecord) -> list[Message]:
    """What people wrote, in order: the gold counts these, from 1."""
    return [turn.message for turn in thread.turns if not turn.message.system]


def gold_of(told: Told) -> dict[Key, tuple[dict[str, Any], Message]]:
    """Every gold question with its message."""
    return {
        (seed.name, index): (question, posts(told[seed.name])[question["message"] - 1])
        for seed in seeds()
        for index, question in enumerate(seed.gold["questions"])
    }


def overlap(record: Record, start: int, end: int) -> float:
    """Intersection over union, as the scorers of span corpora count."""
    span = record.entry.question.span
    shared = max(0, min(span.end, end) - max(span.start, start))
    return shared / (len(span) + end - start - shared)


def matches(told: Told) -> dict[Key, Record | None]:
    """For every gold question the entry that stands for it, if any."""
    found: dict[Key, Record | None] = {}
    for (name, index), (question, message) in gold_of(told).items():
        start = message.text.index(question["text"])
        near = [
            (overlap(record, start, start + len(question["text"])), record.number, record)
            for record in told[name].records
            if record.message.id == message.id
        ]
        score, _, record = max(near, default=(0.0, 0, None))
        found[name, index] = record if score >= 0.5 else None
    return found


def test_every_gold_text_stands_once_in_its_message(told: Told) -> None:
    for seed in seeds():
        texts = [message.text for message in posts(told[seed.name])]
        for gold in (*seed.gold["questions"], *seed.gold["claims"]):
            assert texts[gold["message"] - 1].count(gold["text"]) == 1, gold["text"]


def test_the_questions_of_the_gold_are_found(told: Told) -> None:
    found = matches(told)
    missed = [gold_of(told)[key][0]["text"] for key, record in found.items() if record is None]
    taken = {(name, record.number) for (name, _), record in found.items() if record}
    extra = [
        asked(record)
        for name, thread in told.items()
        for record in thread.records
        if (name, record.number) not in taken and record.entry.question.genuine >= GENUINE
    ]

    right = len(found) - len(missed)
    f1 = 2 * right / (2 * right + len(missed) + len(extra))

    assert f1 >= FOUND, f"{f1:.2f}\nmissed: {missed}\nnot in the gold: {extra}"


def test_the_states_of_the_gold_are_found(told: Told) -> None:
    wrong: list[str] = []
    pairs = [(key, record) for key, record in matches(told).items() if record]
    for key, record in pairs:
        question, _ = gold_of(told)[key]
        state = record.entry.standing.state
        if state != question["state"]:
            wrong.append(f"{question['text']} is {question['state']}, not {state}")

    right = 1 - len(wrong) / len(pairs)

    assert right >= STATES, "\n".join([f"{right:.2f}", *wrong])


def test_the_loose_ends_are_those_of_the_gold(told: Told) -> None:
    found = matches(told)
    gold = {
        key
        for key, (question, _) in gold_of(told).items()
        if question["genuine"] and State(question["state"]) in UNRESOLVED
    }
    listed = {
        (name, record.number)
        for name, thread in told.items()
        for record in thread.records
        if record.entry.standing.state in UNRESOLVED and record.entry.question.genuine >= GENUINE
    }
    right = {
        (key[0], record.number)
        for key, record in found.items()
        if record and key in gold and (key[0], record.number) in listed
    }

    f1 = 2 * len(right) / (len(gold) + len(listed))

    lost = [
        gold_of(told)[key][0]["text"]
        for key in sorted(gold)
        if not (record := found[key]) or (key[0], record.number) not in right
    ]
    assert f1 >= LOOSE, "\n".join([f"{f1:.2f}", "not listed:", *lost])
