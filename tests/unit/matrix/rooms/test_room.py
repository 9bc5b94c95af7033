"""What holds in a room follows from its state; who may see what, from that."""

from typing import Any

import pytest

from matrix.rooms.audience import is_among, may_be_shown, reach, settles
from matrix.rooms.room import CREATOR, Room, facts
from tests.unit.matrix.payloads import JON, ME, MIRA, ROOM, member, state

OTHER = "!tools:example.org"
NOBODY: frozenset[str] = frozenset()


def room(*events: dict[str, Any], id_: str = ROOM, version: str = "11") -> Room:
    create = state("m.room.create", {"room_version": version})
    return Room(id_, facts([create, *events]))


def seen_by(visibility: str, *people: str, id_: str = ROOM, rule: str = "invite") -> Room:
    return room(
        state("m.room.history_visibility", {"history_visibility": visibility}),
        state("m.room.join_rules", {"join_rule": rule}),
        *map(member, people),
        id_=id_,
    )


def test_name_is_the_rooms_or_its_alias_or_its_id() -> None:
    alias = state("m.room.canonical_alias", {"alias": "#beds:example.org"})

    assert room(alias, state("m.room.name", {"name": "allotment"})).name == "allotment"
    assert room(alias, state("m.room.name", {"name": 3})).name == "#beds:example.org"
    assert room().name == ROOM


def test_people_are_called_as_they_call_themselves_here() -> None:
    here = room(member(MIRA, displayname="Mira"), member(JON, displayname=" "))

    assert [here.called(who) for who in (MIRA, JON, ME)] == ["Mira", "jon", "ends"]


def test_members_are_those_who_are_in_it_now() -> None:
    later = room(member(MIRA), member(JON)).told([member(JON, "leave")])

    assert later.members == {MIRA}


@pytest.mark.parametrize(("version", "level"), [("10", 0), ("11", 0), ("12", CREATOR)])
def test_creator_stands_above_all_levels_from_version_twelve_on(version: str, level: int) -> None:
    levels = state("m.room.power_levels", {"users": {JON: "60"}, "users_default": 0})

    here = room(levels, version=version)

    assert (here.level(MIRA), here.level(JON), here.level(ME)) == (level, 60, 0)


def test_further_creators_stand_there_too() -> None:
    create = state("m.room.create", {"room_version": "12", "additional_creators": [JON]})

    assert Room(ROOM, facts([create])).level(JON) == CREATOR


def test_creator_of_a_room_without_levels_may_do_all() -> None:
    assert (room().level(MIRA), room().level(JON)) == (100, 0)


@pytest.mark.parametrize(
    ("visibility", "is_shown"),
    [("world_readable", True), ("shared", True), ("invited", False), ("joined", False)],
)
def test_room_shows_its_own_past_where_newcomers_see_it(visibility: str, is_shown: bool) -> None:
    here = seen_by(visibility, MIRA)

    assert may_be_shown(here, here, None) is is_shown


def test_other_room_is_shown_where_all_who_read_this_one_are_in_it() -> None:
    other = seen_by("shared", MIRA, JON, id_=OTHER)

    assert may_be_shown(other, seen_by("shared", MIRA), NOBODY)
    assert not may_be_shown(other, seen_by("shared", MIRA, ME), NOBODY)


def test_other_room_is_shown_where_those_who_may_come_in_are_in_it_too() -> None:
    other = seen_by("shared", MIRA, JON, id_=OTHER)

    assert may_be_shown(other, seen_by("shared", MIRA), frozenset({JON}))
    assert not may_be_shown(other, seen_by("shared", MIRA), frozenset({JON, ME}))
    assert not may_be_shown(other, seen_by("shared", MIRA), None)


@pytest.mark.parametrize(
    ("visibility", "rule", "admits"),
    [
        ("shared", "invite", NOBODY),
        ("shared", "knock", NOBODY),
        ("shared", "public", None),
        ("shared", "restricted", {OTHER}),
        ("shared", "knock_restricted", {OTHER}),
        ("world_readable", "invite", None),
        ("world_readable", "restricted", None),
        ("shared", "of.the.future", None),
    ],
)
def test_room_admits_whom_its_rules_do(
    visibility: str, rule: str, admits: frozenset[str] | None
) -> None:
    allow = [
        {"type": "m.room_membership", "room_id": OTHER},
        {"type": "m.room_membership", "room_id": 3},
        {"type": "of.the.future", "room_id": ROOM},
        "odd",
    ]
    rules = {"join_rule": rule, "allow": allow}
    here = seen_by(visibility, MIRA).told([state("m.room.join_rules", rules)])

    assert here.admits == admits
    assert here.is_open is (admits != NOBODY)


def test_room_that_the_world_may_read_is_shown_anywhere() -> None:
    anywhere = seen_by("shared", JON, rule="public")

    assert may_be_shown(seen_by("world_readable", id_=OTHER), anywhere, None)


def test_who_settles_has_the_level_or_is_an_operator_and_is_in_the_room() -> None:
    levels = state("m.room.power_levels", {"users": {JON: 50}})
    here = room(levels, member(JON), member(MIRA))

    assert settles(here, JON, 50, ())
    assert not settles(here, MIRA, 50, ())
    assert settles(here, MIRA, 50, ["@mira:*"])
    assert not settles(here, ME, 0, ["*"])


def test_reach_is_what_may_be_shown_and_settled() -> None:
    here, hidden = seen_by("shared", MIRA), seen_by("joined", MIRA, id_=OTHER)

    found = reach(here, [here, hidden], NOBODY, lambda _room: True)

    assert (found.within, found.settling) == ({ROOM}, {ROOM})


def test_pattern_stands_for_accounts() -> None:
    assert is_among(MIRA, ["*:example.org"])
    assert not is_among(MIRA, ["*:example.net", "@mira"])
