"""Talk that goes on hangs together as if it were heard for the first time."""

from random import Random

from hypothesis import given, settings
from hypothesis import strategies as st

from bot.model import Link, MessageId, Reason, Turn
from bot.resolution import Readings, reach, resolve
from bot.resolution.course import bounds
from bot.resolution.likely import GOES_ON
from bot.resolution.talk import Conversation
from bot.resolution.ties import SPARE
from tests.unit.resolution.room import turn

SAID = [
    "«wh<how deep does the pump sit?»",
    "«polar<does the pump leak at night?» «wh<which hose fits?»",
    "jon: half a metre, and the hose is the green one",
    "the pump leaks, @mira",
    "«wh<which hose do you mean?»",
    "thanks, that worked",
    "still leaking",
    "the beds look good",
]


def spoken(dice: Random, count: int) -> list[Turn]:
    people = ["mira", "jon", "tess"]
    return [
        turn(n, "mira", "mira joined", system=True)
        if dice.random() < 0.05
        else turn(n, dice.choice(people), dice.choice(SAID))
        for n in range(count)
    ]


def linked(dice: Random, turns: list[Turn], at: int) -> list[Link]:
    """Up to two links of a turn, as a rule to earlier ones."""
    child, found = turns[at].message, list[Link]()
    for _ in range(dice.choice([0, 1, 1, 1, 2])):
        to = dice.choice([at - 1, at - 2, at - 3, at - 7, dice.randrange(len(turns))])
        parent = turns[to].message if to >= 0 else None
        goes_on = parent is not None and parent.author == child.author
        reasons = (Reason(GOES_ON, 1.0),) if goes_on else ()
        known = None if parent is None else parent.id
        found.append(
            Link(
                child.id, known, dice.choice([0.0, 0.3, 0.44, 0.46, 0.55, 0.69, 0.8, 1.0]), reasons
            )
        )
    return found


@given(st.integers(0, 2**32))
@settings(max_examples=25, deadline=None)
def test_talk_that_goes_on_is_heard_as_anew(seed: int) -> None:
    dice = Random(seed)  # noqa: S311 -- made-up talk, no secret
    turns = spoken(dice, 60)
    links = [linked(dice, turns, at) for at in range(len(turns))]
    readings, talk, begin, end = Readings(), Conversation(), 0, 20
    for _ in range(20):
        for at in range(max(begin, end - 6), end):
            if dice.random() < 0.3:
                links[at] = linked(dice, turns, at)
        window, tied = turns[begin:end], [link for at in range(begin, end) for link in links[at]]
        reach(window, tied, changed={window[-1].message.id}, readings=readings)

        again = resolve(window, tied, readings=readings)

        assert again == resolve(window, tied)
        talk = talk if talk.goes_on_with(window) else Conversation()
        assert about(talk, talk.follow(window, tied)) == about(alone(window, tied), 0)
        begin = begin + dice.choice([0, 0, 1, 2])
        end = min(len(turns), max(begin + 5, end + dice.choice([-3, 0, 1, 2, 5])))


def alone(turns: list[Turn], links: list[Link]) -> Conversation:
    talk = Conversation()
    talk.follow(turns, links)
    return talk


def about(talk: Conversation, first: int) -> list[object]:
    """What is said about each turn from a position on, as seen from there."""
    return [
        [
            (remark.at - first, [at - first for at in remark.to], remark.since, bounds(remark))
            for remark in talk.about(post, list)
        ]
        for post in range(first, len(talk.turns))
        if talk.questions[post]
    ]


def test_what_came_long_before_is_not_kept_for_ever() -> None:
    dice = Random(5)  # noqa: S311 -- made-up talk, no secret
    turns, talk = spoken(dice, SPARE + 60), Conversation()
    talk.follow(turns[:-5], [])

    assert talk.goes_on_with(turns[SPARE:])
    assert not talk.goes_on_with(turns[SPARE + 1 :])
    assert not talk.goes_on_with([])


def test_a_reply_to_what_comes_only_later_is_known_once_it_has_come() -> None:
    turns = spoken(Random(1), 6)  # noqa: S311 -- made-up talk, no secret
    links, talk = [Link(MessageId("m2"), MessageId("m4"))], Conversation()
    talk.follow(turns[:4], links)

    assert talk.follow(turns, links) == 0
    assert about(talk, 0) == about(alone(turns, links), 0)
    assert talk.follow(turns[:3], links) == 0
    assert about(talk, 0) == about(alone(turns[:3], links), 0)


@given(st.integers(0, 2**32))
@settings(max_examples=25, deadline=None)
def test_talk_goes_on_without_what_was_deleted_or_reworded(seed: int) -> None:
    dice = Random(seed)  # noqa: S311 -- made-up talk, no secret
    every = spoken(dice, 60)
    links = {one.message.id: linked(dice, every, at) for at, one in enumerate(every)}
    readings, turns, coming = Readings(), every[:20], every[20:]
    for _ in range(40):
        if coming and dice.random() < 0.5:
            turns.append(coming.pop(0))
        else:
            at = dice.randrange(max(0, len(turns) - 25), len(turns))
            gone = turns.pop(at)
            number = every.index(gone)
            if dice.random() < 0.5:
                turns.insert(at, turn(number, gone.message.author.name, dice.choice(SAID)))
                every[number] = turns[at]
            readings.unlearn({gone.message.id})
        tied = [link for one in turns for link in links[one.message.id]]

        again = resolve(turns, tied, readings=readings)

        assert again == resolve(turns, tied)


def test_who_never_spoke_is_unlearnt_in_vain() -> None:
    readings, turns = Readings(), spoken(Random(1), 8)  # noqa: S311 -- likewise
    resolve(turns, [], readings=readings)

    readings.unlearn({MessageId("nobody")})

    assert readings.talk.turns == turns
