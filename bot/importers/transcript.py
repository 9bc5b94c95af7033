"""A chat log as plain or Markdown text."""

import re
from collections.abc import Iterator
from dataclasses import replace
from itertools import chain, islice
from typing import Final

from bot.importers.body import Body
from bot.importers.calendar import Calendar
from bot.importers.dialects import SAME, Opening, Recognised, new_day, recognise
from bot.importers.identity import Fingerprints
from bot.importers.moments import Written
from bot.importers.reading import COMMUNITY, Reading
from bot.importers.source import Line, Source
from bot.model import (
    Author,
    AuthorId,
    Channel,
    ChannelId,
    ChannelRef,
    CommunityId,
    Message,
    MessageRef,
    Platform,
    Posted,
)

HEAD_LINES: Final = 400
"""Lines by which the dialect is recognised."""
_TITLE: Final = re.compile(r"#{1,6}\s+(?P<title>\S.{0,200})\Z")
_RULE: Final = re.compile(r"(?:\n[ \t]*(?:-{3,}|\*{3,}|_{3,})?[ \t]*+)*+\Z")
"""Blank lines and rules at the end of a message."""
_FENCE: Final = "```"
_MARKS: Final = "\u200e\u200f\ufeff"
"""Invisible marks of direction, which WhatsApp puts before a line."""
_SHAPES: Final = (
    'Lines may look like "[12:18] <mira> hello", "mira (12:18): hello" or "mira: hello".'
)


def read_transcript(source: Source) -> Iterator[Reading]:
    """A reading per message: its first line and those that go on with it."""
    lines = source.lines()
    head = list(islice(lines, HEAD_LINES))
    recognised = recognise([line.text.lstrip(_MARKS) for line in head])
    if recognised is None:
        raise source.error("has no line that reads like a message", remedy=_SHAPES)
    log = _Log(source, recognised)
    for line in chain(head, lines):
        yield from log.take(line)
    yield from log.flush()


class _Log:
    """Puts lines together into messages."""

    def __init__(self, source: Source, recognised: Recognised) -> None:
        self._source, self._recognised = source, recognised
        self._calendar = Calendar(source.options.dated)
        self._fingerprints = Fingerprints()
        self._channel = _channel(source)
        self._open: Opening | None = None
        self._body = Body()
        self._fenced = False

    def take(self, line: Line) -> Iterator[Reading]:
        """The next line; gives the message that it ends."""
        text = line.text.lstrip(_MARKS)
        opening = None if self._fenced else self._opening(text)
        if opening is not None:
            yield from self.flush()
            self._open, self._body = opening, Body(line.number, opening.text)
        elif (day := self._day(text)) is not None:
            yield from self.flush()
            self._calendar.turn_to(day)
        elif self._open is not None:
            self._body.add(line.text)
        else:
            self._before_first(text)
        if not self._recognised.dialect.timed:
            self._fenced ^= text.count(_FENCE) % 2 == 1

    def _opening(self, text: str) -> Opening | None:
        opening = self._recognised.opening(text)
        if opening is None or opening.author != SAME:
            return opening
        return self._open and replace(opening, author=self._open.author)

    def flush(self) -> Iterator[Reading]:
        """The message that is open, if there is one."""
        opening, body = self._open, self._body
        self._open = None
        if opening is None or not body.fits(self._source):
            return
        text = _RULE.sub("", "\n".join(body.lines)).lstrip("\n")
        moment = self._calendar.moment(opening.written)
        message = Message(
            ref=MessageRef(
                self._channel.ref, self._fingerprints.id_of(opening.author, moment.key, text)
            ),
            author=Author(AuthorId(opening.author), opening.author),
            at=moment.at,
            text=text,
            system=opening.system,
        )
        yield Reading(Posted(self._channel, message), self._source.position)

    def _day(self, text: str) -> Written | None:
        """A line with a date alone; where every message bears its own date it is only words."""
        if self._open is not None and self._open.written and self._open.written.day:
            return None
        return new_day(text, day_first=self._recognised.day_first)

    def _before_first(self, text: str) -> None:
        title = _TITLE.match(text)
        if title is not None and self._source.options.channel is None:
            self._channel = replace(self._channel, name=title["title"].strip())
        elif text.strip():
            self._source.tally.pass_over("line-before-the-first-message")


def _channel(source: Source) -> Channel:
    options = source.options
    name = options.channel or options.stem
    community = CommunityId(options.community or COMMUNITY)
    return Channel(ChannelRef(Platform.IMPORT, community, ChannelId(name)), name)
