"""Who asks, and whether anybody else reads the answer."""

from datetime import UTC, datetime

import pytest

from matrix.answering.viewing import Viewing
from matrix.rooms.known import Rooms
from matrix.rooms.room import Room
from matrix.wire import Json
from tests.matrix.conftest import Ear
from tests.unit.matrix.drawer import Drawer
from tests.unit.matrix.payloads import JON, ME, MIRA, ROOM, member, state
from tests.unit.matrix.rooms.test_spaces import SPACE, Town
from tests.unit.matrix.rooms.test_spaces import space as space_of
from tests.unit.matrix.test_doors import ear

__all__ = ["ear"]

NOW = datetime(2026, 3, 1, 12, tzinfo=UTC)
ALONE = Room(ROOM, {}).told([member(MIRA), member(ME)])


def rule(name: str) -> Json:
    allow = [{"type": "m.room_membership", "room_id": SPACE}]
    return state("m.room.join_rules", {"join_rule": name, "allow": allow})


async def is_private(ear: Ear, here: Room, *others: Room) -> bool:
    viewing = Viewing(ear.house, Rooms(Town(here, *others), Drawer()), ME)
    return (await viewing.context(MIRA, here, NOW)).in_private


async def test_room_of_the_two_of_us_is_private(ear: Ear) -> None:
    assert await is_private(ear, ALONE)
    assert await is_private(ear, ALONE.told([member(JON, "leave")]))


@pytest.mark.parametrize(
    "more",
    [
        member(JON),
        member(JON, "invite"),
        rule("public"),
        rule("restricted"),
        state("m.room.history_visibility", {"history_visibility": "world_readable"}),
    ],
    ids=["somebody-else", "invited", "public", "members-of-a-space", "world"],
)
async def test_room_that_others_read_or_may_enter_is_not_private(ear: Ear, more: Json) -> None:
    crowd = space_of(SPACE).told([member(JON)])

    assert not await is_private(ear, ALONE.told([more]), crowd)
