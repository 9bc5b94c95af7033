"""What holds in a room: its name, who is in it, who may do what, who sees its past. Pure.

Made of the room's state (client-server API, room state). Rooms of version 12 have ids without a
server, and creators who stand above all power levels (MSC4289).
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any, Final, TypeAlias

StateKey: TypeAlias = tuple[str, str]

CREATOR: Final = 1_000_000
"""The level of those who stand above all levels."""
_CREATORS_ABOVE: Final = 12
_MEMBER: Final = "m.room.member"
_CLOSED: Final = frozenset({"invite", "knock", "private"})
_RESTRICTED: Final = frozenset({"restricted", "knock_restricted"})
_IS_IN: Final = "m.room_membership"


@dataclass(frozen=True, slots=True)
class Fact:
    """The content of a state event, and who sent it."""

    content: Mapping[str, Any]
    sender: str


@dataclass(frozen=True, slots=True)
class Room:
    """A room as of now. Never changed in place: `told` gives the room as of later."""

    id: str
    state: Mapping[StateKey, Fact]

    def told(self, events: Iterable[Mapping[str, Any]]) -> "Room":
        """The room after these state events."""
        return Room(self.id, {**self.state, **facts(events)})

    @property
    def name(self) -> str:
        """As people call it; its id where it has no name."""
        alias = self._text("m.room.canonical_alias", "alias")
        return self._text("m.room.name", "name") or alias or self.id

    def called(self, person: str) -> str:
        """The name that somebody bears here."""
        given = self._content(_MEMBER, person).get("displayname")
        return given if isinstance(given, str) and given.strip() else localpart(person)

    @property
    def members(self) -> frozenset[str]:
        """Those who are in it now."""
        return self._those("join")

    @property
    def invited(self) -> frozenset[str]:
        """Those who may come in as soon as they like."""
        return self._those("invite")

    @property
    def visibility(self) -> str:
        """Who sees its past: `world_readable`, `shared`, `invited` or `joined`."""
        return self._text("m.room.history_visibility", "history_visibility") or "shared"

    @property
    def is_open(self) -> bool:
        """Whether others than its members may come in without being asked, or look in."""
        return self.admits is None or bool(self.admits)

    @property
    def admits(self) -> frozenset[str] | None:
        """The rooms whose members may come in without being asked; None where anybody may, or may
        look in.
        """
        rule = self._text("m.room.join_rules", "join_rule") or "invite"
        if self.visibility == "world_readable" or rule not in _CLOSED | _RESTRICTED:
            return None
        allow = self._content("m.room.join_rules").get("allow") if rule in _RESTRICTED else ()
        rooms = (each.get("room_id") for each in _objects(allow) if each.get("type") == _IS_IN)
        return frozenset(room for room in rooms if isinstance(room, str))

    @property
    def is_space(self) -> bool:
        """Whether it is a space: a list of rooms, in which nobody talks."""
        return self._text("m.room.create", "type") == "m.space"

    @property
    def is_encrypted(self) -> bool:
        return ("m.room.encryption", "") in self.state

    def level(self, person: str) -> int:
        """The power level of somebody here."""
        if person in self._creators():
            return CREATOR
        levels = self.state.get(("m.room.power_levels", ""))
        if levels is None:
            create = self.state.get(("m.room.create", ""))
            return 100 if create is not None and create.sender == person else 0
        users = levels.content.get("users")
        given = users.get(person) if isinstance(users, Mapping) else None
        return _whole(given, _whole(levels.content.get("users_default"), 0))

    def may_speak(self, person: str) -> bool:
        """Whether somebody may post messages here."""
        return self.level(person) >= self._needed("m.room.message", "events_default", 0)

    def may_set(self, person: str, kind: str) -> bool:
        """Whether somebody may set state of a kind here."""
        return self.level(person) >= self._needed(kind, "state_default", 50)

    def _needed(self, kind: str, usual: str, otherwise: int) -> int:
        """The level that events of a kind need: by name, else as usual. Without levels, none."""
        levels = self.state.get(("m.room.power_levels", ""))
        if levels is None:
            return 0
        events = levels.content.get("events")
        of_kind = events.get(kind) if isinstance(events, Mapping) else None
        return _whole(of_kind, _whole(levels.content.get(usual), otherwise))

    def _those(self, membership: str) -> frozenset[str]:
        return frozenset(
            person
            for (kind, person), fact in self.state.items()
            if kind == _MEMBER and fact.content.get("membership") == membership
        )

    def _creators(self) -> frozenset[str]:
        """Those who stand above all levels: none before version 12."""
        create = self.state.get(("m.room.create", ""))
        version = str(create.content.get("room_version", "1")) if create else "1"
        if create is None or not version.isdecimal() or int(version) < _CREATORS_ABOVE:
            return frozenset()
        more = create.content.get("additional_creators")
        return frozenset([create.sender, *(more if isinstance(more, list) else ())])

    def _text(self, kind: str, key: str) -> str:
        value = self._content(kind).get(key)
        return value if isinstance(value, str) else ""

    def _content(self, kind: str, state_key: str = "") -> Mapping[str, Any]:
        fact = self.state.get((kind, state_key))
        return fact.content if fact else {}


def facts(events: Iterable[Mapping[str, Any]]) -> dict[StateKey, Fact]:
    """Those of the events that are state, the latest of each kind; others are let be."""
    found: dict[StateKey, Fact] = {}
    for event in events:
        kind, key = event.get("type"), event.get("state_key")
        content, sender = event.get("content"), event.get("sender")
        if isinstance(kind, str) and isinstance(key, str) and isinstance(content, Mapping):
            found[kind, key] = Fact(content, sender if isinstance(sender, str) else "")
    return found


def localpart(person: str) -> str:
    """`mira` of `@mira:example.org`."""
    return person.removeprefix("@").partition(":")[0] or person


def server_of(person: str) -> str:
    """`example.org` of `@mira:example.org`."""
    return person.partition(":")[2]


def _objects(listed: object) -> list[Mapping[str, Any]]:
    return (
        [each for each in listed if isinstance(each, Mapping)] if isinstance(listed, list) else []
    )


def _whole(value: object, otherwise: int) -> int:
    """Levels were once allowed to be written as text."""
    if isinstance(value, str) and value.removeprefix("-").isdecimal():
        return int(value)
    return value if isinstance(value, int) else otherwise
