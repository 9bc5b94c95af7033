"""The file that a message brings. Pure."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True, slots=True)
class File:
    """A file of a message, where the homeserver has it, and what opens it: None where it lies open
    (client-server API, `EncryptedFile`).
    """

    name: str
    server: str
    media: str
    lock: Mapping[str, Any] | None = None


def file_of(content: Mapping[str, Any]) -> File | None:
    """The file that a message brings; None where it brings none."""
    name, lock = content.get("filename") or content.get("body"), content.get("file")
    is_locked = isinstance(lock, Mapping)
    url = lock.get("url") if is_locked else content.get("url")
    if content.get("msgtype") != "m.file" or not isinstance(url, str) or not isinstance(name, str):
        return None
    scheme, _, place = url.partition("://")
    server, _, media = place.partition("/")
    if scheme != "mxc" or not server or not media:
        return None
    return File(name, server, media, lock if is_locked else None)
