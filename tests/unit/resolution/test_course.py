"""What was heard of the talk about a post is heard on from there, and comes to the same."""

from dataclasses import replace
from random import Random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.model import Link, MessageId, Turn
from bot.resolution import Readings, resolve
from bot.resolution.course import Step
from bot.resolution.hearing import Hearing
from bot.resolution.talk import Conversation, Remark
from tests.unit.resolution.room import Room

SAID = [
    "«how deep does the pump sit?»",
    "jon: half a metre, and the hose is the green one",
    "the pump sits half a metre deep",
    "«which hose do you mean?»",
    "the green one",
    "thanks, that worked",
    "still leaking",
]


@given(st.integers(0, 2**32))
@settings(max_examples=25, deadline=None)
def test_talk_that_is_heard_on_comes_to_the_same(seed: int) -> None:
    dice = Random(seed)  # noqa: S311 -- made-up talk, no secret
    turns, links = talk(dice, 30)
    readings, begin = Readings(), 0
    for end in range(3, len(turns)):
        again = resolve(turns[begin:end], links[begin:end], readings=readings)

        assert again == resolve(turns[begin:end], links[begin:end])
        begin += dice.random() < 0.2
        if dice.random() < 0.1:  # as where too much stands before what is at hand
            readings.talk = Conversation()


def talk(dice: Random, count: int) -> tuple[list[Turn], list[Link]]:
    """Some answers get a tick by one of the three, at once or after a while."""
    room, people = Room(), ["mira", "jon", "tess"]
    for number in range(count):
        room.say(
            dice.choice(people),
            dice.choice(SAID),
            to=dice.choice([None, *range(max(0, number - 6), number)]),
            sure=dice.choice([0.3, 0.5, 0.8, 1.0]),
            ticked_by=dice.choice([None, None, *people]),
            ticked_at=number + dice.choice([0, 1.5, 4.5, 100]),
        )
    return room.turns, room.links


@pytest.fixture
def heard(monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """The positions of the helpers' messages, as they are heard."""
    found = list[int]()

    def hear(hearing: Hearing, remark: Remark) -> Step:
        found.append(remark.at)
        return known(hearing, remark)

    known = Hearing._hear_helper
    monkeypatch.setattr(Hearing, "_hear_helper", hear)
    return found


def test_nothing_is_heard_twice_while_talk_only_goes_on(heard: list[int]) -> None:
    room, readings = Room(), Readings()
    room.say("mira", "«how deep does the pump sit?» «which hose fits?»")
    for author in ("jon", "tess", "jon", "tess"):
        room.say(author, "the pump sits half a metre deep, I think", to=0)
        entries = resolve(room.turns, room.links, readings=readings)

    assert heard == [1, 2, 3, 4]
    assert entries == room.entries()


def test_only_what_follows_a_link_that_changed_is_heard_anew(heard: list[int]) -> None:
    room, readings = Room(), Readings()
    room.say("mira", "«how deep does the pump sit?» «which hose fits?»")
    for number in range(6):
        room.say("jon", "the pump sits half a metre deep, I think", to=number // 3 * 3)
    resolve(room.turns, room.links, readings=readings)
    heard.clear()
    room.links[4] = replace(room.links[4], parent=MessageId("m1"))

    entries = resolve(room.turns, room.links, readings=readings)

    assert heard == [4, 5, 6]
    assert entries == room.entries()
