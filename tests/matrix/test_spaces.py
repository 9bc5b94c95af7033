"""A space of a real homeserver is a community: its rooms are entered, and belong together."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

from bot.model import State
from tests.matrix.conftest import answer, listening, settings_of, until, until_in
from tests.matrix.synapse import SERVER, Synapse, User

ASKED = "would liming the lower beds in autumn still help before the frost?"
ELSE = "which of the pumps did we lend to the school last summer?"
VIA = {"via": [SERVER]}

People = Callable[[str], User]


def space_of(person: User, *invited: str) -> str:
    return person.create("garden", *invited, creation_content={"type": "m.space"})


def room_of(person: User, space: str, name: str, *invited: str, rule: str = "restricted") -> str:
    """A room that says to be of the space, which members of it may enter."""
    allow = [{"type": "m.room_membership", "room_id": space}]
    rules = {"join_rule": rule, **({"allow": allow} if rule == "restricted" else {})}
    events: list[dict[str, Any]] = [
        {"type": "m.room.join_rules", "state_key": "", "content": rules},
        {"type": "m.space.parent", "state_key": space, "content": {**VIA, "canonical": True}},
    ]
    return person.create(name, *invited, initial_state=events)


def put_in(person: User, space: str, room: str) -> None:
    person.set(space, "m.space.child", VIA, room)


async def listed(person: User, room: str) -> str:
    asked = person.say(room, "!ends open")
    return (await answer(person, room, asked))["body"]


async def test_rooms_of_a_space_are_entered_now_and_later_as_far_as_they_are_open(
    synapse: Synapse, people: People, tmp_path: Path
) -> None:
    mira, bot = people("mira"), people("ends")
    space = space_of(mira)
    inner, shut = (
        room_of(mira, space, "allotment"),
        room_of(mira, space, "shed", rule="invite"),
    )
    for room in (shut, inner):
        put_in(mira, space, room)
    async with listening(tmp_path / "l.db", settings_of(synapse, bot), bot) as ear:
        mira.call("POST", f"/rooms/{space}/invite", {"user_id": bot.id})
        await until_in(bot, inner)
        mira.say(inner, ASKED)
        await ear.until_state(inner, ASKED, State.OPEN)

        later = room_of(mira, space, "pump", rule="public")
        put_in(mira, space, later)
        await until_in(bot, later)

        async def greeted() -> bool:
            return all(
                any(event["sender"] == bot.id for event in mira.heard(room))
                for room in (inner, later)
            )

        await until(greeted)
        assert mira.heard(space) == []
        assert shut not in bot.rooms()


async def test_rooms_of_a_space_share_their_lists_until_one_is_taken_out(
    synapse: Synapse, people: People, tmp_path: Path
) -> None:
    mira, bot = people("mira"), people("ends")
    async with listening(tmp_path / "l.db", settings_of(synapse, bot), bot) as ear:
        alone = mira.create("kitchen", bot.id)
        await until_in(bot, alone)
        mira.say(alone, "who has the key to the kitchen?")
        await ear.until_state(alone, "who has the key to the kitchen?", State.OPEN)
        space = space_of(mira, bot.id)
        first, second = (room_of(mira, space, name, bot.id) for name in ("allotment", "pump"))
        for room in (first, second):
            await until_in(bot, room)
        mira.say(first, ASKED)
        await ear.until_state(first, ASKED, State.OPEN)
        mira.say(second, ELSE)
        await ear.until_state(second, ELSE, State.OPEN)
        numbers = [(await ear.questions(room))[0].number for room in (alone, first, second)]
        assert numbers == [1, 2, 3]
        assert "kitchen" in await listed(mira, first)

        put_in(mira, space, first)
        put_in(mira, space, second)
        shown = await listed(mira, first)
        assert "#2" in shown
        assert "#3" in shown
        assert "kitchen" not in shown
        assert "kitchen" in await listed(mira, alone)

        mira.set(space, "m.space.child", {}, second)
        shown = await listed(mira, first)
        assert "#2" in shown
        assert ELSE not in shown
        assert [(await ear.questions(room))[0].number for room in (alone, first, second)] == numbers


async def test_nothing_of_a_room_is_shown_to_those_who_may_enter_another_of_its_space(
    synapse: Synapse, people: People, tmp_path: Path
) -> None:
    mira, jon, bot = people("mira"), people("jon"), people("ends")
    async with listening(tmp_path / "l.db", settings_of(synapse, bot), bot) as ear:
        space = space_of(mira, bot.id)
        await until_in(bot, space)
        first, second = (room_of(mira, space, name) for name in ("allotment", "pump"))
        for room in (first, second):
            put_in(mira, space, room)
            await until_in(bot, room)
        mira.say(second, ELSE)
        await ear.until_state(second, ELSE, State.OPEN)
        assert ELSE in await listed(mira, first)

        # Whoever is in the space may enter the one room, and is not in the other.
        mira.call("POST", f"/rooms/{space}/invite", {"user_id": jon.id})
        jon.join(space)
        assert ELSE not in await listed(mira, first)


async def test_room_that_only_claims_to_be_of_a_space_gets_nothing_of_it(
    synapse: Synapse, people: People, tmp_path: Path
) -> None:
    mira, bot = people("mira"), people("ends")
    async with listening(tmp_path / "l.db", settings_of(synapse, bot), bot) as ear:
        space = space_of(mira, bot.id)
        inner = room_of(mira, space, "allotment", bot.id)
        put_in(mira, space, inner)
        trap = room_of(mira, space, "trap", bot.id)
        for room in (inner, trap):
            await until_in(bot, room)
        mira.say(trap, ELSE)
        await ear.until_state(trap, ELSE, State.OPEN)

        assert ELSE not in await listed(mira, inner)


async def test_space_of_the_settings_is_entered_unasked_and_lets_its_rooms_invite(
    synapse: Synapse, people: People, tmp_path: Path
) -> None:
    mira, bot = people("mira"), people("ends")
    space = mira.create("garden", preset="public_chat", creation_content={"type": "m.space"})
    shut = room_of(mira, space, "shed", rule="invite")
    put_in(mira, space, shut)
    settings = settings_of(synapse, bot, inviters="", spaces=space)
    async with listening(tmp_path / "l.db", settings, bot):
        await until_in(bot, space)
        mira.call("POST", f"/rooms/{shut}/invite", {"user_id": bot.id})
        await until_in(bot, shut)
