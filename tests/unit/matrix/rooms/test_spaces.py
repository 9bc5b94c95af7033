"""Rooms belong together where a space and its rooms both say so."""

from collections.abc import Sequence
from typing import Any

import pytest

from bot.importers.matrix_shapes import Event
from matrix.hearing.clerk import NOTHING, Clerk
from matrix.hearing.doorman import Doorman
from matrix.hearing.letters import EVENT, PAST, heard, letter
from matrix.house import House
from matrix.rooms.known import Rooms
from matrix.rooms.room import Room, facts
from matrix.rooms.spaces import CHILD, PARENT, children, home, parents
from matrix.wire import Json, Refused, Unreachable
from tests.matrix.conftest import Ear
from tests.unit.matrix.drawer import Drawer
from tests.unit.matrix.payloads import JON, ME, MIRA, ROOM, event, member, state, sync
from tests.unit.matrix.test_doors import Server, ear, read

__all__ = ["ear"]

SPACE, OUTER, OTHER = "!garden:example.org", "!town:example.org", "!tools:example.org"
VIA: Json = {"via": ["example.org"]}


def space(id_: str, *listed: str, within: Sequence[str] = ()) -> Room:
    return Room(
        id_,
        facts(
            [
                state("m.room.create", {"type": "m.space"}),
                *(state(CHILD, VIA, room) for room in listed),
                *(state(PARENT, VIA, above) for above in within),
            ]
        ),
    )


def room(*within: str, id_: str = ROOM) -> Room:
    return Room(id_, facts(state(PARENT, VIA, above) for above in within))


def named(*rooms: Room) -> dict[str, Room]:
    return {each.id: each for each in rooms}


def test_room_is_in_the_space_that_lists_it_and_that_it_names() -> None:
    assert home(room(SPACE), named(space(SPACE, ROOM))) == SPACE


@pytest.mark.parametrize(
    ("claims", "lists"), [((SPACE,), ()), ((), (ROOM,)), ((SPACE,), (OTHER,)), ((), ())]
)
def test_one_side_alone_puts_no_room_into_a_space(
    claims: tuple[str, ...], lists: tuple[str, ...]
) -> None:
    assert home(room(*claims), named(space(SPACE, *lists))) is None


def test_room_that_lists_another_is_no_space_for_that() -> None:
    impostor = Room(SPACE, facts([state(CHILD, VIA, ROOM)]))

    assert children(impostor) == {}
    assert home(room(SPACE), named(impostor)) is None


@pytest.mark.parametrize("taken_back", [{}, {"via": []}, {"via": "example.org"}, {"via": [3, ""]}])
def test_listing_without_servers_was_taken_back(taken_back: Json) -> None:
    listing = space(SPACE, ROOM).told([state(CHILD, taken_back, ROOM)])
    claiming = room(SPACE).told([state(PARENT, taken_back, SPACE)])

    assert home(room(SPACE), named(listing)) is None
    assert home(claiming, named(space(SPACE, ROOM))) is None


def test_rooms_of_nested_spaces_belong_to_the_outermost() -> None:
    spaces = named(space(OUTER, SPACE), space(SPACE, ROOM, within=[OUTER]))

    assert home(room(SPACE), spaces) == OUTER
    assert home(room(SPACE), named(spaces[SPACE])) == SPACE


def test_spaces_that_list_each_other_have_an_end() -> None:
    spaces = named(space(OUTER, SPACE, within=[SPACE]), space(SPACE, OUTER, ROOM, within=[OUTER]))

    assert home(room(SPACE), spaces) == OUTER


def test_main_space_of_a_room_comes_first_and_no_more_than_eight_count() -> None:
    main = room(*(f"!s{n}" for n in range(20)), OUTER)
    main = main.told([state(PARENT, {**VIA, "canonical": True}, OUTER)])
    agreed = named(space(OUTER, ROOM), space("!s1", ROOM))

    assert parents(main)[:2] == (OUTER, "!s0")
    assert len(parents(main)) == 8
    assert home(main, agreed) == OUTER


