"""Which rooms belong together: those of a space, and of the spaces in it. Pure.

A space names its rooms (`m.space.child`), and a room the spaces that it is in (`m.space.parent`).
Whoever may write there says either, so it counts where both do (client-server API, spaces): a room
that only claims to be in a space is in none, and so is one that a space only lists.
"""

from collections.abc import Mapping
from typing import Any, Final

from matrix.rooms.room import Room

CHILD: Final = "m.space.child"
PARENT: Final = "m.space.parent"
_MOST_PARENTS: Final = 8
"""Spaces of one room that are looked at: whoever names hundreds of them names none."""
_MOST_SERVERS: Final = 5


def children(space: Room) -> dict[str, tuple[str, ...]]:
    """The rooms that a space lists, each with servers by which it can be entered."""
    return _named(space, CHILD) if space.is_space else {}


def parents(room: Room) -> tuple[str, ...]:
    """The spaces that a room names as its own: the main one first, as the specification orders
    them.
    """

    def place(space: str) -> tuple[bool, str]:
        return room.state[PARENT, space].content.get("canonical") is not True, space

    return tuple(sorted(_named(room, PARENT), key=place)[:_MOST_PARENTS])


def home(room: Room, spaces: Mapping[str, Room]) -> str | None:
    """The outermost of these spaces that a room is in, over its main ones; None for none."""
    here, passed = room, {room.id}
    while (above := _above(here, spaces)) is not None and above.id not in passed:
        passed.add(above.id)
        here = above
    return None if here is room else here.id


def _above(room: Room, spaces: Mapping[str, Room]) -> Room | None:
    """The space that a room is in: one that both agree on."""
    agreed = (
        spaces[id_] for id_ in parents(room) if id_ in spaces and room.id in children(spaces[id_])
    )
    return next(agreed, None)


def _named(room: Room, kind: str) -> dict[str, tuple[str, ...]]:
    """The rooms that state events of a kind are about. One without servers was taken back."""
    found = {
        key: _servers(fact.content) for (what, key), fact in room.state.items() if what == kind
    }
    return {key: servers for key, servers in found.items() if key and servers}


def _servers(content: Mapping[str, Any]) -> tuple[str, ...]:
    via = content.get("via")
    named = via if isinstance(via, list) else []
    return tuple(each for each in named if isinstance(each, str) and each)[:_MOST_SERVERS]
