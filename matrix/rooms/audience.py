"""What may be shown in a room, and where somebody may settle what others ask. Pure.

An answer is read by everybody in the room where it is posted: so it holds only what all of them may
read, now and, where strangers may come in, whoever they are. What cannot be known counts as hidden.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime
from fnmatch import fnmatchcase

from matrix.rooms.room import Room

SEES_ALL = frozenset({"shared", "world_readable"})
"""History that whoever is in a room sees from its beginning."""


@dataclass(frozen=True, slots=True)
class Reach:
    """The rooms that may be shown, and those of them where whoever asks may settle."""

    within: frozenset[str] = frozenset()
    settling: frozenset[str] = frozenset()


def reach(
    here: Room,
    rooms: Iterable[Room],
    guests: frozenset[str] | None,
    may_settle: Callable[[Room], bool],
) -> Reach:
    """What may be shown `here` of these rooms, and settled by whom `may_settle` is about."""
    within = [room for room in rooms if may_be_shown(room, here, guests)]
    return Reach(
        frozenset(room.id for room in within),
        frozenset(room.id for room in within if may_settle(room)),
    )


def may_be_shown(room: Room, here: Room, guests: frozenset[str] | None) -> bool:
    """Whether all who read `here` may read all of the other room's past: its members, and the
    `guests` who may come in when they like (None: anybody).
    """
    if room.visibility == "world_readable":
        return True
    if room.visibility not in SEES_ALL:
        return False
    return room.id == here.id or (guests is not None and here.members | guests <= room.members)


def settles(room: Room, person: str, level: int, operators: Iterable[str]) -> bool:
    """Whether somebody who is in the room may settle there what others ask."""
    if person not in room.members:
        return False
    return room.level(person) >= level or is_among(person, operators)


def is_among(person: str, patterns: Iterable[str]) -> bool:
    """Whether an account is meant by one of the patterns, in which * stands for anything."""
    return any(fnmatchcase(person, pattern) for pattern in patterns)


def is_timely(at: datetime, now: datetime, seconds: float) -> bool:
    """Whether it was said so lately that somebody still waits for an answer."""
    return (now - at).total_seconds() <= seconds
