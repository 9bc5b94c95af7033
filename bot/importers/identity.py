"""Ids and instants for messages whose source gives them none, or gives the same to several."""

from collections import OrderedDict
from collections.abc import Hashable
from datetime import datetime
from hashlib import blake2b
from typing import Final, Generic, TypeVar

from bot.importers.calendar import INSTANT
from bot.model import MessageId

_REMEMBERED: Final = 65_536

K = TypeVar("K", bound=Hashable)
V = TypeVar("V")


class Recent(Generic[K, V]):
    """A mapping that forgets what was put in longest ago, so that a long import stays small."""

    def __init__(self, capacity: int = _REMEMBERED) -> None:
        self._entries: OrderedDict[K, V] = OrderedDict()
        self._capacity = capacity

    def __getitem__(self, key: K) -> V | None:
        return self._entries.get(key)

    def __setitem__(self, key: K, value: V) -> None:
        self._entries[key] = value
        self._entries.move_to_end(key)
        if len(self._entries) > self._capacity:
            self._entries.popitem(last=False)

    def __len__(self) -> int:
        return len(self._entries)

    def pop(self, key: K) -> V | None:
        return self._entries.pop(key, None)


class Fingerprints:
    """Ids made of what was said: the same talk has the same ids in a longer or later export.

    What one person said twice in the same words at the same written time is told apart by
    counting.
    """

    def __init__(self) -> None:
        self._times: Recent[str, int] = Recent()

    def id_of(self, author: str, written: str, text: str) -> MessageId:
        said = _digest(author, written, text)
        times = self._times[said] or 0
        self._times[said] = times + 1
        return MessageId(said if times == 0 else _digest(said, str(times)))


def _digest(*parts: str) -> str:
    return blake2b("\0".join(parts).encode("utf-8", "replace"), digest_size=10).hexdigest()


class Ticks:
    """Keeps messages of the same instant in the order in which they were read."""

    def __init__(self) -> None:
        self._times: Recent[Hashable, int] = Recent()

    def at(self, channel: Hashable, written: datetime) -> datetime:
        """`written`, put off by an instant for each message before that bore the same."""
        times = self._times[channel, written] or 0
        self._times[channel, written] = times + 1
        return written + times * INSTANT
