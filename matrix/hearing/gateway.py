"""What happens in rooms -> Arrivals."""

from pydantic import ValidationError

from bot.importers.matrix_shapes import Content, Event
from bot.model import (
    Arrival,
    AuthorId,
    ChannelId,
    Deleted,
    Edited,
    MessageId,
    MessageRef,
    Platform,
    Posted,
    Reacted,
    Reaction,
)
from matrix.homeserver import Homeserver
from matrix.house import House
from matrix.rooms.room import Room
from matrix.values import (
    REACTION,
    REDACTION,
    REPLACES,
    TALK,
    channel_ref,
    is_redacted,
    posted,
    reaction,
)
from matrix.wire import Refused


class Gateway:
    """Turns events into arrivals; asks the server and the desk for what an event does not say."""

    def __init__(self, house: House, homeserver: Homeserver, me: str) -> None:
        self._settings, self._homeserver, self._me = house.settings, homeserver, me
        self._desk, self._meters = house.desk, house.meters

    def wants(self, room: str) -> bool:
        """Whether the room is to be read."""
        settings = self._settings
        return (not settings.read or room in settings.read) and room not in settings.skip

    async def live(self, event: Event, room: Room) -> list[Arrival]:
        """What an event changes that was just told. An edit makes us look at the message again: the
        server says which edits count. Raises Refused or Unreachable.
        """
        match event.type:
            case kind if kind == REDACTION:
                return await self._redaction(event, room)
            case kind if kind in TALK:
                content = Content.model_validate(event.content)
                relation = content.relation
                if relation is not None and relation.rel_type == REPLACES and relation.event_id:
                    return await self._seen_again(room, relation.event_id, event)
                return self._talk(event, content, room)
            case _:
                return self._reaction(event, room)

    def past(self, event: Event, room: Room) -> list[Arrival]:
        """What an event of a page of history changes. Edits are left out: the server shows each
        message with the newest one. Raises ValidationError where it has another shape.
        """
        if event.type == REACTION:
            return self._reaction(event, room)
        if event.type not in TALK:
            return []
        content = Content.model_validate(event.content)
        if content.relation is not None and content.relation.rel_type == REPLACES:
            return []
        return self._talk(event, content, room)

    def read(self, raw: object) -> Event | None:
        """The event; None where it has another shape, which is counted."""
        try:
            return Event.model_validate(raw)
        except ValidationError:
            self._meters.unreadable.inc()
            return None

    def _talk(self, event: Event, content: Content, room: Room) -> list[Arrival]:
        if is_redacted(event):
            return [Deleted(self._ref(room, event.event_id), event.at)]
        if event.sender == self._me and not self._settings.own:
            return []
        if content.msgtype == "m.notice" and not self._settings.bots:
            return []
        return [posted(event, content, self._me, room)]

    def _reaction(self, event: Event, room: Room) -> list[Arrival]:
        if is_redacted(event):
            return []
        relation = Content.model_validate(event.content).relation
        if relation is None or relation.event_id is None or relation.key is None:
            return []
        return [Reacted(self._ref(room, relation.event_id), reaction(event, relation.key))]

    async def _redaction(self, event: Event, room: Room) -> list[Arrival]:
        """A message, a reaction or an edit was taken back."""
        target = event.redacts or Content.model_validate(event.content).redacts
        if target is None:
            return []
        there = (Platform.MATRIX, ChannelId(room.id))
        related = await self._desk.related(*there, MessageId(target))
        if related is None:
            return [Deleted(self._ref(room, target), event.at)]
        if not related.emoji:
            return await self._seen_again(room, related.target, event)
        taken_back = Reaction(related.emoji, AuthorId(related.by))
        return [Reacted(self._ref(room, related.target), taken_back, added=False)]

    async def _seen_again(self, room: Room, target: str, cause: Event) -> list[Arrival]:
        """A message as it stands now, since there was an edit of it, or is none any more."""
        try:
            event = self.read(await self._homeserver.event(room.id, target))
        except Refused as error:
            if not error.is_final:
                raise
            return []
        if event is None or event.type not in TALK:
            return []
        ref = self._ref(room, target)
        return [
            Edited(ref, arrival.message.text, cause.at, arrival.message.author.id)
            if isinstance(arrival, Posted)
            else arrival
            for arrival in self._talk(event, Content.model_validate(event.content), room)
        ]

    def _ref(self, room: Room, event: str) -> MessageRef:
        return MessageRef(channel_ref(self._me, room.id), MessageId(event))
