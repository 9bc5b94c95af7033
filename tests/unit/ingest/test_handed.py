"""Archives that people hand over are taken in where they belong."""

import json
from collections.abc import Sequence
from datetime import UTC, datetime

import pytest

from bot.errors import BadInput
from bot.importers import ReadOptions
from bot.ingest import Receipt
from bot.ingest.handed import Handed, take_in
from bot.model import Arrival, MessageRef, Posted

NOW = datetime(2026, 5, 3, 12, tzinfo=UTC)
OPTIONS = ReadOptions(dated=NOW, name="talk.jsonl")
AT = "2026-05-03T10:00:00Z"


class Recorder:
    """Takes everything in but what says "no"."""

    def __init__(self) -> None:
        self.batches: list[int] = []
        self.took: list[str] = []

    async def ingest(self, arrivals: Sequence[Arrival]) -> Receipt:
        posts = [arrival for arrival in arrivals if isinstance(arrival, Posted)]
        refused: tuple[MessageRef, ...] = tuple(
            post.message.ref for post in posts if post.message.text == "no"
        )
        self.batches.append(len(posts))
        self.took += [post.message.text for post in posts]
        return Receipt(new=len(posts) - len(refused), set_aside=refused)


def archive(*texts: str) -> bytes:
    told = {"at": AT, "author": "mira", "channel": "beds"}
    lines = (json.dumps({"id": str(n), **told, "text": text}) for n, text in enumerate(texts))
    return "".join(f"{line}\n" for line in lines).encode()


async def test_archive_is_taken_in_a_thousand_messages_at_a_time() -> None:
    recorder = Recorder()

    handed = await take_in(recorder, archive(*["hi"] * 2_001), OPTIONS, lambda post: post)

    assert recorder.batches == [1_000, 1_000, 1]
    assert handed == Handed(new=2_001, known=0, questions=0, left_out=0)


async def test_what_has_no_home_stays_out() -> None:
    recorder = Recorder()

    await take_in(
        recorder,
        archive("here", "elsewhere"),
        OPTIONS,
        lambda post: post if post.message.text == "here" else None,
    )

    assert recorder.took == ["here"]


async def test_records_that_are_no_messages_and_messages_that_are_refused_are_counted() -> None:
    content = archive("yes", "no") + b'{"text": 3}\n' + archive("yes")

    handed = await take_in(Recorder(), content, OPTIONS, lambda post: post)

    assert (handed.new, handed.left_out) == (2, 2)


async def test_what_stands_before_a_fault_is_kept() -> None:
    recorder = Recorder()
    content = archive(*["hi"] * 1_000) + b"{broken\n" * 200

    with pytest.raises(BadInput):
        await take_in(recorder, content, OPTIONS, lambda post: post)

    assert recorder.batches == [1_000]
