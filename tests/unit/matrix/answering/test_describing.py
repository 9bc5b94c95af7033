"""Clients that follow what we describe send what we take; we describe it where we may, once."""

import asyncio
from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest

from bot.commands import VERBS, Verb
from matrix.answering.announced import announced
from matrix.answering.describing import DESCRIPTION, descriptions
from matrix.answering.herald import Herald
from matrix.answering.typed import Help, Here, parsed
from matrix.rooms.known import Rooms
from matrix.rooms.room import Room, facts
from matrix.wire import Json, Refused, Unreachable
from tests.matrix.conftest import Ear, until
from tests.unit.matrix.drawer import Drawer
from tests.unit.matrix.payloads import JON, ME, MIRA, ROOM, member, state
from tests.unit.matrix.test_doors import Server, ear

__all__ = ["ear"]

COMMAND = "org.matrix.msc4391.command"
HERE = Here("!here:example.org", "$asked")
FILLED: dict[str, object] = {
    "number": 7,
    "limit": 5,
    "skip": 1,
    "period": "2d",
    "older_than": "7d",
    "sure": "yes",
    "state": "open,partly_answered",
    "order": "newest",
}
"""What somebody fills in where not any words will do."""


def described(prefix: str = "!ends") -> dict[str, Json]:
    return {each["command"]: each for each in descriptions(prefix, ME).values()}


def sent(form: Json, *, is_full: bool) -> Json:
    """What a client sends of a form: all fields, or those alone that it has to have."""
    given: Json = {}
    for field in form.get("parameters", []):
        assert set(field) <= {"key", "schema", "description", "optional"}
        assert field["schema"]["schema_type"] == "primitive"
        if is_full or not field.get("optional"):
            value = FILLED.get(field["key"], "pine needles")
            kind = {"integer": int, "string": str}[field["schema"]["type"]]
            assert isinstance(value, kind)
            given[field["key"]] = value
    said = {"command": form["command"], "arguments": given}
    return {"body": f"/{form['command']}", "m.mentions": {"user_ids": [ME]}, COMMAND: said}


@pytest.mark.parametrize("is_full", [True, False])
@pytest.mark.parametrize("prefix", ["!ends", ".Loose", "!"])
def test_what_a_client_sends_of_a_form_is_the_verb_with_all_that_was_filled_in(
    prefix: str, is_full: bool
) -> None:
    met: list[Verb[Any]] = []
    for form in described(prefix).values():
        said = announced(sent(form, is_full=is_full), prefix, ME)
        assert said is not None
        asked = parsed(said, HERE, prefix)
        if isinstance(asked, Help):
            continue
        met.append(asked.verb)
        assert asked.arguments is not None
        keys = {field["key"] for field in form["parameters"]}
        assert keys == {each.name for each in asked.verb.parameters}
        if is_full:
            assert asked.given.keys() == keys

    assert met == list(VERBS)


def test_words_of_the_last_place_need_no_quotation_marks() -> None:
    assert described()["ends find"]["fi.mau.tail_parameter"] == "text"
    assert "fi.mau.tail_parameter" not in described()["ends why"]


def test_field_tells_what_there_is_to_choose_and_what_holds_here() -> None:
    fields = {each["key"]: each for each in described()["ends open"]["parameters"]}
    said = {key: each["description"]["m.text"][0]["body"] for key, each in fields.items()}

    assert said["order"].endswith("One of: oldest, newest, most_asked.")
    assert "10 unless given" in said["limit"]


def test_key_is_made_as_the_proposal_says() -> None:
    # printf '%s' 'ends why@ends:example.org' | sha256sum, as base64
    key = next(k for k, each in descriptions("!ends", ME).items() if each["command"] == "ends why")

    assert key == "Q4oPQf6TgAGGlor+TBUJukp/b/H2vJ82dh0PTxwFHwo="


