"""Text files that people post, read as posted threads.

What a file holds becomes a thread that hangs under the room where it was posted, and goes when the
message with the file does.
"""

import asyncio
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from io import BytesIO
from typing import Any, Final

from bot import logs
from bot.errors import BadInput
from bot.importers import TOLERANCE, ReadOptions, Tally, read
from bot.importers.matrix_shapes import Event
from bot.importers.page import text_of_page
from bot.model import (
    Arrival,
    Author,
    AuthorId,
    Channel,
    ChannelId,
    ChannelKind,
    ChannelRef,
    Deleted,
    Gone,
    MessageId,
    MessageRef,
    Posted,
)
from matrix.homeserver import Homeserver
from matrix.room import Room
from matrix.values import channel_ref, permalink
from matrix.wire import Refused, TooLarge

ENDINGS: Final = (".txt", ".md", ".html", ".json")
_KILOBYTE: Final = 1024
_MOST: Final = 2_000
"""Messages of one file: what is longer is an archive, and wants to be imported."""
_UNKNOWN: Final = "unknown"
"""Whom a file's text is by where it does not say: then it is by whoever posted the file."""


@dataclass(frozen=True, slots=True)
class File:
    """A file of a message, and where the homeserver has it."""

    name: str
    server: str
    media: str


def file_of(content: Mapping[str, Any]) -> File | None:
    """The file that a message brings; None where it brings none, or one that is encrypted."""
    url, name = content.get("url"), content.get("filename") or content.get("body")
    if content.get("msgtype") != "m.file" or not isinstance(url, str) or not isinstance(name, str):
        return None
    scheme, _, place = url.partition("://")
    server, _, media = place.partition("/")
    return File(name, server, media) if scheme == "mxc" and server and media else None


def files_of(message: MessageRef) -> ChannelRef:
    """The thread of what stands in the file of a message."""
    return replace(message.channel, channel=ChannelId(f"{message.message}:files"))


class Files:
    """Reads the text files of messages."""

    def __init__(self, homeserver: Homeserver, me: str, kilobytes: int) -> None:
        self._homeserver, self._me, self._kilobytes = homeserver, me, kilobytes

    async def beside(
        self, event: Event, room: Room, arrivals: Sequence[Arrival]
    ) -> Sequence[Arrival]:
        """What an event changes, and with it the threads of files: that of a new one, and the end
        of those that were deleted. Raises Refused (429 alone) or Unreachable.
        """
        if not self._kilobytes:
            return arrivals
        gone = [Gone(files_of(a.message), a.at) for a in arrivals if isinstance(a, Deleted)]
        file = file_of(event.content)
        if file is None or not any(isinstance(arrival, Posted) for arrival in arrivals):
            return [*arrivals, *gone]
        return [*arrivals, *await self._read(file, event, room)]

    async def _read(self, file: File, event: Event, room: Room) -> Sequence[Posted]:
        if not file.name.lower().endswith(ENDINGS):
            return ()
        try:
            most = self._kilobytes * _KILOBYTE
            content = await self._homeserver.download(file.server, file.media, most)
            return await asyncio.to_thread(self._posts, content, file.name, event, room)
        except (BadInput, TooLarge, Refused) as error:
            if isinstance(error, Refused) and not error.is_final:
                raise
            logs.note("attachment-unread", error=type(error).__name__)
            return ()

    def _posts(self, content: bytes, name: str, event: Event, room: Room) -> Sequence[Posted]:
        if name.lower().endswith(".html"):
            content = text_of_page(content.decode("utf-8", "replace")).encode("utf-8", "replace")
        options = ReadOptions(dated=event.at, name=name)
        readings = read(BytesIO(content), options, tally=Tally(tolerance=TOLERANCE))
        posts = (reading.arrival for reading in readings if isinstance(reading.arrival, Posted))
        some = [post for post, _ in zip(posts, range(_MOST), strict=False)]
        return list(self._at_home(some, name, event, room))

    def _at_home(
        self, posts: Sequence[Posted], name: str, event: Event, room: Room
    ) -> Iterator[Posted]:
        """The posts of a file as talk of the room's community, under the room."""
        home = channel_ref(self._me, room.id)
        ref = files_of(MessageRef(home, MessageId(event.event_id)))
        private = not room.is_open
        thread = Channel(
            ref, name, ChannelKind.THREAD, home.channel, home.community, private=private
        )
        poster = Author(AuthorId(event.sender), room.called(event.sender))
        link = permalink(room.id, event.event_id, self._me)
        for post in posts:
            said = post.message
            author = poster if said.author.name == _UNKNOWN else said.author
            there = MessageRef(ref, said.ref.message)
            yield Posted(thread, replace(said, ref=there, author=author, link=link))
