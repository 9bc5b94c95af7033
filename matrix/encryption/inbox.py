"""What a sync tells of keys -> letters. Pure.

They belong to no room. Kept in one transaction with the sync's token, they are taken in after a
crash too: nobody sends us a key twice.
"""

import json
from collections.abc import Iterator
from typing import Any, Final

from bot.model import ChannelId, Letter, MessageId, Platform
from matrix.values import ENCRYPTED
from matrix.wire import Json

KEY: Final = "key"
"""An event that was sent to our device alone."""
DEVICES: Final = "devices"
"""People changed their devices, or keys of ours have been used up."""
ENOUGH: Final = 40
"""Keys of ours for the homeserver to give out, one to each device that begins to talk to us."""
_NOWHERE: Final = {KEY: ChannelId("keys"), DEVICES: ChannelId("devices")}
"""Lines of their own in the mailroom: to look up devices may take long, to take a key must not."""


def key_letters(sync: Json) -> tuple[Letter, ...]:
    """What a sync tells of keys, in the order in which it came."""
    return (*_keys(sync), *_devices(sync))


def _keys(sync: Json) -> Iterator[Letter]:
    events = _part(sync, "to_device").get("events", [])
    for place, event in enumerate(events if isinstance(events, list) else ()):
        if isinstance(event, dict) and event.get("type") == ENCRYPTED:
            yield _letter(KEY, f"{sync.get('next_batch')}.{place}", event)


def _devices(sync: Json) -> Iterator[Letter]:
    changed = _part(sync, "device_lists").get("changed", [])
    left = _part(sync, "device_one_time_keys_count").get("signed_curve25519", 0)
    known = "device_one_time_keys_count" in sync
    is_low = known and isinstance(left, int) and left < ENOUGH
    people = [each for each in changed if isinstance(each, str)] if changed else []
    if people or is_low:
        told = {"changed": people, "is_low": is_low}
        yield _letter(DEVICES, str(sync.get("next_batch")), told)


def _part(sync: Json, name: str) -> dict[str, Any]:
    part = sync.get(name)
    return part if isinstance(part, dict) else {}


def _letter(kind: str, id_: str, raw: Json) -> Letter:
    where = (Platform.MATRIX, _NOWHERE[kind], MessageId(id_))
    return Letter(*where, kind, json.dumps(raw))
