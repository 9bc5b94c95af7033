"""`import`: an archive that somebody posts, or replies to. Needs the power level in the settings.

What an export of this very room says is taken in as its own. All else hangs under the room, and is
read by those who read that.
"""

from dataclasses import replace
from functools import partial
from typing import Final

from bot.errors import NotAllowed, WrongUse
from bot.importers import ReadOptions
from bot.importers.matrix_shapes import Event
from bot.ingest.handed import MOST, take_in
from bot.model import ChannelId, MessageRef, Platform, Posted
from bot.views import NoticeView, archive_notice
from matrix.hearing.attached import File, file_of
from matrix.homeserver import Homeserver
from matrix.house import House
from matrix.rooms.audience import settles
from matrix.rooms.room import Room
from matrix.values import channel_of, channel_ref
from matrix.wire import Refused, TooLarge, Unreachable

NAME: Final = "import"
HELP: Final = "Read an archive: post the file here, and reply to it with this."
_NO_FILE: Final = "Post the archive as a file here, and reply to it with {prefix} import."
_TOO_LARGE: Final = "That file is too large for me here. Use `looseends import` for it."
_NOT_GIVEN: Final = "The homeserver does not give me that file. Post it again."
_NOT_NOW: Final = "The homeserver does not give me that file just now. Try again in a while."


class Importing:
    """Imports archives."""

    def __init__(self, house: House, homeserver: Homeserver, me: str) -> None:
        self._house, self._homeserver, self._me = house, homeserver, me

    def may(self, person: str, room: Room) -> bool:
        """Whether somebody may import into a room."""
        settings = self._house.settings
        return settles(room, person, settings.import_level, settings.operators)

    async def imported(self, event: Event, room: Room, answered: str | None) -> NoticeView:
        """Takes in the file of a message, or of the one that it answers. Raises NotAllowed,
        WrongUse, BadInput and StoreError; Refused or Unreachable where that message cannot be had
        just now.
        """
        if not self.may(event.sender, room):
            level = self._house.settings.import_level
            raise NotAllowed(f"To import here you need the power level {level}.")
        file = file_of(event.content) or await self._answered(room, answered)
        if file is None:
            raise WrongUse(_NO_FILE.format(prefix=self._house.settings.prefix))
        content = await self._content(file)
        options = ReadOptions(dated=event.at, name=file.name)
        home = partial(self._at_home, room)
        handed = await take_in(self._house.recorder, content, options, home)
        return archive_notice(file.name, **handed._asdict())

    async def _answered(self, room: Room, answered: str | None) -> File | None:
        if answered is None:
            return None
        try:
            content = (await self._homeserver.event(room.id, answered)).get("content")
        except Refused as error:
            if not error.is_final:
                raise
            return None
        return file_of(content) if isinstance(content, dict) else None

    async def _content(self, file: File) -> bytes:
        try:
            return await self._homeserver.download(file, MOST)
        except TooLarge:
            raise WrongUse(_TOO_LARGE) from None
        except (Refused, Unreachable) as error:
            is_final = isinstance(error, Refused) and error.is_final
            raise WrongUse(_NOT_GIVEN if is_final else _NOT_NOW) from None

    def _at_home(self, room: Room, post: Posted) -> Posted:
        """The post in the room, where that is its own; else in a channel that hangs under it."""
        home = channel_of(self._me, room)
        told = post.channel.ref
        if told.platform is Platform.MATRIX and told.channel == room.id:
            ref = home.ref
            return Posted(home, replace(post.message, ref=MessageRef(ref, post.message.id)))
        ref = replace(
            channel_ref(self._me, room.id), channel=ChannelId(f"{room.id}/{told.channel}")
        )
        channel = replace(
            post.channel,
            ref=ref,
            parent=home.ref.channel,
            community_name=home.community_name,
            private=home.private,
        )
        return Posted(channel, replace(post.message, ref=MessageRef(ref, post.message.id)))
