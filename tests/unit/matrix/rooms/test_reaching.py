"""What may be shown in a room: channels of the ledger, as far as everybody who reads it may."""

from dataclasses import replace

from bot.importers.matrix_shapes import Content, Event
from bot.model import ChannelId, ChannelKind, ChannelRef, MessageRef, Posted
from matrix.rooms.known import Rooms
from matrix.rooms.reaching import Reaching, Shown
from matrix.rooms.room import Room
from matrix.values import channel_ref, posted
from tests.matrix.conftest import Ear
from tests.unit.matrix.drawer import Drawer
from tests.unit.matrix.payloads import JON, ME, MIRA, ROOM, member, message, state
from tests.unit.matrix.rooms.test_spaces import SPACE, VIA, Town
from tests.unit.matrix.rooms.test_spaces import space as space_of
from tests.unit.matrix.test_doors import ear

__all__ = ["ear"]

PUMP, SHED = "!pump:example.org", "!shed:example.org"


def room(id_: str, *people: str) -> Room:
    return Room(id_, {}).told(map(member, people))


def said_in(where: Room) -> Posted:
    raw = message("dry?", f"$in{where.id}")
    return posted(Event.model_validate(raw), Content.model_validate(raw["content"]), ME, where)


def file_in(where: Room) -> Posted:
    """What a file says that was posted there."""
    said = said_in(where)
    ref = channel_ref(ME, f"{where.id}/notes.txt")
    thread = replace(
        said.channel, ref=ref, kind=ChannelKind.THREAD, parent=ChannelId(where.id), name="notes"
    )
    return Posted(thread, replace(said.message, ref=MessageRef(ref, said.message.id)))


async def shown(ear: Ear, here: Room, *others: Room) -> Shown:
    reaching = Reaching(ear.house, Rooms(Town(here, *others), Drawer()), ME)
    return await reaching.shown(here, lambda room: room.id == PUMP)


def names(channels: frozenset[ChannelRef]) -> set[str]:
    return {ref.channel for ref in channels}


async def test_rooms_are_shown_with_what_hangs_under_them(ear: Ear) -> None:
    here, pump = room(ROOM, MIRA, ME), room(PUMP, MIRA, JON, ME)
    await ear.ingest.ingest([said_in(here), said_in(pump), file_in(pump)])

    found = await shown(ear, here, pump)

    assert names(found.within) == {ROOM, PUMP, f"{PUMP}/notes.txt"}
    assert found.near == found.within
    assert names(found.settling) == {PUMP, f"{PUMP}/notes.txt"}


async def test_room_that_we_are_in_no_more_is_not_shown_even_if_the_world_may_read_it(
    ear: Ear,
) -> None:
    world = state("m.room.history_visibility", {"history_visibility": "world_readable"})
    here, shed = room(ROOM, MIRA, ME), room(SHED, MIRA).told([world])
    await ear.ingest.ingest([said_in(shed)])

    assert names((await shown(ear, here, shed)).within) == {ROOM}


async def test_what_is_near_is_in_the_same_space_and_settled_there_alone(ear: Ear) -> None:
    here = room(ROOM, MIRA, ME).told([state("m.space.parent", VIA, SPACE)])
    pump = room(PUMP, MIRA, JON, ME)
    await ear.ingest.ingest([said_in(here), said_in(pump)])

    found = await shown(ear, here, pump, space_of(SPACE, ROOM))

    assert names(found.within) == {ROOM, PUMP}
    assert names(found.near) == {ROOM}
    assert found.settling == frozenset()
