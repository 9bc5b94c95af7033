"""Posts digests in rooms: what the house asks of an edge for them (`bot.digests.outbox`).

Every event bears a transaction id that is made of the digest's occurrence: however often it is
sent, after a crash too, it is posted once.
"""

import hashlib
import json
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import Any, Final

from bot import logs
from bot.digests.outbox import Audience, NotThere, Parcel, Unsent
from bot.digests.runner import key_of
from bot.digests.schedule import Schedule
from bot.errors import ConfigurationError
from bot.model import ChannelId, MessageId, Platform
from bot.views import DigestView, Hint, View
from bot.views.chart import SIZE
from bot.views.outline import Commands, outline
from bot.views.wording import say
from matrix.answering.sheets import Sheet, content, sheets, sheets_of
from matrix.homeserver import Homeserver
from matrix.house import House
from matrix.rooms.known import Rooms
from matrix.rooms.reaching import Reaching
from matrix.rooms.room import Room
from matrix.values import channel_ref
from matrix.wire import Refused, Unreachable

_MOST: Final = 25
"""Entries of one message: more is a wall, however much a server takes."""
_EVERYBODY: Final = "@room"
_REFUSAL: Final = (
    "The digest {name} cannot be posted: I cannot write in the room {place}. Invite me there, let "
    "me speak (Room settings, Permissions), or name another room in LOOSEENDS_DIGESTS."
)


@dataclass(frozen=True, slots=True)
class Poster:
    """Posts in rooms. Implements `bot.digests.outbox.Outbox`."""

    house: House
    homeserver: Homeserver
    rooms: Rooms
    me: str

    async def run(self) -> None:
        """Posts what is due, until it is cancelled. Raises ConfigurationError where that could
        never be: at the start, when somebody looks.
        """
        digests = self.house.digests
        if digests is None or not digests.on(Platform.MATRIX):
            return
        if Platform.MATRIX not in digests.outboxes:
            for schedule in digests.on(Platform.MATRIX):
                await self.check(schedule)
        await digests.run(self)

    async def check(self, schedule: Schedule) -> None:
        """Raises ConfigurationError, with the remedy, where a digest could never be posted. What
        cannot be known at the moment is let pass; so is a room that somebody encrypted, and whoever
        runs it is told.
        """
        for place in filter(None, (schedule.to, schedule.admins)):
            try:
                room = await self._room(place)
            except Unsent:
                continue
            except NotThere:
                sentence = _REFUSAL.format(name=schedule.name, place=place)
                raise ConfigurationError(sentence) from None
            if room.is_encrypted and self.house.keyring is None:
                logs.warn("digest-withheld", digest=schedule.name, room=room.id)

    @property
    def platform(self) -> Platform:
        return Platform.MATRIX

    @property
    def zone(self) -> None:
        return None

    async def audience(self, to: ChannelId) -> Audience:
        here = await self._room(to)
        shown = await Reaching(self.house, self.rooms, self.me).shown(here)
        community = channel_ref(self.me, here.id).community
        return Audience(community, here.name, shown.within, shown.near)

    def holds(self, view: DigestView) -> bool:
        return len(view.numbers) <= _MOST and len(self._sheets(view)) == 1

    async def post(self, parcel: Parcel) -> MessageId:
        key = f"digest.{key_of(parcel.occurrence)}.{parcel.part}"
        room = await self._room(parcel.schedule.to)
        said = self._content(parcel.view, parcel.mention)
        async with _sending():
            if parcel.picture is not None and not room.is_encrypted:
                drawn = await self._drawn(parcel.picture, parcel.view.alt)
                await self.homeserver.send(room.id, drawn, f"{key}.picture")
            return MessageId(await self.homeserver.send(room.id, said, key))

    async def mend(
        self, to: ChannelId, message: MessageId, view: DigestView, *, is_deleted: bool
    ) -> MessageId:
        """An edit leaves the words before it on every server: what is deleted is taken back as a
        whole, and the rest is said anew.
        """
        room = await self._room(to)
        said = self._content(view, ())
        key = f"digest.mended.{message}.{_hash(said)}"
        async with _sending():
            if is_deleted:
                await self.homeserver.redact(room.id, message, f"digest.gone.{message}")
                return MessageId(await self.homeserver.send(room.id, said, key))
            edit = {
                **said,
                "body": f"* {said['body']}",
                "m.new_content": said,
                "m.relates_to": {"rel_type": "m.replace", "event_id": message},
            }
            await self.homeserver.send(room.id, edit, key)
            return message

    async def tell(self, to: ChannelId, notice: View, key: str) -> None:
        room = await self._room(to)
        async with _sending():
            said = content(sheets_of(notice, self.house.settings.prefix)[0])
            await self.homeserver.send(room.id, said, f"digest.note.{key}")

    async def _room(self, id_: ChannelId) -> Room:
        """The room, where we may speak in it. Raises Unsent or NotThere."""
        async with _sending():
            room = await self.rooms.room(id_)
        if self.me not in room.members or not room.may_speak(self.me):
            raise NotThere
        return room

    def _sheets(self, view: DigestView) -> tuple[Sheet, ...]:
        more = (Hint(say("hint.more"), ("open",)),)
        blocks = (*outline(view), *((Commands(more),) if view.more else ()))
        return sheets(blocks, self.house.settings.prefix)

    def _content(self, view: DigestView, mention: tuple[str, ...]) -> dict[str, Any]:
        said = content(self._sheets(view)[0], view.numbers)
        people = [each for each in mention if each != _EVERYBODY]
        if mention:
            said["msgtype"] = "m.text"  # a notice rings nobody, whoever it mentions
            said["body"] = f"{' '.join(mention)}\n{said['body']}"
            said["m.mentions"] = {
                **({"user_ids": people} if people else {}),
                **({"room": True} if _EVERYBODY in mention else {}),
            }
        return said

    async def _drawn(self, picture: bytes, alt: str) -> dict[str, Any]:
        """The message with the picture: its words are what those hear who do not see it."""
        wide, high = SIZE
        return {
            "msgtype": "m.image",
            "body": alt,
            "filename": "digest.png",
            "url": await self.homeserver.upload(picture, "image/png", "digest.png"),
            "info": {"mimetype": "image/png", "size": len(picture), "w": wide, "h": high},
            "m.mentions": {},
        }


@asynccontextmanager
async def _sending() -> AsyncGenerator[None]:
    """Says of what the server refuses whether it may be granted in a while."""
    try:
        yield
    except Unreachable as error:
        raise Unsent from error
    except Refused as error:
        raise (NotThere if error.is_final else Unsent) from error


def _hash(said: dict[str, Any]) -> str:
    plain = json.dumps(said, sort_keys=True).encode("utf-8", "replace")
    return hashlib.blake2b(plain, digest_size=6).hexdigest()
