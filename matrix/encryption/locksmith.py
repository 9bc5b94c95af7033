"""The port behind which the keys are, and what is opened with them."""

from collections.abc import Mapping, Sequence
from typing import Any, Final, Protocol

from matrix.rooms.room import Room
from matrix.values import ENCRYPTED, MESSAGE, REACTION, REDACTION, REPLACES, TALK
from matrix.wire import Json


class Locked(Exception):
    """An event cannot be opened. The key called `key` would; "" where none ever will."""

    def __init__(self, key: str = "") -> None:
        self.key = key
        super().__init__("locked")


class Locksmith(Protocol):
    """Has the keys of encrypted rooms. Called by `opener` and `sealing`.

    Every method may raise Refused or Unreachable.
    """

    async def take(self, event: Json) -> Sequence[str]:
        """Takes in an event that was sent to our device; returns which keys came with it. Taken in
        twice, it brings none.
        """
        ...

    async def look_after(self, changed: Sequence[str], *, is_low: bool) -> None:
        """Learns the devices of people who changed them; where the homeserver `is_low` on keys to
        begin talks with us by, it gets new ones.
        """
        ...

    async def has(self, room: str, key: str) -> bool:
        """Whether it has a key of a room."""
        ...

    async def opened(self, room: str, event: Json) -> Json:
        """An encrypted event, as it was before it was encrypted. Raises Locked."""
        ...

    async def opened_file(self, data: bytes, lock: Mapping[str, Any]) -> bytes:
        """An encrypted file as it was before, by the lock that its message names. Raises Locked
        where it is not the file that was locked.
        """
        ...

    async def sealed(self, room: Room, content: Json) -> Json:
        """The content of a message as all who are in the room now can open it, and nobody else."""
        ...


_SAID: Final = frozenset({*TALK, REACTION})
"""What may be said encrypted. Whatever else claims to be so (a deletion, a room that moved) must be
in the open, where the homeserver has judged it.
"""


async def opened(locksmith: Locksmith, room: str, event: Json) -> Json:
    """An event as it was written, with the newest edit that came with it, whether or not they are
    encrypted. An edit that is locked is left out. Raises Locked.
    """
    plain = await _plain(locksmith, room, event) if event.get("type") == ENCRYPTED else event
    unsigned = _object(event.get("unsigned"))
    relations = _object(unsigned.get("m.relations"))
    edit = relations.get(REPLACES)
    if not isinstance(edit, dict) or edit.get("type") != ENCRYPTED:
        return plain
    try:
        newest = {REPLACES: await _plain(locksmith, room, edit)}
    except Locked:
        newest = {}
    kept = {name: each for name, each in relations.items() if name != REPLACES}
    return {**plain, "unsigned": {**unsigned, "m.relations": {**kept, **newest}}}


async def _plain(locksmith: Locksmith, room: str, event: Json) -> Json:
    if not _object(event.get("content")):
        return {**event, "type": MESSAGE, "content": {}}  # deleted: it looks so in the open too
    plain = await locksmith.opened(room, event)
    return plain if plain.get("type") in _SAID else {**event, "content": {}}


def redacted(event: object) -> str | None:
    """The event that this one deletes; its place depends on the version of the room."""
    told = _object(event)
    if told.get("type") != REDACTION:
        return None
    target = told.get("redacts") or _object(told.get("content")).get("redacts")
    return target if isinstance(target, str) else None


def _object(value: object) -> Json:
    return value if isinstance(value, dict) else {}
