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
_LEFT: Final = "device_one_time_keys_count"
_NOWHERE: Final = {KEY: ChannelId("keys"), DEVICES: ChannelId("devices")}
"""Lines of their own in the mailroom: to look up devices may take long, to take a key must not."""


def key_letters(sync: Json) -> tuple[Letter, ...]:
    """What a sync tells of keys, in the order in which it came."""
    return (*_keys(sync), *_devices(sync))


def _keys(sync: Json) -> Iterator[Letter]:
    for place, event in enumerate(_listed(sync, "to_device", "events")):
        if isinstance(event, dict) and event.get("type") == ENCRYPTED:
            yield _letter(KEY, f"{sync.get('next_batch')}.{place}", event)


def _devices(sync: Json) -> Iterator[Letter]:
    changed = [each for each in _listed(sync, "device_lists", "changed") if isinstance(each, str)]
    left = sync.get(_LEFT)
    is_low = isinstance(left, dict) and left.get("signed_curve25519", 0) < ENOUGH
    if changed or is_low:
        told = {"changed": changed, "is_low": is_low}
        yield _letter(DEVICES, str(sync.get("next_batch")), told)


def _listed(sync: Json, part: str, name: str) -> list[Any]:
    told = sync.get(part)
    found = told.get(name) if isinstance(told, dict) else None
    return found if isinstance(found, list) else []


def _letter(kind: str, id_: str, raw: Json) -> Letter:
    where = (Platform.MATRIX, _NOWHERE[kind], MessageId(id_))
    return Letter(*where, kind, json.dumps(raw))
