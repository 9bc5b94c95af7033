"""Annotated chat logs: the corpora's JSON lines -> messages and the parents that people marked."""

import json
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

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

TELLING = 30
"""Letters of a line that nobody else writes by chance."""

_CHANNEL = ChannelRef(Platform.IMPORT, CommunityId("logs"), ChannelId("log"))


@dataclass(frozen=True)
class Log:
    """Messages; the parents of the annotated ones, by place (itself: starts a conversation)."""

    messages: list[Message]
    parents: dict[int, set[int]]
    annotated: range


def read_logs(path: Path, only: Collection[str] = ()) -> list[Log]:
    """The logs of a file: a log a line, with `links` [[parent, child]] or only `clusters`.

    Where only the conversations are known, every earlier message of it may be the parent. `only`
    are the channels that are wanted; none named means all.
    """
    with path.open(encoding="utf-8") as lines:
        rows = [json.loads(line) for line in lines]
    return [_log(row) for row in rows if not only or row["channel"] in only]


def _log(row: dict[str, Any]) -> Log:
    times = _times([m.get("time") for m in row["messages"]])
    messages = [
        Message(
            ref=MessageRef(_CHANNEL, MessageId(str(m["i"]))),
            author=Author(AuthorId(m["speaker"] or "server"), m["speaker"] or "server"),
            at=at,
            text=m["text"],
            system=bool(m.get("system")),
        )
        for m, at in zip(row["messages"], times, strict=True)
    ]
    annotated = range(row.get("annotate_from", 0), row.get("annotate_to", len(messages) - 1) + 1)
    links = row.get("links") or row.get("relations")
    return Log(messages, _linked(links, len(messages)) if links else _clustered(row), annotated)


def _linked(links: Sequence[Sequence[Any]], messages: int) -> dict[int, set[int]]:
    """Each link is a parent and a child; a message that is no child starts a conversation."""
    parents: dict[int, set[int]] = {}
    for parent, child, *_ in links:
        parents.setdefault(child, set()).add(parent)
    return {place: parents.get(place, {place}) for place in range(messages)}


def families(logs: Sequence[Log]) -> list[int]:
    """A number for each log, the same for those that overlap: that have a longer line in common."""
    number_of: dict[tuple[str, str], int] = {}
    numbers = list(range(len(logs)))
    for place, log in enumerate(logs):
        lines = {(m.author.name, m.text) for m in log.messages if len(m.text) >= TELLING}
        met = {numbers[number_of[line]] for line in lines if line in number_of}
        numbers = [
            min(met, default=place) if n in met or p == place else n for p, n in enumerate(numbers)
        ]
        number_of.update(dict.fromkeys(lines, place))
    return numbers


def _clustered(row: dict[str, Any]) -> dict[int, set[int]]:
    return {
        member: {m for m in cluster if m < member} or {member}
        for cluster in row["clusters"]
        for member in cluster
    }


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
