"""JSON lines, a message each, in the fields of the JSONL protocol (`looseends ledger`)."""

import json
from collections.abc import Callable, Iterator
from datetime import UTC
from functools import lru_cache

from pydantic import ValidationError

from bot.importers.identity import Ticks
from bot.importers.reading import COMMUNITY, Reading
from bot.importers.shapes import Moment, Shape, complaint
from bot.importers.source import Line, Source
from bot.model import (
    Author,
    AuthorId,
    Channel,
    ChannelId,
    ChannelRef,
    CommunityId,
    Message,
    MessageId,
    MessageRef,
    Platform,
    Posted,
    Reaction,
)

_FIELDS = 'Each line is a JSON object with "id", "text", "author", "channel" and "at" (ISO 8601).'


class ReactionLine(Shape):
    """A reaction on a message line."""

    emoji: str
    by: str
    at: Moment | None = None


class MessageLine(Shape):
    """A message of the protocol."""

    id: str
    text: str
    author: str
    channel: str
    at: Moment
    reply_to: str | None = None
    mentions: tuple[str, ...] = ()
    system: bool = False
    reactions: tuple[ReactionLine, ...] = ()


def read_jsonl(source: Source) -> Iterator[Reading]:
    """A reading per line; blank lines are let be."""
    channel_of, ticks = _channels(source), Ticks()
    for line in source.lines():
        if not line.text or line.text.isspace():
            continue
        record = _parse(line, source)
        if record is not None:
            channel = channel_of(record.channel)
            yield Reading(Posted(channel, _message(record, channel, ticks)), source.position)


def _parse(line: Line, source: Source) -> MessageLine | None:
    try:
        return MessageLine.model_validate_json(line.text)
    except ValidationError as error:
        problem = complaint(error)
    try:
        return MessageLine.model_validate_json(_repaired(line.text))
    except (ValueError, RecursionError):
        source.tally.set_aside(source.error(problem, line=line.number, remedy=_FIELDS))
    return None


def _repaired(text: str) -> bytes:
    """The same JSON without halves of surrogate pairs, which JavaScript writes when it cuts an
    emoji in two; each becomes one "?". Raises ValueError or RecursionError where it is no JSON.
    """
    return json.dumps(json.loads(text), ensure_ascii=False).encode("utf-8", "replace")


def _channels(source: Source) -> Callable[[str], Channel]:
    options = source.options
    community = CommunityId(options.community or COMMUNITY)

    @lru_cache(maxsize=1024)
    def channel_of(name: str) -> Channel:
        name = options.channel or name
        return Channel(ChannelRef(Platform.IMPORT, community, ChannelId(name)), name)

    return channel_of


def _message(record: MessageLine, channel: Channel, ticks: Ticks) -> Message:
    return Message(
        ref=MessageRef(channel.ref, MessageId(record.id)),
        author=Author(AuthorId(record.author), record.author),
        at=ticks.at(channel.ref.channel, record.at.astimezone(UTC)),
        text=record.text,
        reply_to=None if record.reply_to is None else MessageId(record.reply_to),
        mentions=tuple(AuthorId(person) for person in record.mentions),
        reactions=tuple(Reaction(r.emoji, AuthorId(r.by), r.at) for r in record.reactions),
        system=record.system,
    )
