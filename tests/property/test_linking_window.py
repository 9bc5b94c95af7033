"""A link depends on a bounded window only, so that live and replayed ledgers agree to the bit."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from random import Random
from typing import TypeAlias

from hypothesis import example, given, settings
from hypothesis import strategies as st

from bot.linking import CUES, LOOKAHEAD, LOOKBACK, Listener, Listening, link, listen
from bot.model import (
    Author,
    AuthorId,
    ChannelId,
    ChannelKind,
    ChannelRef,
    CommunityId,
    Link,
    Message,
    MessageId,
    MessageRef,
    Platform,
    Turn,
)

ROOM = ChannelRef(Platform.IMPORT, CommunityId("harbour"), ChannelId("dock"))
START = datetime(2026, 3, 2, 9, tzinfo=UTC)
NAMES = ["mira", "Jo Ann", "the_dude", "bot7", "mira", ""]
TEXTS = [
    "mira: did the kiln crack again?",
    "@bot7 thanks, that did it",
    "the kiln cracked at cone six",
    "the_dude, which glaze was it",
    "> the kiln cracked at cone six\nsame here",
    "anyone seen jo?",
    "ok",
    "",
    "?",
    "https://example.org/kiln",
    "!help kiln",
    "\x00\ud800 نعم 👩‍🚒",
    "Jo Ann: bisque first, then glaze...",
]

Step: TypeAlias = tuple[int, str, int, int | None, int]

steps = st.tuples(
    st.integers(0, len(NAMES) - 1),
    st.one_of(st.sampled_from(TEXTS), st.text(max_size=30)),
    st.integers(0, 4000),
    st.one_of(st.none(), st.integers(1, 200)),
    st.integers(0, 9),
)
"""Author, text, seconds since the turn before, how far back a reply goes, system line if 0."""


def talk(script: list[Step]) -> list[Turn]:
    at = START
    turns: list[Turn] = []
    for place, (who, text, pause, back, dice) in enumerate(script):
        at += timedelta(seconds=pause)
        message = Message(
            ref=MessageRef(ROOM, MessageId(str(place))),
            author=Author(AuthorId(str(who)), NAMES[who]),
            at=at,
            text=text,
            reply_to=None if back is None else MessageId(str(place - back)),
            mentions=(AuthorId("3"),) if dice == 1 else (),
            system=dice == 0,
        )
        turns.append(Turn(message))
    return turns


def chatter(seed: int, turns: int) -> list[Step]:
    """A long talk of many short turns, in which nearly everything hangs together."""
    dice = Random(seed)  # noqa: S311 -- made-up talk, no secret
    pauses = dice.choice([0, 40, 4000])
    people = dice.randint(2, len(NAMES))
    return [
        (
            dice.randrange(people),
            dice.choice(TEXTS),
            dice.randint(0, pauses),
            dice.choice([None] * 9 + [dice.randint(1, 200)]),
            dice.randint(0, dice.choice([9, 90])),
        )
        for _ in range(turns)
    ]


@settings(max_examples=25)
@given(seed=st.integers(0, 2**32), place=st.integers(0, 260), kind=st.sampled_from(ChannelKind))
@example(seed=7, place=LOOKBACK, kind=ChannelKind.THREAD)
@example(seed=7, place=LOOKBACK - 1, kind=ChannelKind.THREAD)
def test_links_of_a_turn_are_the_same_from_its_window(
    seed: int, place: int, kind: ChannelKind
) -> None:
    turns = talk(chatter(seed, 290))
    whole = by_child(link(turns, kind=kind))
    start = max(0, place - LOOKBACK)
    window = turns[start : place + LOOKAHEAD + 1]

    alone = link(window, focus=range(place - start, place - start + 1), kind=kind)

    assert alone == whole[turns[place].message.id]


@settings(max_examples=10)
@given(seed=st.integers(0, 2**32), kind=st.sampled_from(ChannelKind))
@example(seed=1025, kind=ChannelKind.ROOM)  # its first turn is deleted
def test_listener_links_as_if_it_heard_the_talk_for_the_first_time(
    seed: int, kind: ChannelKind
) -> None:
    dice = Random(seed)  # noqa: S311 -- made-up talk, no secret
    turns, listener = talk(chatter(seed, 600)), Listener()
    end = dice.choice([0, 150, 250])
    for _ in range(8):
        begin, end = end, end + dice.choice([1, 1, 1, 2, 7, 30])
        if dice.random() < 0.2:
            turns = _changed(turns, dice, dice.randint(max(0, begin - 230), begin))
        back = dice.choice([0, LOOKAHEAD, LOOKAHEAD, 60])
        start = max(0, begin - back - LOOKBACK)
        focus = range(max(0, begin - back) - start, end - start)

        heard = listener(turns[start:end], focus=focus, kind=kind)

        assert heard == link(turns[start:end], focus=focus, kind=kind)


@settings(max_examples=10)
@given(seed=st.integers(0, 2**32), kind=st.sampled_from(ChannelKind))
def test_rooms_that_are_read_together_are_linked_as_each_alone(
    seed: int, kind: ChannelKind
) -> None:
    dice = Random(seed)  # noqa: S311 -- made-up talk, no secret
    rooms = [talk(chatter(seed + number, 300)) for number in range(dice.randint(2, 6))]
    listeners = [Listener() for _ in rooms]
    ends = [dice.choice([0, 1, 90, 150, 250]) for _ in rooms]
    for _ in range(4):
        begins, ends = ends, [end + dice.choice([1, 1, 2, 10]) for end in ends]
        asked = [
            Listening(listener, turns[:end], range(max(0, begin - LOOKAHEAD), end), kind)
            for listener, turns, begin, end in zip(listeners, rooms, begins, ends, strict=True)
        ]

        together = listen(asked)

        assert together == [link(one.turns, focus=one.focus, kind=kind) for one in asked]


def _changed(turns: list[Turn], dice: Random, place: int) -> list[Turn]:
    """A turn is deleted, or said in other words or at another place."""
    one = turns[place]
    reworded = replace(one, message=replace(one.message, text=dice.choice(TEXTS)))
    kept = [*turns[:place], *turns[place + 1 :]]
    there = dice.choice([place, dice.randrange(len(kept))])
    return kept if dice.random() < 0.4 else [*kept[:there], reworded, *kept[there:]]


def by_child(links: list[Link]) -> dict[MessageId, list[Link]]:
    found: dict[MessageId, list[Link]] = {}
    for one in links:
        found.setdefault(one.child, []).append(one)
    return found


@settings(max_examples=40)
@given(script=st.lists(steps, max_size=60), kind=st.sampled_from(ChannelKind))
def test_every_turn_gets_a_link_to_an_earlier_turn_or_to_none(
    script: list[Step], kind: ChannelKind
) -> None:
    turns = talk(script)
    links = link(turns, kind=kind)
    order = {turn.message.id: place for place, turn in enumerate(turns)}
    assert list(dict.fromkeys(one.child for one in links)) == list(order)
    for one in links:
        assert one.parent is None or order[one.parent] < order[one.child]
        assert 0 <= one.score <= 1
        assert 1 <= len(one.reasons) <= 3
        assert {reason.cue for reason in one.reasons} <= CUES
    assert len(links) == len({(one.child, one.parent) for one in links})