class Town(Server):
    """A homeserver with these rooms; we are in all of them."""

    def __init__(self, *rooms: Room, refused: Sequence[str] = ()) -> None:
        super().__init__(*refused)
        self.rooms = named(*rooms)
        self.entered = list(self.rooms)
        self.via: dict[str, tuple[str, ...]] = {}
        self.away = 0

    async def state(self, room: str) -> list[Json]:
        if room not in self.rooms:
            return await super().state(room)
        return [
            event(kind, dict(fact.content), state_key=key)
            for (kind, key), fact in self.rooms[room].state.items()
        ]

    async def joined(self) -> list[str]:
        if self.away:
            self.away -= 1
            raise Unreachable
        return self.entered

    async def join(self, room: str, via: Sequence[str] = ()) -> None:
        await super().join(room, via)
        self.via[room] = tuple(via)


async def near(here: Room, *others: Room, spaces: Sequence[Room]) -> set[str]:
    rooms = Rooms(Town(here, *others, *spaces), Drawer())
    return {each.id for each in await rooms.near(here, [here, *others])}


async def test_rooms_of_another_space_and_of_none_are_left_out_in_a_space() -> None:
    inner, other, alone = room(SPACE), room(OTHER, id_="!t"), room(id_="!alone")
    spaces = [space(SPACE, ROOM), space(OTHER, "!t")]

    assert await near(inner, other, alone, spaces=spaces) == {ROOM}
    assert await near(alone, other, inner, spaces=spaces) == {"!alone", "!t", ROOM}


async def test_rooms_are_near_over_nested_spaces() -> None:
    spaces = [space(OUTER, SPACE, "!t"), space(SPACE, ROOM, within=[OUTER])]

    assert await near(room(SPACE), room(OUTER, id_="!t"), spaces=spaces) == {ROOM, "!t"}


async def test_hostile_rooms_claim_brings_nothing_near() -> None:
    trap = room(SPACE, id_="!trap")

    assert await near(room(SPACE), trap, spaces=[space(SPACE, ROOM)]) == {ROOM}


async def test_spaces_that_we_are_not_in_are_not_asked_for() -> None:
    town = Town(room(SPACE))

    assert await Rooms(town, Drawer()).near(room(SPACE), []) == []
    assert SPACE not in town.looked_up


async def test_room_leaves_the_community_when_it_is_taken_off_the_list() -> None:
    inner, other = room(SPACE), room(SPACE, id_="!t")
    town = Town(inner, other, space(SPACE, ROOM, "!t"))
    rooms = Rooms(town, Drawer())
    assert len(await rooms.near(inner, [inner, other])) == 2

    rooms.hear(sync(state(CHILD, {}, "!t"), room=SPACE))

    assert await rooms.near(inner, [inner, other]) == [inner]


async def test_guests_are_those_invited_and_members_of_the_space_that_a_room_admits() -> None:
    allow = [{"type": "m.room_membership", "room_id": SPACE}]
    inner = room().told([state("m.room.join_rules", {"join_rule": "restricted", "allow": allow})])
    garden = space(SPACE).told([member(MIRA), member(JON, "leave")])

    assert await Rooms(Town(inner, garden), Drawer()).guests(inner) == {MIRA}
    asked = inner.told([member("@tess:example.org", "invite")])
    assert await Rooms(Town(asked, garden), Drawer()).guests(asked) == {MIRA, "@tess:example.org"}
    assert await Rooms(Town(inner), Drawer()).guests(inner) is None
    assert await Rooms(Town(), Drawer()).guests(room()) == frozenset()
    open_ = room().told([state("m.room.join_rules", {"join_rule": "public"})])
    assert await Rooms(Town(), Drawer()).guests(open_) is None


async def test_joined_rooms_are_followed_and_unknown_ones_are_no_fault() -> None:
    town = Town(room())
    rooms = Rooms(town, Drawer())
    rooms.hear({"rooms": {"join": {"!new": {}}, "leave": {ROOM: {}}}})
    town.away = 1
    assert await rooms.near(room(SPACE), []) == []

    assert await rooms.joined() == {"!new"}


