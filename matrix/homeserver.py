"""What the edge asks of a homeserver, in its own words: each a request of the client-server API."""

import json
from collections.abc import Sequence
from typing import Final

from bot import logs
from bot.errors import BadInput
from matrix.hearing.attached import File
from matrix.wire import Json, Refused, Wire

_HELD: Final = 25_000
"""Milliseconds that the server may hold a sync back until there is something to tell."""
TIMELINE: Final = 50
"""Events of a room in one sync; more leave a gap, which is read afterwards."""
_PAGE: Final = 250
_NO_KEYS: Final = "That file is encrypted, and I have no keys."
_FILTER: Final = json.dumps(
    {
        "presence": {"types": []},
        "account_data": {"types": []},
        "room": {
            "timeline": {"limit": TIMELINE},
            "state": {"lazy_load_members": True},
            "ephemeral": {"types": []},
            "account_data": {"types": []},
        },
    }
)


class Withheld(Refused):
    """We refuse it ourselves: it would be said in the open where others encrypt what they say."""

    def __init__(self) -> None:
        super().__init__(0, "withheld")


class Homeserver:
    """The server as the account that the wire's token belongs to sees it.

    Every method may raise `Refused` or `Unreachable`.
    """

    def __init__(self, wire: Wire) -> None:
        self._wire = wire

    async def log_in(self, user: str, password: str, device: str | None) -> str:
        """Logs in, on the same device as the last time where that is known; returns its id.

        Transaction ids count for a device: on another one, what was sent could be sent again.
        """
        said = {
            "type": "m.login.password",
            "identifier": {"type": "m.id.user", "user": user},
            "password": password,
            "initial_device_display_name": "Loose Ends",
        }
        answer = await self._wire.post(
            "login", body={**said, **({"device_id": device} if device else {})}
        )
        self._wire.token = str(answer["access_token"])
        return str(answer["device_id"])

    async def who_am_i(self) -> str:
        return str((await self._wire.get("account", "whoami"))["user_id"])

    async def device(self) -> str:
        """The id of the device that our token is of."""
        return str((await self._wire.get("account", "whoami"))["device_id"])

    async def sync(self, since: str | None) -> Json:
        """What happened since; waits a while for it. The first time: how things stand."""
        asked = {"filter": _FILTER, "timeout": str(_HELD if since else 0)}
        return await self._wire.once("sync", **asked, **({"since": since} if since else {}))

    async def page(self, room: str, before: str, after: str) -> Json:
        """Events of a room, newest first, before one token of its talk and after another ("": from
        its beginning).
        """
        to = {"to": after} if after else {}
        asked = {"dir": "b", "from": before, "limit": str(_PAGE), **to}
        return await self._wire.get("rooms", room, "messages", **asked)

    async def event(self, room: str, event: str) -> Json:
        """One event, with the newest edit of it that counts."""
        return await self._wire.get("rooms", room, "event", event)

    async def state(self, room: str) -> list[Json]:
        """Everything that holds in a room now: a list, which the wire takes for no answer."""
        return await self._wire.get_list("rooms", room, "state")

    async def send(self, room: str, content: Json, txn: str) -> str:
        """Posts a message, once however often it is sent; returns the event's id."""
        return await self.post(room, "m.room.message", content, txn)

    async def say(self, room: str, content: Json, txn: str) -> None:
        """Posts a message where we may. Where we may not, nobody hears us: that is no fault."""
        try:
            await self.send(room, content, txn)
        except Withheld:
            return  # whoever withheld it has said so
        except Refused as error:
            if not error.is_final:
                raise
            logs.warn("reply-refused", room=room, code=error.code)

    async def post(self, room: str, kind: str, content: Json, txn: str) -> str:
        """Posts an event of any kind, as `send` posts a message."""
        said = await self._wire.put("rooms", room, "send", kind, txn, body=content)
        return str(said["event_id"])

    async def set_state(self, room: str, kind: str, key: str, content: Json) -> None:
        await self._wire.put("rooms", room, "state", kind, key, body=content)

    async def upload(self, data: bytes, kind: str, name: str) -> str:
        """Hands over a file; returns its address (`mxc://...`)."""
        return await self._wire.upload(data, kind, name)

    async def redact(self, room: str, event: str, txn: str) -> None:
        """Takes back an event, words and all."""
        await self._wire.put("rooms", room, "redact", event, txn, body={})

    async def download(self, file: File, most: int) -> bytes:
        """What is in a file of up to so many bytes. Raises TooLarge too; BadInput where it cannot
        be opened.
        """
        if file.lock is not None:
            raise BadInput(_NO_KEYS)
        return await self._wire.download(file.server, file.media, most=most)

    async def joined(self) -> list[str]:
        """The ids of the rooms that we are in."""
        found = (await self._wire.get("joined_rooms")).get("joined_rooms")
        return found if isinstance(found, list) else []

    async def join(self, room: str, via: Sequence[str] = ()) -> None:
        """Enters a room, by one of those servers where ours does not know it."""
        # Servers before version 1.12 of the API know them by the other name.
        asked = {"via": via, "server_name": via} if via else {}
        await self._wire.post("join", room, query=asked)

    async def leave(self, room: str) -> None:
        """Leaves, or declines an invitation. A room that is no more is one that we have left."""
        try:
            await self._wire.post("rooms", room, "leave")
        except Refused as error:
            if not error.is_final:
                raise
