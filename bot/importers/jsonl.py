"""JSON lines, a message each, in the fields of the JSONL protocol (`looseends ledger`)."""

from collections.abc import Callable, Iterator
from datetime import UTC
from functools import lru_cache

from bot.importers.identity import Ticks
from bot.importers.reading import COMMUNITY, Reading
from bot.importers.shapes import Moment, Shape, parsed
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
            message = message_of(record, channel.ref, ticks)
            yield Reading(Posted(channel, message), source.position)


def _parse(line: Line, source: Source) -> MessageLine | None:
    try:
        return parsed(line.text, MessageLine)
    except ValueError as error:
        source.tally.set_aside(source.error(str(error), line=line.number, remedy=_FIELDS))
    return None


def _channels(source: Source) -> Callable[[str], Channel]:
    options = source.options
    community = CommunityId(options.community or COMMUNITY)

    @lru_cache(maxsize=1024)
    def channel_of(name: str) -> Channel:
        name = options.channel or name
        return Channel(ChannelRef(Platform.IMPORT, community, ChannelId(name)), name)

    return channel_of


def message_of(record: MessageLine, channel: ChannelRef, ticks: Ticks) -> Message:
    """The message of a line; `ticks` keep the order of those that bear the same time."""
    return Message(
        ref=MessageRef(channel, MessageId(record.id)),
        author=Author(AuthorId(record.author), record.author),
        at=ticks.at(channel, record.at.astimezone(UTC)),
        text=record.text,
        reply_to=None if record.reply_to is None else MessageId(record.reply_to),
        mentions=tuple(AuthorId(person) for person in record.mentions),
        reactions=tuple(Reaction(r.emoji, AuthorId(r.by), r.at) for r in record.reactions),
        system=record.system,
    )
