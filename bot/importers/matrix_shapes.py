"""What is read of Matrix events."""

import re
from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Any, Final

from pydantic import Field

from bot.importers.shapes import Shape

_LAST_MS: Final = 253_402_300_799_000
"""31 December 9999."""
_MEDIA: Final = frozenset({"m.image", "m.file", "m.audio", "m.video"})
_FALLBACK: Final = re.compile(r"> (?:\* )?<[^\n>]{1,512}>[^\n]*\n(?:>[^\n]*\n)*\n?")
"""The quoted original that older clients put before a reply (spec v1.12 §11.20.2.1)."""


class Event(Shape):
    """Any event of a room; `unsigned` is what the server added for the reader."""

    type: str
    event_id: str
    sender: str
    origin_server_ts: int = Field(ge=0, le=_LAST_MS)
    content: dict[str, Any]
    room_id: str | None = None
    state_key: str | None = None
    redacts: str | None = None
    unsigned: dict[str, Any] | None = None

    @property
    def at(self) -> datetime:
        return datetime.fromtimestamp(self.origin_server_ts / 1000, UTC)


class Bundle(Shape):
    """Relations that the server sent along: the newest edit, if there is one.

    Older servers send a summary of it instead of the event.
    """

    edit: Event | Any = Field(None, alias="m.replace", union_mode="left_to_right")


class Added(Shape):
    """What the server added to a message for the reader."""

    redaction: Event | Any = Field(None, alias="redacted_because", union_mode="left_to_right")
    relations: Bundle | None = Field(None, alias="m.relations")

    @property
    def edits(self) -> list[Event]:
        edit = self.relations and self.relations.edit
        return [edit] if isinstance(edit, Event) else []


class Target(Shape):
    """The event that something is about."""

    event_id: str


class Relation(Shape):
    """How an event relates to another: an edit, a reaction, a reply, a thread."""

    rel_type: str | None = None
    event_id: str | None = None
    key: str | None = None
    in_reply_to: Target | None = Field(None, alias="m.in_reply_to")
    is_falling_back: bool = False

    @property
    def reply_to(self) -> str | None:
        """The event that is answered; in a thread, where none is meant, the thread's root."""
        if self.rel_type == "m.thread" and (self.is_falling_back or self.in_reply_to is None):
            return self.event_id
        return self.in_reply_to and self.in_reply_to.event_id


class Mentions(Shape):
    """Who is addressed."""

    user_ids: Sequence[str] = ()


class Content(Shape):
    """The content of a message, a reaction or a redaction."""

    msgtype: str = ""
    body: str = ""
    filename: str | None = None
    redacts: str | None = None
    mentions: Mentions | None = Field(None, alias="m.mentions")
    relation: Relation | None = Field(None, alias="m.relates_to")
    new: "Content | None" = Field(None, alias="m.new_content")

    @property
    def text(self) -> str:
        """What the author wrote: without the quoted original of a reply, and without the name of
        a file that was sent.
        """
        if self.msgtype in _MEDIA and self.filename in {None, self.body}:
            return ""
        answers = self.relation is not None and self.relation.reply_to is not None
        fallback = _FALLBACK.match(self.body) if answers else None
        return self.body[fallback.end() :] if fallback else self.body


class Membership(Shape):
    """The content of a member event."""

    displayname: str | None = None


class RoomName(Shape):
    """The content of a room's name event."""

    name: str = ""