def test_what_a_space_lists_is_heard_of_in_its_state_too() -> None:
    listed = {"state": {"events": [state(CHILD, VIA, ROOM), member(MIRA)]}}
    told = {"next_batch": "s2", "rooms": {"join": {SPACE: listed}}}

    for known, kind in ((set[str](), PAST), ({SPACE}, EVENT)):
        [found] = heard(told, "s1", ME, known).letters
        assert (found.channel, found.kind) == (SPACE, kind)


def clerk(house: House, town: Town) -> Clerk:
    rooms = Rooms(town, Drawer())
    unused: Any = None
    gateway = _Wanting(house.settings)
    door = Doorman(house, town, rooms)
    return Clerk(house, rooms, gateway, unused, unused, door, unused, unused, ME)  # pyright: ignore[reportArgumentType]


class _Wanting:
    def __init__(self, settings: Any) -> None:
        self._skip = settings.skip

    def read(self, raw: Any) -> Event:
        return read(raw)

    def wants(self, room: str) -> bool:
        return room != "!skipped"


def ours(found: Room) -> Room:
    return found.told([member(ME)])


@pytest.mark.parametrize("kind", [EVENT, PAST])
async def test_room_that_our_space_lists_is_entered_and_greeted(ear: Ear, kind: str) -> None:
    town = Town(ours(space(SPACE, ROOM)))
    reading = await clerk(ear.house, town).read(letter(SPACE, state(CHILD, VIA, ROOM), kind))

    assert reading.ask is not None
    await reading.ask()
    await reading.ask()
    assert town.via == {ROOM: ("example.org",)}
    assert [where for where, _ in town.said] == [ROOM]


@pytest.mark.parametrize(
    ("where", "said"),
    [
        (ours(space(SPACE)), state(CHILD, VIA, ROOM)),
        (ours(space(SPACE, ROOM)), event(CHILD, VIA)),
        (space(SPACE, ROOM), state(CHILD, VIA, ROOM)),
        (ours(room(id_=SPACE)), state(CHILD, VIA, ROOM)),
        (ours(space(SPACE, "!skipped")), state(CHILD, VIA, "!skipped")),
    ],
    ids=["taken-back", "only-said", "not-ours", "no-space", "skipped"],
)
async def test_no_other_room_is_entered(ear: Ear, where: Room, said: Json) -> None:
    assert await clerk(ear.house, Town(where)).read(letter(SPACE, said, EVENT)) == NOTHING


async def test_closed_room_of_a_space_is_let_be(ear: Ear) -> None:
    for fault in (Refused(403, "M_FORBIDDEN"), Refused(502, "M_UNKNOWN")):
        town = Town(refused=["join"])
        town.fault = fault
        await Doorman(ear.house, town, Rooms(town, Drawer())).enter(ROOM, ["far.example"])

        assert town.said == []


@pytest.mark.parametrize("fault", [Refused(429, "M_LIMIT_EXCEEDED"), Refused(502, "")])
async def test_room_of_a_space_is_tried_again_where_that_helps(ear: Ear, fault: Refused) -> None:
    town = Town(refused=["join"])
    town.fault = fault

    with pytest.raises(Refused):
        await Doorman(ear.house, town, Rooms(town, Drawer())).enter(ROOM, [])


def entering(ear: Ear, town: Town) -> Doorman:
    settings = ear.house.settings.model_copy(update={"spaces": frozenset({SPACE})})
    object.__setattr__(ear.house, "settings", settings)
    return Doorman(ear.house, town, Rooms(town, Drawer()))


async def test_spaces_of_the_settings_are_entered_when_the_server_answers(ear: Ear) -> None:
    town = Town()
    town.away = 1
    await entering(ear, town).run()

    assert town.entered == [SPACE]


async def test_anybody_may_invite_into_a_space_of_the_settings_and_what_it_lists(ear: Ear) -> None:
    town = Town(space(SPACE, ROOM))
    door = entering(ear, town)
    for invited in (ROOM, OTHER, SPACE):
        await door.invited(invited, JON)

    assert town.entered == [SPACE, ROOM, SPACE]
