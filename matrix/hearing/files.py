"""Text files that people post, read as posted threads.

What a file holds becomes a thread that hangs under the room where it was posted, and goes when the
message with the file does.
"""

import asyncio
from collections.abc import Sequence
from typing import Final

from bot import logs
from bot.errors import BadInput
from bot.importers.attached import files_of, is_text, posted_in, talk_in
from bot.importers.matrix_shapes import Event
from bot.model import (
    Arrival,
    Author,
    AuthorId,
    Channel,
    ChannelKind,
    Deleted,
    Gone,
    MessageId,
    MessageRef,
    Posted,
)
from matrix.hearing.attached import File, file_of
from matrix.homeserver import Homeserver
from matrix.house import House
from matrix.rooms.room import Room
from matrix.values import channel_ref, permalink
from matrix.wire import BUSY, Refused, TooLarge, Unreachable

_KILOBYTE: Final = 1024
_TRIES: Final = 4
"""For a file that does not come, or not whole, while the homeserver answers: it may have to get it
from another one that is gone.
"""


class Undelivered(Exception):
    """The homeserver does not give us the file, or not as it was posted."""


class Files:
    """Reads the text files of messages."""

    def __init__(self, house: House, homeserver: Homeserver, me: str) -> None:
        self._house, self._homeserver, self._me = house, homeserver, me
        self._most = house.settings.attachment_kilobytes * _KILOBYTE

    async def beside(
        self, event: Event, room: Room, arrivals: Sequence[Arrival]
    ) -> Sequence[Arrival]:
        """What an event changes, and with it the threads of files: that of a new one, and the end
        of those that were deleted. Raises Refused or Unreachable where the homeserver wants time or
        is gone; a file that alone does not come holds up nothing for long.
        """
        if not self._most:
            return arrivals
        gone = [Gone(files_of(a.message), a.at) for a in arrivals if isinstance(a, Deleted)]
        file = file_of(event.content)
        if file is None or not any(isinstance(arrival, Posted) for arrival in arrivals):
            return [*arrivals, *gone]
        return [*arrivals, *await self._read(file, event, room)]

    async def _read(self, file: File, event: Event, room: Room) -> Sequence[Posted]:
        if not is_text(file.name):
            return ()
        try:
            content = await self._downloaded(file)
            return await asyncio.to_thread(self._posts, content, file.name, event, room)
        except (BadInput, TooLarge, Undelivered) as error:
            logs.note("attachment-unread", room=room.id, error=type(error).__name__)
            return ()

    async def _downloaded(self, file: File) -> bytes:
        """What is in the file. Raises TooLarge and Undelivered; Refused or Unreachable where it is
        not the file's fault.
        """
        pause = self._house.pace.first_pause
        for _ in range(_TRIES):
            if (content := await self._tried(file)) is not None:
                return content
            await self._homeserver.who_am_i()  # raises where nobody answers at all
            await asyncio.sleep(pause)
            pause = min(2 * pause, self._house.pace.longest_pause)
        raise Undelivered

    async def _tried(self, file: File) -> bytes | None:
        """What is in the file; None where another try may bring it, whole."""
        try:
            return await self._homeserver.download(file, self._most)
        except (BadInput, Unreachable):
            return None
        except Refused as error:
            if error.status == BUSY:
                raise
            if error.is_final:
                raise Undelivered from None
            return None

    def _posts(self, content: bytes, name: str, event: Event, room: Room) -> Sequence[Posted]:
        """The talk of a file as talk of the room's community, under the room."""
        home = channel_ref(self._me, room.id)
        ref = files_of(MessageRef(home, MessageId(event.event_id)))
        private = not room.is_open
        thread = Channel(
            ref, name, ChannelKind.THREAD, home.channel, home.community, private=private
        )
        poster = Author(AuthorId(event.sender), room.called(event.sender))
        link = permalink(room.id, event.event_id, self._me)
        return list(posted_in(thread, talk_in(content, name, event.at), poster, link))