class Hall(Server):
    """A homeserver with one room, which keeps the state that is set in it."""

    def __init__(self, level: int = 50, *refused: str) -> None:
        super().__init__(*refused)
        levels = state("m.room.power_levels", {"users": {ME: level}})
        self.room = Room(ROOM, facts([state("m.room.create", {}), levels, member(ME)]))
        self.set: list[str] = []

    async def state(self, room: str) -> list[Json]:
        return [
            state(kind, dict(fact.content), key, fact.sender)
            for (kind, key), fact in self.room.state.items()
        ]

    async def set_state(self, room: str, kind: str, key: str, content: Json) -> None:
        self._ask("state")
        self.set.append(key)
        self.room = self.room.told([state(kind, content, key, ME)])


def herald_of(ear: Ear, hall: Hall, **settings: Any) -> Herald:
    house = replace(ear.house, settings=ear.house.settings.model_copy(update=settings))
    return Herald(house, hall, Rooms(hall, Drawer()), ME)


async def heralded(ear: Ear, hall: Hall, is_done: Callable[[], bool], **settings: Any) -> Herald:
    """A herald that looked at the room, and worked until that was so."""
    herald = herald_of(ear, hall, **settings)
    herald.look(hall.room)
    working = asyncio.ensure_future(herald.run())

    async def done() -> bool:
        return is_done()

    await until(done)
    working.cancel()
    return herald


def is_idle(herald: Herald) -> bool:
    return herald._waiting.empty()


def there(hall: Hall) -> dict[str, Json]:
    found = ((key, fact) for (kind, key), fact in hall.room.state.items() if kind == DESCRIPTION)
    return {key: dict(fact.content) for key, fact in found if fact.content}


WANTED = descriptions("!ends", ME)


async def test_commands_are_described_once(ear: Ear) -> None:
    hall = Hall()
    await heralded(ear, hall, lambda: there(hall) == WANTED)
    assert len(hall.set) == len(WANTED)

    for key in list(WANTED)[:2]:
        hall.room = hall.room.told([state(DESCRIPTION, {"command": "old"}, key, ME)])
    await heralded(ear, hall, lambda: there(hall) == WANTED)
    assert len(hall.set) == len(WANTED) + 2


async def test_what_is_described_no_more_is_taken_back_and_that_of_others_let_be(ear: Ear) -> None:
    hall = Hall()
    theirs = {"command": "ban"}
    more = [state(DESCRIPTION, theirs, "a", JON), state(DESCRIPTION, {"command": "x"}, "b", ME)]
    hall.room = hall.room.told(more)
    await heralded(ear, hall, lambda: there(hall) == {**WANTED, "a": theirs})

    await heralded(ear, hall, lambda: there(hall) == {"a": theirs}, announce=False)


@pytest.mark.parametrize(("level", "is_described"), [(49, False), (50, True)])
async def test_only_where_we_may_set_state_anything_is_done(
    ear: Ear, level: int, is_described: bool
) -> None:
    hall = Hall(level)
    herald = herald_of(ear, hall)
    for _ in range(2):
        herald.look(hall.room)

    assert herald._waiting.qsize() == is_described


@pytest.mark.parametrize(
    ("fault", "is_tried_again"),
    [(Refused(403, "M_FORBIDDEN"), False), (Refused(502, ""), True), (Unreachable(), True)],
)
async def test_what_fails_is_tried_again_when_somebody_talks(
    ear: Ear, fault: Exception, is_tried_again: bool
) -> None:
    class Failing(Hall):
        tried = 0

        async def set_state(self, room: str, kind: str, key: str, content: Json) -> None:
            self.tried += 1
            raise fault

    hall = Failing()
    herald = await heralded(ear, hall, lambda: hall.tried == 1)
    herald.look(hall.room)

    assert is_idle(herald) is not is_tried_again
    herald.look(hall.room.told([member(MIRA)]))
    assert not is_idle(herald)


def test_room_without_levels_lets_everybody_set_state() -> None:
    bare = Room(ROOM, facts([state("m.room.create", {})]))
    named = bare.told([state("m.room.power_levels", {"events": {DESCRIPTION: 0}})])

    assert bare.may_set(JON, DESCRIPTION)
    assert named.may_set(JON, DESCRIPTION)
    assert not named.may_set(JON, "m.room.name")
    assert not named.may_set(MIRA, "m.room.name")
