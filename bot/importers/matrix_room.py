"""What must be remembered of a Matrix room to make sense of the next event."""

from collections.abc import Iterator, Mapping
from typing import Any, Final

from bot.importers.identity import Recent
from bot.importers.matrix_shapes import Added, Content, Event, Membership, RoomName
from bot.importers.reading import ReadOptions, Tally
from bot.model import (
    Arrival,
    Author,
    AuthorId,
    Channel,
    ChannelId,
    ChannelRef,
    Deleted,
    Edited,
    Message,
    MessageId,
    MessageRef,
    Platform,
    Posted,
    Reacted,
    Reaction,
)

_EDIT: Final = "m.replace"


class Room:
    """Turns the events of one room into arrivals.

    An edit counts only if it is by the author of the message (spec v1.11 §11.20.4); one that
    comes before its message waits for it.
    """

    def __init__(self, heading: Mapping[str, Any], options: ReadOptions, tally: Tally) -> None:
        self._options, self._tally = options, tally
        name = heading.get("room_name")
        self._name = options.channel or (name if isinstance(name, str) else "")
        self._people: Recent[str, str] = Recent()
        self._authors: Recent[str, str] = Recent()
        self._reactions: Recent[str, Reacted] = Recent()
        self._early_edits: Recent[str, list[Event]] = Recent()

    def arrivals(self, event: Event) -> Iterator[Arrival]:
        """What the event changes. Raises ValidationError where its content has another shape."""
        match event.type:
            case "m.room.message":
                yield from self._message(event)
            case "m.reaction":
                yield from self._reaction(event)
            case "m.room.redaction":
                yield from self._redaction(event)
            case other:
                self._tally.pass_over(other)
                self._learn_names(event)

    def unclaimed(self) -> int:
        """How many messages have edits waiting that never came."""
        return len(self._early_edits)

    def _learn_names(self, event: Event) -> None:
        if event.type == "m.room.member" and event.state_key is not None:
            name = Membership.model_validate(event.content).displayname
            if name:
                self._people[event.state_key] = name
        elif event.type == "m.room.name":
            self._name = self._name or RoomName.model_validate(event.content).name

    def _message(self, event: Event) -> Iterator[Arrival]:
        added = Added.model_validate(event.unsigned or {})
        if not event.content or added.redaction is not None:
            at = added.redaction.at if isinstance(added.redaction, Event) else event.at
            yield Deleted(self._ref(event, event.event_id), at)
            return
        content = Content.model_validate(event.content)
        relation = content.relation
        if relation is not None and relation.rel_type == _EDIT and relation.event_id is not None:
            yield from self._edit(event, relation.event_id)
            return
        self._authors[event.event_id] = event.sender
        yield self._posted(event, content)
        for edit in (*added.edits, *(self._early_edits.pop(event.event_id) or ())):
            yield from self._edit(edit, event.event_id)

    def _edit(self, edit: Event, target: str) -> Iterator[Arrival]:
        author = self._authors[target]
        new = Content.model_validate(edit.content).new
        if new is None or (author is not None and author != edit.sender):
            self._tally.pass_over("foreign-edit")
        elif author is None:
            self._early_edits[target] = [*(self._early_edits[target] or ()), edit]
        else:
            yield Edited(self._ref(edit, target), new.text, edit.at)

    def _reaction(self, event: Event) -> Iterator[Arrival]:
        relation = Content.model_validate(event.content).relation
        if relation is None or relation.event_id is None or relation.key is None:
            self._tally.pass_over("m.reaction")
            return
        reaction = Reaction(relation.key, AuthorId(event.sender), event.at)
        reacted = Reacted(self._ref(event, relation.event_id), reaction)
        self._reactions[event.event_id] = reacted
        yield reacted

    def _redaction(self, event: Event) -> Iterator[Arrival]:
        target = event.redacts or Content.model_validate(event.content).redacts
        if target is None:
            self._tally.pass_over("m.room.redaction")
        elif (reacted := self._reactions.pop(target)) is not None:
            yield Reacted(reacted.message, reacted.reaction, added=False)
        else:
            yield Deleted(self._ref(event, target), event.at)

    def _posted(self, event: Event, content: Content) -> Posted:
        channel = self._channel(event)
        sender = event.sender
        name = self._people[sender] or sender.removeprefix("@").partition(":")[0]
        reply_to = content.relation and content.relation.reply_to
        message = Message(
            ref=MessageRef(channel.ref, MessageId(event.event_id)),
            author=Author(AuthorId(sender), name, is_bot=content.msgtype == "m.notice"),
            at=event.at,
            text=content.text,
            reply_to=MessageId(reply_to) if reply_to else None,
            mentions=tuple(AuthorId(u) for u in content.mentions.user_ids)
            if content.mentions
            else (),
            link=f"https://matrix.to/#/{channel.ref.channel}/{event.event_id}",
        )
        return Posted(channel, message)

    def _ref(self, event: Event, target: str) -> MessageRef:
        return MessageRef(self._channel(event).ref, MessageId(target))

    def _channel(self, event: Event) -> Channel:
        room = event.room_id or self._options.stem
        _, _, server = (room if ":" in room else event.sender).partition(":")
        home = self._options.home(Platform.MATRIX, server or "matrix")
        return Channel(ChannelRef(*home, ChannelId(room)), self._name or room)
