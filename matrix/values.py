"""What Matrix tells -> the nouns of the house. Pure.

Reads events in the shapes of the importer, so that an export and the live talk are one.
"""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any, Final
from urllib.parse import quote

from bot.importers.matrix_shapes import Added, Content, Event
from bot.model import (
    Author,
    AuthorId,
    Channel,
    ChannelId,
    ChannelRef,
    CommunityId,
    Message,
    MessageId,
    MessageRef,
    Platform,
    Posted,
    Reaction,
)
from matrix.rooms.room import Room, server_of

MESSAGE: Final = "m.room.message"
REACTION: Final = "m.reaction"
REDACTION: Final = "m.room.redaction"
ENCRYPTED: Final = "m.room.encrypted"
POLLS: Final = frozenset({"m.poll.start", "org.matrix.msc3381.poll.start"})
TALK: Final = frozenset({MESSAGE, *POLLS})
REPLACES: Final = "m.replace"


def channel_ref(me: str, room: str) -> ChannelRef:
    """Rooms belong to the community of the homeserver where the bot lives: a room's own id need not
    name one (version 12), and people of many servers meet in it.
    """
    return ChannelRef(Platform.MATRIX, CommunityId(server_of(me)), ChannelId(room))


def channel_of(me: str, room: Room) -> Channel:
    ref = channel_ref(me, room.id)
    return Channel(ref, room.name, community_name=ref.community, private=not room.is_open)


def posted(event: Event, content: Content, me: str, room: Room) -> Posted:
    """A message as it stands now, with the newest edit that the server sent along.

    The server sends only edits that count: by the same sender, of the same kind (client-server API,
    event replacements); that they are the sender's own is looked at here once more.
    """
    channel = channel_of(me, room)
    edit = _edit(event)
    words = edit[1].new if edit and edit[1].new else content
    reply_to = content.relation and content.relation.reply_to
    return Posted(
        channel,
        Message(
            ref=MessageRef(channel.ref, MessageId(event.event_id)),
            author=Author(
                AuthorId(event.sender), room.called(event.sender), content.msgtype == "m.notice"
            ),
            at=event.at,
            text=text_of(event, replace_body(content, words)),
            reply_to=MessageId(reply_to) if reply_to else None,
            mentions=tuple(AuthorId(u) for u in content.mentions.user_ids)
            if content.mentions
            else (),
            edited_at=edit[0].at if edit else None,
            link=permalink(room.id, event.event_id, me),
        ),
    )


def replace_body(old: Content, new: Content) -> Content:
    """The words of an edit, which answers what its original answered."""
    return new.model_copy(update={"relation": old.relation})


def _edit(event: Event) -> tuple[Event, Content] | None:
    added = Added.model_validate(event.unsigned or {})
    own = [edit for edit in added.edits if edit.sender == event.sender]
    return (own[-1], Content.model_validate(own[-1].content)) if own else None


def is_redacted(event: Event) -> bool:
    return not event.content or "redacted_because" in (event.unsigned or {})


def text_of(event: Event, content: Content) -> str:
    """What the author wrote; a poll is its question and its answers."""
    return "\n".join(_poll(event.content)) if event.type in POLLS else content.text


def _poll(content: Mapping[str, Any]) -> Iterator[str]:
    for kind in ("m.poll", "org.matrix.msc3381.poll.start"):
        poll = content.get(kind)
        if isinstance(poll, Mapping):
            yield _said(poll.get("question"))
            answers = poll.get("answers")
            for answer in answers if isinstance(answers, Sequence) else ():
                yield f"- {_said(answer)}"
            return


def _said(part: object) -> str:
    """The plain words of extensible text (MSC1767), in either of its spellings."""
    if not isinstance(part, Mapping):
        return ""
    for key in ("m.text", "org.matrix.msc1767.text", "body"):
        words = part.get(key)
        if isinstance(words, str):
            return words
        if isinstance(words, Sequence):
            first = next((each for each in words if isinstance(each, Mapping)), {})
            if isinstance(body := first.get("body"), str):
                return body
    return ""


def reaction(event: Event, emoji: str) -> Reaction:
    return Reaction(emoji, AuthorId(event.sender), event.at)


def permalink(room: str, event: str, me: str) -> str:
    """A link that clients open. `via` names a server that knows the room: ids need not."""
    where = f"{quote(room, safe='')}/{quote(event, safe='')}"
    return f"https://matrix.to/#/{where}?via={quote(server_of(me), safe='')}"
