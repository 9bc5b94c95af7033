"""What holds in a room is known as of now, whatever comes in between."""

from typing import Any

import pytest

from matrix.rooms.known import Rooms
from tests.unit.matrix.drawer import Drawer
from tests.unit.matrix.encryption.keyserver import SEALED
from tests.unit.matrix.payloads import JON, ME, MIRA, ROOM, member, message, state, sync
from tests.unit.matrix.test_doors import Server

ENCRYPTION = state("m.room.encryption", SEALED)


class Late(Server):
    """Answers with what held when it was asked; syncs come before each of its answers."""

    def __init__(self, *syncs: dict[str, Any]) -> None:
        super().__init__()
        self.syncs, self.rooms = list(syncs), Rooms(self, Drawer())
        self.held = [member(MIRA), member(JON), member(ME)]

    async def state(self, room: str) -> list[Any]:
        self.looked_up.append(room)
        told = list(self.held)
        if self.syncs:
            new = self.syncs.pop(0)
            timeline = new["rooms"].get("join", {}).get(ROOM, {}).get("timeline", {"events": []})
            self.held += [each for each in timeline["events"] if "state_key" in each]
            self.rooms.hear(new)
        return told


@pytest.mark.parametrize("told", [sync(ENCRYPTION), sync(ENCRYPTION, limited=True)])
async def test_what_is_told_while_we_ask_is_not_lost(told: dict[str, Any]) -> None:
    server = Late(told)

    assert (await server.rooms.room(ROOM)).is_encrypted
    assert (await server.rooms.room(ROOM)).is_encrypted
    assert server.looked_up == [ROOM, ROOM]


async def test_who_left_while_we_asked_reads_along_no_more() -> None:
    server = Late(sync(member(JON, "leave")))

    assert (await server.rooms.room(ROOM)).members == {MIRA, ME}


async def test_talk_that_is_told_while_we_ask_is_no_reason_to_ask_again() -> None:
    server = Late(sync(message("the pump drips")))

    assert not (await server.rooms.room(ROOM)).is_encrypted
    assert server.looked_up == [ROOM]


async def test_room_that_was_left_while_we_asked_is_asked_for_again() -> None:
    server = Late({"rooms": {"leave": {ROOM: {}}}})
    await server.rooms.room(ROOM)

    assert server.looked_up == [ROOM, ROOM]


async def test_room_that_was_encrypted_stays_so_whatever_its_server_says_after_a_restart() -> None:
    drawer, server = Drawer(), Late()
    server.held.append(ENCRYPTION)
    assert (await Rooms(server, drawer).room(ROOM)).is_encrypted

    server.held.remove(ENCRYPTION)

    assert (await Rooms(server, drawer).room(ROOM)).is_encrypted
    assert not (await Rooms(server, Drawer()).room(ROOM)).is_encrypted


async def test_room_that_never_was_encrypted_is_not_held_for_it() -> None:
    drawer, server = Drawer(), Late()
    assert not (await Rooms(server, drawer).room(ROOM)).is_encrypted

    server.held.append(ENCRYPTION)

    assert (await Rooms(server, drawer).room(ROOM)).is_encrypted
