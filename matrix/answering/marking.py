"""Marks by reaction: on a question, or on a reply of ours that shows just one.

They are the verbs' own: whoever may not resolve by command may not by reaction, and then it is just
a reaction. Taken off again, whenever that is, the mark is taken back.
"""

from dataclasses import replace
from typing import Any, Final

from pydantic import ValidationError

from bot.commands import VERBS, Context, Verb
from bot.errors import NotAllowed, NotFound, WrongUse
from bot.importers.matrix_shapes import Content, Event
from bot.model import ChannelId, Marked, MarkKind, MessageId, Platform, QuestionQuery, State
from matrix.answering.sheets import NUMBERS
from matrix.answering.viewing import Viewing
from matrix.homeserver import Homeserver
from matrix.house import House
from matrix.rooms.room import Room
from matrix.values import REACTION, channel_ref
from matrix.wire import Refused

_NAMES: Final = {"✅": "resolve", "❌": "dismiss", "🙋": "take"}
_KINDS: Final = {
    "resolve": MarkKind.RESOLVED,
    "dismiss": MarkKind.DISMISSED,
    "take": MarkKind.TAKEN,
}
_VARIATIONS: Final = str.maketrans("", "", "\ufe0f🏻🏼🏽🏾🏿")
"""What makes an emoji colourful, or its hand a certain colour."""
_VERBS: Final[dict[str, Verb[Any]]] = {
    verb.name: verb for verb in VERBS if verb.group == "questions"
}
_MOST: Final = 25


class Marking:
    """Marks what reactions mark."""

    def __init__(self, house: House, homeserver: Homeserver, viewing: Viewing) -> None:
        self._house, self._homeserver, self._viewing = house, homeserver, viewing

    def marks(self, event: Event) -> tuple[Verb[Any], str] | None:
        """The verb that a reaction stands for, and the event that it is on."""
        if event.type != REACTION or event.sender == self._viewing.me:
            return None
        relation = Content.model_validate(event.content).relation
        if relation is None or not relation.key or not relation.event_id:
            return None
        name = _meant(relation.key)
        return None if name is None else (_VERBS[name], relation.event_id)

    async def mark(self, event: Event, room: Room, verb: Verb[Any], target: str) -> None:
        """Runs the verb on every question that the reaction is about. Raises StoreError, Refused or
        Unreachable.
        """
        context = await self._viewing.context(event.sender, room, event.at)
        for number in await self._numbers(context, room, target):
            try:
                await verb.run(context, verb.arguments(number=number))
            except (NotAllowed, NotFound, WrongUse):
                continue

    async def unmark(self, event: Event, room: Room) -> None:
        """Takes back what a reaction marked that was taken off. Raises as `mark` does."""
        target = event.redacts or Content.model_validate(event.content).redacts
        there = (Platform.MATRIX, ChannelId(room.id))
        related = await self._house.desk.related(*there, MessageId(target or ""))
        name = _meant(related.emoji) if related is not None else None
        if related is None or name is None:
            return
        context = await self._viewing.context(related.by, room, event.at)
        for number in await self._numbers(context, room, related.target):
            found = await self._house.ledger.question(number, context.community)
            made = [m for m in found.marks if m.by == related.by and m.kind is _KINDS[name]]
            standing = [mark for mark in made if mark.undone_at is None]
            if standing:
                last = max(standing, key=lambda mark: (mark.at, mark.id))
                await self._house.recorder.ingest([Marked(replace(last, undone_at=event.at))])

    async def _numbers(self, context: Context, room: Room, target: str) -> list[int]:
        asked = QuestionQuery(
            states=frozenset(State),
            community=context.community,
            message=MessageId(target),
            limit=_MOST,
            within=frozenset({channel_ref(self._viewing.me, room.id)}),
        )
        page = await self._house.ledger.questions(asked)
        return [r.number for r in page.records] or await self._shown(room.id, target)

    async def _shown(self, room: str, target: str) -> list[int]:
        """The question that a reply of ours is about; none where it shows several."""
        try:
            event = Event.model_validate(await self._homeserver.event(room, target))
        except ValidationError:
            return []
        except Refused as error:
            if not error.is_final:
                raise
            return []
        numbers = event.content.get(NUMBERS)
        is_ours = event.sender == self._viewing.me and isinstance(numbers, list)
        shown = [number for number in numbers or () if isinstance(number, int)] if is_ours else []
        return shown if len(shown) == 1 else []


def _meant(emoji: str) -> str | None:
    """The name of the verb that an emoji stands for, whatever the colour of its hand."""
    return _NAMES.get(emoji.translate(_VARIATIONS).split("\u200d")[0])
