"""Labelled files: what people wrote, and what somebody says of it.

JSON lines, each a message in the fields of `ledger`, or a thread of them under "messages"; what is
said of it stands under "gold". Or one JSON object that names a "file" beside it, which `import` can
read. docs/evaluation.md shows both.
"""

import json
from collections import defaultdict
from collections.abc import Generator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, Final

from bot.cli.measuring.gold import Gold, Sheet
from bot.errors import BadInput
from bot.evaluation import Labels
from bot.importers import Format, read
from bot.importers.identity import Ticks
from bot.importers.jsonl import MessageLine, message_of
from bot.importers.shapes import Shape, parsed
from bot.ingest.archive import open_archive
from bot.ingest.folding import heard
from bot.model import (
    Channel,
    ChannelId,
    ChannelRef,
    CommunityId,
    Deleted,
    Edited,
    Message,
    MessageId,
    MessageRef,
    Platform,
    Posted,
    Reacted,
    Trace,
)

_SHOWN: Final = "docs/evaluation.md shows what it looks like."


class LabelledLine(MessageLine):
    """A message of the protocol, labelled or not."""

    gold: Gold | None = None


class ThreadLine(Shape):
    """Several messages, and what somebody says of all of them."""

    messages: tuple[LabelledLine, ...]
    gold: Gold | None = None


class Companion(Gold):
    """What somebody says of the messages of another file."""

    file: str
    format: Format | None = None


@dataclass(frozen=True, slots=True)
class Labelled:
    """The messages of a channel in order of talk, and what somebody says of them."""

    channel: Channel
    messages: Sequence[Message]
    labels: Mapping[MessageId, Labels]


def labelled(raw: bytes, path: Path, source: str) -> list[Labelled]:
    """What a labelled file holds, channel by channel.

    `path` is where it lies, `source` what complaints call it. Raises BadInput.
    """
    companion = _companion(raw, source)
    found = _by_line(raw, source) if companion is None else _beside(companion, path, source)
    if any(channel.labels for channel in found):
        return found
    raise BadInput("nobody says anything of its messages.", source=source, remedy=_SHOWN)


@contextmanager
def _complaining(source: str, line: int | None = None) -> Generator[None]:
    """What does not fit is a BadInput."""
    try:
        yield
    except ValueError as error:
        raise BadInput(f"{error}.", source=source, line=line, remedy=_SHOWN) from error


def _companion(raw: bytes, source: str) -> Companion | None:
    """The labels that speak of another file, where these are such."""
    try:
        whole: Any = json.loads(raw)
    except (ValueError, RecursionError):
        return None
    if not (isinstance(whole, dict) and "file" in whole):
        return None
    with _complaining(source):
        return parsed(raw, Companion)


def _by_line(raw: bytes, source: str) -> list[Labelled]:
    lines: list[tuple[int, ThreadLine]] = []
    for number, line in enumerate(raw.split(b"\n"), 1):
        if line.strip():
            with _complaining(source, number):
                lines.append((number, _thread(line)))
    talk = _Talk()
    for number, thread in lines:
        with _complaining(source, number):
            talk.hear(thread)
    for number, thread in lines:
        with _complaining(source, number):
            talk.label(thread)
    return talk.channels()


class _ThreadPeek(Shape):
    messages: object = None


def _thread(line: bytes) -> ThreadLine:
    if parsed(line, _ThreadPeek).messages is not None:
        return parsed(line, ThreadLine)
    return ThreadLine(messages=(parsed(line, LabelledLine),))


class _Talk:
    """The messages of many lines, by channel; labels may speak of what comes later."""

    def __init__(self) -> None:
        self._messages: dict[str, dict[str, Message]] = defaultdict(dict)
        self._sheets: dict[str, Sheet] = {}
        self._labels: dict[str, dict[MessageId, Labels]] = defaultdict(dict)
        self._ticks = Ticks()

    def hear(self, thread: ThreadLine) -> None:
        for line in thread.messages:
            known = self._messages[line.channel]
            if line.id in known:
                raise ValueError('"id": stands twice in its channel')
            known[line.id] = message_of(line, _ref(line.channel), self._ticks)

    def label(self, thread: ThreadLine) -> None:
        for line in thread.messages:
            if line.gold is not None:
                said = self._sheet(line.channel).said(line.gold, MessageId(line.id))
                self._labels[line.channel].update(said)
        if thread.gold is not None:
            channel_of = {line.id: line.channel for line in thread.messages}
            written = [self._messages[line.channel][line.id] for line in thread.messages]
            for message, labels in Sheet(written).said(thread.gold).items():
                self._labels[channel_of[message]][message] = labels

    def channels(self) -> list[Labelled]:
        return [
            Labelled(
                Channel(_ref(name), name),
                sorted(messages.values(), key=lambda message: message.order),
                self._labels[name],
            )
            for name, messages in self._messages.items()
        ]

    def _sheet(self, channel: str) -> Sheet:
        if channel not in self._sheets:
            self._sheets[channel] = Sheet(list(self._messages[channel].values()))
        return self._sheets[channel]


def _ref(channel: str) -> ChannelRef:
    return ChannelRef(Platform.IMPORT, CommunityId(""), ChannelId(channel))


def _beside(companion: Companion, path: Path, source: str) -> list[Labelled]:
    """The file that the labels speak of, as `import` reads it. Numbers count all its messages."""
    channels, messages = _read(companion, path)
    with _complaining(source):
        said = Sheet(messages).said(companion)
    written: dict[ChannelRef, list[Message]] = defaultdict(list)
    for message in messages:
        written[message.ref.channel].append(message)
    return [
        Labelled(channel, mine, {each.id: said[each.id] for each in mine if each.id in said})
        for ref, channel in channels.items()
        for mine in [written[ref]]
    ]


def _read(
    companion: Companion, path: Path
) -> tuple[Mapping[ChannelRef, Channel], Sequence[Message]]:
    """The channels of a file, and its messages in order of talk, as edits have left them."""
    traces: dict[MessageRef, Trace] = defaultdict(Trace)
    channels: dict[ChannelRef, Channel] = {}
    with open_archive(path.with_name(companion.file), format=companion.format) as archive:
        for reading in read(archive.file, archive.options, format=archive.format):
            arrival = reading.arrival
            if isinstance(arrival, Posted):
                channels[arrival.channel.ref] = arrival.channel
                traces[arrival.message.ref] = heard(traces[arrival.message.ref], arrival)
            elif isinstance(arrival, Edited | Deleted | Reacted):
                traces[arrival.message] = heard(traces[arrival.message], arrival)
    stand = [
        replace(trace.message, reactions=trace.reactions)
        for trace in traces.values()
        if trace.message is not None
    ]
    return channels, sorted(stand, key=lambda message: message.order)
