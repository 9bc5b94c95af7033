"""A locksmith without cryptography: what is locked bears the name of its key."""

from collections.abc import Mapping, Sequence
from typing import Any

from matrix.encryption.locksmith import Locked
from matrix.rooms.room import Room
from tests.unit.matrix.payloads import event

KEYLESS = "no key opens this"


def locked(plain: dict[str, Any], key: str = "k1") -> dict[str, Any]:
    """An event as it looks encrypted."""
    content = {"session_id": key, "ciphertext": {k: plain[k] for k in ("type", "content")}}
    sealed = event("m.room.encrypted", content, event_id=plain["event_id"], sender=plain["sender"])
    return {**sealed, **{k: plain[k] for k in ("unsigned",) if k in plain}}


class Smith:
    """Opens what it has the key of; `offers` come into its hands when it is asked whether it has
    them, as if they came between two steps.
    """

    def __init__(self, *keys: str) -> None:
        self.keys = set(keys)
        self.offers: set[str] = set()
        self.looked: list[tuple[tuple[str, ...], bool]] = []

    async def take(self, event: dict[str, Any]) -> Sequence[str]:
        new = [key for key in event["content"]["keys"] if key not in self.keys]
        self.keys |= set(new)
        return new

    async def look_after(self, changed: Sequence[str], *, is_low: bool) -> None:
        self.looked.append((tuple(changed), is_low))

    async def has(self, room: str, key: str) -> bool:
        self.keys |= self.offers
        return key in self.keys

    async def opened(self, room: str, event: dict[str, Any]) -> dict[str, Any]:
        key = event["content"]["session_id"]
        if key == KEYLESS:
            raise Locked
        if key not in self.keys:
            raise Locked(key)
        return {**event, **event["content"]["ciphertext"]}

    async def opened_file(self, data: bytes, lock: Mapping[str, Any]) -> bytes:
        if lock["k"] not in self.keys:
            raise Locked
        return data[::-1]

    async def sealed(self, room: Room, content: dict[str, Any]) -> dict[str, Any]:
        return {"session_id": "k1", "ciphertext": {"type": "m.room.message", "content": content}}
