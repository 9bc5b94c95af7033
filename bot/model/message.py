"""What people post."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from bot.model.ids import AuthorId, ChannelId, ChannelRef, MessageId, MessageRef


class ChannelKind(StrEnum):
    """How talk in a channel hangs together."""

    ROOM = "room"
    """Everybody talks at once; replies must be found."""
    THREAD = "thread"
    """One post and what was said about it: a forum post, a thread, a pasted page."""


@dataclass(frozen=True, slots=True)
class Channel:
    """A room or a thread. `parent` is the channel that a thread hangs under.

    Who may read the parent may read the thread, unless it is `private`: open to its members alone.
    """

    ref: ChannelRef
    name: str
    kind: ChannelKind = ChannelKind.ROOM
    parent: ChannelId | None = None
    community_name: str = ""
    private: bool = False


@dataclass(frozen=True, slots=True)
class Author:
    """Who wrote something. `name` is what people see, `id` is what stays."""

    id: AuthorId
    name: str
    is_bot: bool = False


@dataclass(frozen=True, slots=True)
class Reaction:
    """An emoji that somebody put on a message."""

    emoji: str
    by: AuthorId
    at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Message:
    """One post, as it stands now.

    `at` is aware and in UTC. `text` is what the author wrote, markup and all; every span is an
    offset into it. `reply_to` is the explicit parent, where the platform knows one. `mentions` are
    the people whom the platform says are addressed (names in the text are found by linking).
    `system` is a line of the platform's own: joins, pins, calls. `link` leads back to the post.
    """

    ref: MessageRef
    author: Author
    at: datetime
    text: str
    reply_to: MessageId | None = None
    mentions: tuple[AuthorId, ...] = ()
    reactions: tuple[Reaction, ...] = ()
    system: bool = False
    edited_at: datetime | None = None
    link: str | None = None

    @property
    def id(self) -> MessageId:
        return self.ref.message

    @property
    def order(self) -> tuple[datetime, MessageId]:
        """The order of talk in a channel: by time, then by id, so that it is total."""
        return (self.at, self.ref.message)
