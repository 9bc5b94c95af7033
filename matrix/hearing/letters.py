"""What a sync tells -> letters to be kept before anything else, and gaps to be read. Pure."""

import json
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from typing import Any, Final

from bot.model import (
    AuthorId,
    ChannelId,
    Gap,
    Letter,
    MessageId,
    Platform,
    Relation,
)
from matrix.rooms.spaces import CHILD
from matrix.values import REACTION, REDACTION, REPLACES, TALK, channel_ref
from matrix.wire import Json

EVENT: Final = "event"
"""Something was said, or done to what was said."""
PAST: Final = "past"
"""The same, from before we listened: it is read, but no command is answered."""
INVITED: Final = "invited"
OUT: Final = "out"
"""We were taken out of a room, or left it."""
MOVED: Final = "m.room.tombstone"
WANTED: Final = frozenset({*TALK, REACTION, REDACTION, MOVED, CHILD})
BEGINNING: Final = MessageId("")


@dataclass(frozen=True, slots=True)
class Heard:
    """What is kept of one sync."""

    letters: tuple[Letter, ...]
    relations: tuple[Relation, ...]
    gaps: tuple[Gap, ...]


def heard(
    sync: Json,
    since: str | None,
    me: str,
    known: Collection[str],
    wanted: Collection[str] = WANTED,
) -> Heard:
    """What one sync tells in events of the `wanted` kinds. `known` are the rooms that were listened
    to before: what stands in the others is past, and so is all of a first sync.
    """
    letters: list[Letter] = []
    gaps: list[Gap] = []
    rooms = _object(sync.get("rooms"))
    for room, told in _object(rooms.get("join")).items():
        is_new = since is None or room not in known
        timeline = _object(_object(told).get("timeline"))
        listed = _object(_object(told).get("state")).get("events", [])
        events = [each for each in listed if is_wanted(each, {CHILD})]
        events += [each for each in timeline.get("events", []) if is_wanted(each, wanted)]
        letters += [letter(room, each, PAST if is_new else EVENT) for each in events]
        gaps += _gap(room, timeline, None if is_new else since, me)
    for room, told in _object(rooms.get("invite")).items():
        letters += _invitation(room, _object(told), me)
    for room in _object(rooms.get("leave")):
        letters.append(_letter(room, f"out:{sync.get('next_batch')}", OUT, {}))
    relations = [found for each in letters if (found := _relation(each)) is not None]
    return Heard(tuple(letters), tuple(relations), tuple(gaps))


def is_wanted(event: object, wanted: Collection[str] = WANTED) -> bool:
    """Whether it is an event that is read, with an id to know it by."""
    return (
        isinstance(event, dict)
        and event.get("type") in wanted
        and isinstance(event.get("event_id"), str)
    )


def letter(room: str, event: Json, kind: str) -> Letter:
    return _letter(room, event["event_id"], kind, event)


def relation(room: str, event: Json) -> Relation | None:
    """What an edit or a reaction is about."""
    about = _object(_object(event.get("content")).get("m.relates_to"))
    target, sender = about.get("event_id"), event.get("sender")
    if not (isinstance(target, str) and isinstance(sender, str)):
        return None
    emoji = about.get("key") if event.get("type") == REACTION else ""
    if not isinstance(emoji, str) or (not emoji and about.get("rel_type") != REPLACES):
        return None
    id_ = MessageId(event["event_id"])
    where = (Platform.MATRIX, ChannelId(room))
    return Relation(*where, id_, MessageId(target), AuthorId(sender), emoji)


def _relation(letter: Letter) -> Relation | None:
    if letter.kind not in {EVENT, PAST}:
        return None
    return relation(letter.channel, json.loads(letter.raw))


def _gap(room: str, timeline: Json, since: str | None, me: str) -> Iterator[Gap]:
    """The stretch that this sync leaves out; of a new room all that was before."""
    token = timeline.get("prev_batch")
    before = MessageId(token if isinstance(token, str) else "")
    if since is None:
        yield Gap(channel_ref(me, room), BEGINNING, before)
    elif timeline.get("limited") and before:
        yield Gap(channel_ref(me, room), MessageId(since), before)


def _invitation(room: str, told: Json, me: str) -> Iterator[Letter]:
    """The letter of an invitation: who sent it, and of which room it says to be the successor."""
    events = _object(told.get("invite_state")).get("events", [])
    mine = [
        each
        for each in events
        if isinstance(each, dict)
        and each.get("type") == "m.room.member"
        and each.get("state_key") == me
        and isinstance(each.get("sender"), str)
    ]
    if mine:
        yield _letter(room, f"invited:{mine[-1]['sender']}", INVITED, {"by": mine[-1]["sender"]})


def _letter(room: str, id_: str, kind: str, raw: Json) -> Letter:
    # As ASCII, so that halves of surrogate pairs can be kept too.
    return Letter(Platform.MATRIX, ChannelId(room), MessageId(id_), kind, json.dumps(raw))


def _object(value: Any) -> Json:  # noqa: ANN401  (any JSON)
    return value if isinstance(value, dict) else {}
