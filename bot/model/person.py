"""People, as those who have a say in what is kept of them."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from functools import lru_cache
from hashlib import blake2b
from typing import Final, assert_never

from bot.model.ids import AuthorId, ChannelRef, CommunityId, MessageRef, Platform
from bot.model.mark import Mark
from bot.model.message import Channel, Message, Reaction
from bot.model.reading import Record

NOBODY: Final = AuthorId("")
"""Who gave a verdict and was forgotten: the verdict stays, since it is about somebody's question.
"""


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody on a platform: in all its communities, or in one alone, as in imports, where a name
    need not mean the same person elsewhere.
    """

    platform: Platform
    id: AuthorId
    community: CommunityId | None = None


class Wish(StrEnum):
    """What a person may want of what is kept of them."""

    FORGET = "forget"
    """All of it goes, and nothing brings it back."""
    OPT_OUT = "optout"
    """Nothing is kept from now on."""
    OPT_IN = "optin"
    """From now on it is kept again."""


@dataclass(frozen=True, slots=True)
class Silence:
    """A stretch of time of which nothing is kept that a person posts or does: from `since` (None:
    ever) until `until` (None: until they say otherwise), that moment included.
    """

    since: datetime | None
    until: datetime | None

    def covers(self, at: datetime) -> bool:
        return (self.since is None or self.since <= at) and (self.until is None or at <= self.until)


@dataclass(frozen=True, slots=True)
class Silences:
    """Who is not kept, and of which time. People stand here as keyed hashes (BLAKE2b, RFC 7693):
    what remembers that somebody was forgotten does not say who.
    """

    salt: str = ""
    by_key: Mapping[str, tuple[Silence, ...]] = field(
        default_factory=dict[str, tuple[Silence, ...]]
    )

    def __bool__(self) -> bool:
        return bool(self.by_key)

    def key(self, person: Person) -> str:
        return _key(self.salt, person.platform, person.community or "", person.id)

    def of(self, person: Person) -> tuple[Silence, ...]:
        return self.by_key.get(self.key(person), ())

    def cover(self, channel: ChannelRef, author: AuthorId, at: datetime) -> bool:
        """Whether nothing is kept of what somebody did in a channel at a moment."""
        return any(silence.covers(at) for silence in self._here(channel, author))

    def last(self, channel: ChannelRef, author: AuthorId) -> bool:
        """Whether nothing of theirs is kept there now, whenever that is."""
        return any(silence.until is None for silence in self._here(channel, author))

    def any(self, channel: ChannelRef, author: AuthorId) -> bool:
        """Whether there is any time of which nothing of theirs is kept there."""
        return bool(self._here(channel, author))

    def after(self, person: Person, wish: Wish, at: datetime) -> "Silences":
        """Those after a wish."""
        key = self.key(person)
        return Silences(self.salt, {**self.by_key, key: _after(self.by_key.get(key, ()), wish, at)})

    def _here(self, channel: ChannelRef, author: AuthorId) -> tuple[Silence, ...]:
        everywhere = Person(channel.platform, author)
        return self.of(everywhere) + self.of(Person(channel.platform, author, channel.community))


def _after(known: tuple[Silence, ...], wish: Wish, at: datetime) -> tuple[Silence, ...]:
    match wish:
        case Wish.FORGET:
            latest = max((s.until for s in known if s.since is None and s.until), default=at)
            return (Silence(None, max(latest, at)), *(s for s in known if s.since is not None))
        case Wish.OPT_OUT:
            is_out = any(silence.until is None for silence in known)
            return known if is_out else (*known, Silence(at, None))
        case Wish.OPT_IN:
            return tuple(s if s.until is not None else Silence(s.since, at) for s in known)
        case _:
            assert_never(wish)


@lru_cache(maxsize=4_096)
def _key(salt: str, *of: str) -> str:
    said = "\0".join(of).encode("utf-8", "surrogatepass")
    return blake2b(said, digest_size=16, key=salt.encode()[:64]).hexdigest()


@dataclass(frozen=True, slots=True)
class Traces:
    """Where there is something of a person: messages that they posted or reacted to, and the ids of
    their marks.
    """

    messages: tuple[MessageRef, ...] = ()
    marks: tuple[str, ...] = ()

    def __bool__(self) -> bool:
        return bool(self.messages or self.marks)


@dataclass(frozen=True, slots=True)
class Belongings:
    """All that is kept of a person. `names` are those under which they posted; `questions` are
    theirs, `reactions` and `marks` stand on anybody's messages.
    """

    person: Person
    names: tuple[str, ...] = ()
    posts: tuple[tuple[Channel, Message], ...] = ()
    questions: tuple[Record, ...] = ()
    reactions: tuple[tuple[MessageRef, Reaction], ...] = ()
    marks: tuple[Mark, ...] = ()
    silences: tuple[Silence, ...] = ()

    @property
    def is_out(self) -> bool:
        """Whether they do not want to be kept."""
        return any(silence.until is None for silence in self.silences)
