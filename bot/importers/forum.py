"""A page of posts or comments as people copy it from the browser, furniture included."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Final

from bot.importers.body import Body
from bot.importers.calendar import INSTANT, Calendar
from bot.importers.edges import parted, trimmed
from bot.importers.furniture import (
    Header,
    has_karma,
    header_on,
    header_over,
    header_under,
    is_furniture,
    name_on,
    shows_karma,
)
from bot.importers.identity import Fingerprints, Ticks
from bot.importers.reading import COMMUNITY, Reading
from bot.importers.source import Source
from bot.model import (
    Author,
    AuthorId,
    Channel,
    ChannelId,
    ChannelKind,
    ChannelRef,
    CommunityId,
    Message,
    MessageId,
    MessageRef,
    Platform,
    Posted,
)

UNKNOWN: Final = "unknown"
"""Who wrote what stands under no name."""
_REMEDY: Final = "Copy the page with names and texts; or choose another --format."
_AHEAD: Final = 5
"""Lines that are looked at to tell whether a post begins."""


def read_forum(source: Source) -> Iterator[Reading]:
    """A reading per post; text before the first name is a title, or a post by nobody known."""
    page = _Page(source)
    for number, lines in _windows(source):
        for posted in page.take(number, lines):
            yield Reading(posted, source.position)
    for posted in page.flush():
        yield Reading(posted, source.position)
    if page.posts == 0 and source.tally.bad == 0:
        raise source.error("has no post", remedy=_REMEDY)


def evidence(lines: Sequence[str]) -> int:
    """How many lines speak for a forum's page: furniture, and headers of posts."""
    return sum(is_furniture(line) or header_on(line, at_edge=True) is not None for line in lines)


def _windows(source: Source) -> Iterator[tuple[int, Sequence[str]]]:
    """Each line with those that follow it."""
    window: list[str] = []
    number = 0
    for line in source.lines():
        number = line.number
        window.append(line.text)
        if len(window) > _AHEAD:
            yield number - _AHEAD, window
            del window[0]
    while window:
        yield number - len(window) + 1, window
        del window[0]


@dataclass(frozen=True, slots=True)
class _Place:
    """A post on the page, for those that are indented under it."""

    indent: int
    id: MessageId
    at: datetime


class _Page:
    """Tells posts from furniture, line by line."""

    def __init__(self, source: Source) -> None:
        self._source = source
        self._channel = _channel(source)
        self._calendar, self._ticks = Calendar(source.options.dated), Ticks()
        self._fingerprints = Fingerprints()
        self._header = Header(UNKNOWN, None)
        self._body = Body(1)
        self._indent = self._skip = 0
        self._above: list[_Place] = []
        self._names: set[str] = set()
        self.posts = 0
        self._runs_karma = False
        self._at_edge = self._after_furniture = True

    def take(self, number: int, lines: Sequence[str]) -> Iterator[Posted]:
        """The first of `lines`, with those ahead; gives the post that it ends."""
        line = lines[0]
        if self._skip:
            self._skip -= 1
            return
        header = self._header_at(lines)
        if header is not None:
            yield from self.flush(header.author)
            self._begin(header, number, len(line) - len(line.lstrip()))
            return
        self._body.add(line)
        furniture = is_furniture(line)
        self._runs_karma |= shows_karma(line)
        self._at_edge = furniture or not line.strip()
        if line.strip():
            self._after_furniture = furniture

    def flush(self, next_author: str | None = None) -> Iterator[Posted]:
        """The post that is open, if it says anything."""
        if not self._body.fits(self._source):
            return
        lines = trimmed(self._body.lines, next_author=next_author)
        if not self._names:
            title, text = parted(lines)
            self._entitle(title)
            lines = text if text or next_author is not None else lines
        if lines:
            yield self._posted("\n".join(line[self._cut(line) :] for line in lines))

    def _begin(self, header: Header, number: int, indent: int) -> None:
        self._header, self._body = header, Body(number)
        self._indent, self._skip = indent, header.lines - 1
        self._names.add(header.author)
        self._at_edge = self._after_furniture = False

    def _header_at(self, lines: Sequence[str]) -> Header | None:
        if not lines[0].strip():
            return None
        header = header_on(lines[0], at_edge=self._at_edge)
        if header is None and self._at_edge:
            header = (
                header_over(lines, karma=self._runs_karma)
                or header_under(lines)
                or self._name_alone(lines)
            )
        return header

    def _name_alone(self, lines: Sequence[str]) -> Header | None:
        """A name without a date: between furniture and a paragraph."""
        name = name_on(lines[0], karma=self._runs_karma)
        following = [line for line in lines[1:] if line.strip()]
        stands_alone = len(lines) > 1 and not lines[1].strip()
        if name is None or not stands_alone or not following or is_furniture(following[0]):
            return None
        is_again = name in self._names and self._runs_karma and has_karma(lines[0])
        starts_after = self._after_furniture and (self._runs_karma or bool(self._names))
        return Header(name, None) if is_again or starts_after else None

    def _entitle(self, title: str | None) -> None:
        if title is not None and self._source.options.channel is None:
            self._channel = replace(self._channel, name=title)

    def _posted(self, text: str) -> Posted:
        author = self._header.author
        moment = self._calendar.moment(self._header.written)
        while self._above and self._above[-1].indent >= self._indent:
            self._above.pop()
        parent = self._above[-1] if self._above else None
        at = max(moment.at, parent.at + INSTANT) if parent else moment.at
        message = Message(
            ref=MessageRef(self._channel.ref, self._fingerprints.id_of(author, moment.key, text)),
            author=Author(AuthorId(author), author),
            at=self._ticks.at("", at),
            text=text,
            reply_to=parent and parent.id,
        )
        self.posts += 1
        self._above.append(_Place(self._indent, message.id, message.at))
        return Posted(self._channel, message)

    def _cut(self, line: str) -> int:
        """How much of the line's indent is the post's own."""
        return min(self._indent, len(line) - len(line.lstrip()))


def _channel(source: Source) -> Channel:
    options = source.options
    name = options.channel or options.stem
    community = CommunityId(options.community or COMMUNITY)
    return Channel(
        ChannelRef(Platform.IMPORT, community, ChannelId(name)), name, kind=ChannelKind.THREAD
    )
