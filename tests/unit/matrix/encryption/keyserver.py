"""A homeserver that only keeps keys, in memory; and devices that talk by way of it."""

from collections import defaultdict
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any, cast

from matrix.encryption.olm import OlmLocksmith
from matrix.encryption.vault import unlocked
from matrix.house import Keyring
from matrix.rooms.room import Room, facts
from matrix.wire import Refused, Unreachable, Wire
from tests.unit.matrix.payloads import ROOM, event, member, state

SEALED = {"algorithm": "m.megolm.v1.aes-sha2"}


class KeyServer:
    """What devices told it, and what they sent one another."""

    def __init__(self) -> None:
        self.devices: dict[str, dict[str, Any]] = defaultdict(dict)
        self.once: dict[tuple[str, str], dict[str, Any]] = defaultdict(dict)
        self.signing: dict[str, dict[str, Any]] = defaultdict(dict)
        self.data: dict[str, Any] = {}
        self.sent: dict[tuple[str, str], list[dict[str, Any]]] = defaultdict(list)
        self.asked: list[str] = []
        self.faults: dict[str, Exception] = {}
        self.lost: set[str] = set()
        """Requests that are granted, though nobody hears it."""

    def wire(self, person: str, device: str) -> Wire:
        """The wire of a device."""
        return cast("Wire", _Line(self, person, device))


class _Line:
    """One device's wire: as much of it as keys ask for."""

    def __init__(self, server: KeyServer, person: str, device: str) -> None:
        self._server, self._person, self._device = server, person, device

    async def get(self, *path: str) -> Any:
        name = "/".join(path)
        self._asked(name)
        if name not in self._server.data:
            raise Refused(404, "M_NOT_FOUND")
        return self._server.data[name]

    async def put(self, *path: str, body: Any) -> Any:
        self._asked("/".join(path[:2]))
        if path[0] != "sendToDevice":
            self._server.data["/".join(path)] = body
            return {}
        for person, devices in body["messages"].items():
            for device, content in devices.items():
                sent = {"type": path[1], "sender": self._person, "content": content}
                self._server.sent[person, device].append(sent)
        return {}

    async def post(self, *path: str, body: Any = None) -> Any:
        name = "/".join(path)
        self._asked(name)
        answer = getattr(self, "_" + name.replace("/", "_"))(body or {})
        if name in self._server.lost and body:
            raise Unreachable
        return answer

    def _asked(self, name: str) -> None:
        self._server.asked.append(name)
        if (fault := self._server.faults.get(name)) is not None:
            raise fault

    def _keys_upload(self, body: Any) -> Any:
        here = (self._person, self._device)
        if "device_keys" in body:
            self._server.devices[self._person][self._device] = body["device_keys"]
        self._server.once[here].update(body.get("one_time_keys", {}))
        return {"one_time_key_counts": {"signed_curve25519": len(self._server.once[here])}}

    def _keys_query(self, body: Any) -> Any:
        asked = body["device_keys"]
        found: dict[str, Any] = {"device_keys": {p: self._server.devices[p] for p in asked}}
        for person in asked:
            for kind, key in self._server.signing[person].items():
                found.setdefault(f"{kind}s", {})[person] = key
        return found

    def _keys_claim(self, body: Any) -> Any:
        found: dict[str, Any] = defaultdict(dict)
        for person, devices in body["one_time_keys"].items():
            for device in devices:
                if keys := self._server.once[person, device]:
                    found[person][device] = dict([keys.popitem()])
        return {"one_time_keys": found}

    def _keys_device_signing_upload(self, body: Any) -> Any:
        self._server.signing[self._person] = body
        return {}

    def _keys_signatures_upload(self, body: Any) -> Any:
        for person, objects in body.items():
            for device, signed in objects.items():
                known = self._server.devices[person][device]["signatures"]
                known[person].update(signed["signatures"][person])
        return {}


def keyring(folder: Path, name: str = "l") -> Keyring:
    return Keyring(folder / f"{name}.keys", folder / f"{name}.recovery")


@asynccontextmanager
async def device(
    server: KeyServer, folder: Path, person: str, name: str = "ONE"
) -> AsyncIterator[OlmLocksmith]:
    """A device at work; its files are named after it."""
    files = keyring(folder, f"{person[1:5]}.{name}")
    async with unlocked(files, server.wire(person, name), person, name) as locksmith:
        yield locksmith


def room(*people: str, **rules: Any) -> Room:
    """An encrypted room with these people in it."""
    told = [state("m.room.encryption", {**SEALED, **rules}), *map(member, people)]
    return Room(ROOM, facts(told))


def posted(content: dict[str, Any], sender: str, id_: str = "$1") -> dict[str, Any]:
    return event("m.room.encrypted", content, event_id=id_, sender=sender)
