"""An entry depends on a bounded window only, so that live and replayed ledgers agree to the bit."""

from collections.abc import Sequence
from dataclasses import replace
from random import Random

from hypothesis import example, given, settings
from hypothesis import strategies as st

from bot.model import (
    LONGEST_CHAIN,
    Link,
    MarkKind,
    MessageId,
    Role,
    Span,
    State,
    Turn,
    WaitingFor,
)
from bot.resolution import CUES, HORIZON, resolve
from tests.unit.resolution.room import Room, at, turn

NAMES = ["mira", "jon", "Tess B", "", "mira"]
TEXTS = [
    "«wh<which mesh would you buy?»",
    "«polar<is it old?» «wh<0?if so, who knows the mesh maker?»",
    "«!tag<nobody reads this, right?»",
    "mira: the green mesh, I think",
    "thanks jon!",
    "still broken",
    "anyone?",
    "found it, the mesh was upside down",
    "nvm",
    "> which mesh would you buy?\nthe green one",
    "no idea",
    "jon, «wh<which maker?»",
    "mesh maker: ask in #fences",
    "",
    "\x00\ud800 نعم ؟ 👩‍🚒",
    "ありがとう",
]
Said = tuple[int, str, int | None, bool, float, str | None]
steps = st.tuples(
    st.integers(0, len(NAMES) - 1),
    st.one_of(st.sampled_from(TEXTS), st.text(max_size=20).filter(lambda t: "«" not in t)),
    st.one_of(st.none(), st.integers(1, 6), st.integers(1, HORIZON + 30)),
    st.booleans(),
    st.floats(0.1, 1.0),
    st.sampled_from([None, None, "mira", "jon"]),
)
"""Author, text, how far back a reply goes, whether by the reply button, how sure, who ticked it."""
marks = st.tuples(st.sampled_from(list(MarkKind)), st.integers(0, 40), st.sampled_from(TEXTS))


def talk(said: Sequence[Said], spread: int) -> Room:
    """What was said, the first messages `spread` idle messages before the last ones."""
    room = Room()
    for i, (author, text, back, explicit, sure, ticker) in enumerate(said):
        if i == len(said) // 2:
            for _ in range(spread):
                room.say("idle", "watering")
        number = len(room.turns)
        parent = None if back is None or back > number else number - back
        room.say(NAMES[author], text, to=parent, sure=sure, ticked_by=ticker)
        if explicit and parent is not None:
            told = room.turns[number]
            message = replace(told.message, reply_to=MessageId(f"m{parent}"))
            room.turns[number] = Turn(message, told.acts)
    return room


def window(room: Room, post: int) -> list[Turn]:
    """The turns that the entries of a post may depend on."""
    near = room.turns[post : post + HORIZON + 1]
    climbed = dict.fromkeys((told.message.id for told in near), 0)
    for told in room.turns[post + HORIZON + 1 :]:
        parent = told.message.reply_to
        if parent is not None and climbed.get(parent, LONGEST_CHAIN) < LONGEST_CHAIN:
            near.append(told)
            climbed[told.message.id] = climbed[parent] + 1
    return near


@settings(max_examples=60)
@given(
    st.lists(steps, min_size=1, max_size=25),
    st.sampled_from([0, 0, HORIZON - 10, HORIZON + 5]),
    st.lists(marks, max_size=3),
)
def test_an_entry_needs_no_more_than_its_window(
    said: Sequence[Said],
    spread: int,
    verdicts: list[tuple[MarkKind, int, str]],
) -> None:
    room = talk(said, spread)
    for kind, number, quote in verdicts:
        room.mark(kind, number, quote.strip("«»"), span=Span(0, 5))

    for post in range(len(room.turns)):
        if not room.turns[post].questions:
            continue
        near = window(room, post)
        ids = {told.message.id for told in near}
        links = [link for link in room.links if link.child in ids]
        whole = resolve(room.turns, room.links, room.marks, focus=range(post, post + 1))

        assert resolve(near, links, room.marks, focus=range(1)) == whole


@settings(max_examples=60)
@given(st.lists(steps, min_size=1, max_size=25), st.lists(marks, max_size=3))
@example([(0, "«wh<which mesh would you buy?»", None, False, 1.0, None)], [])
def test_every_question_has_one_sound_entry(
    said: Sequence[Said],
    verdicts: list[tuple[MarkKind, int, str]],
) -> None:
    room = talk(said, 0)
    for kind, number, quote in verdicts:
        room.mark(kind, number, quote)

    entries = room.entries()

    asked = [(told.message.id, index) for told in room.turns for index, _ in told.questions]
    assert set(asked) <= {(entry.message, entry.index) for entry in entries}
    assert len({(entry.message, entry.index) for entry in entries}) == len(entries)
    for entry in entries:
        standing = entry.standing
        replies = [reply.message for reply in standing.replies]
        assert len(set(replies)) == len(replies)
        assert entry.message not in replies or entry.message in {m.answer for m in room.marks}
        assert standing.reasons
        reasons = [r for reply in standing.replies for r in reply.reasons] + [*standing.reasons]
        assert {reason.cue for reason in reasons} <= CUES
        settled = standing.state in (State.RESOLVED, State.WITHDRAWN, State.DISMISSED)
        assert standing.waiting_for is WaitingFor.NOBODY if settled else True


@given(st.randoms(use_true_random=False))
def test_the_order_of_links_and_marks_does_not_matter(random: Random) -> None:
    said = [(i % 3, text, 1 if i else None, False, 0.9, None) for i, text in enumerate(TEXTS)]
    room = talk(said, 0)
    room.mark(MarkKind.RESOLVED, 0, "which mesh would you buy?", minute=3)
    room.mark(MarkKind.REOPENED, 0, "which mesh would you buy?", minute=4)
    first = room.entries()
    random.shuffle(room.links)
    random.shuffle(room.marks)

    assert room.entries() == first


def test_a_reply_by_the_reply_button_counts_however_late() -> None:
    room = talk([(0, "«wh<which mesh would you buy?»", None, False, 1.0, None)], 0)
    for _ in range(HORIZON + 20):
        room.say("idle", "watering")
    number = len(room.turns)
    late = turn(number, "jon", "the green one", to=0, explicit=True)
    room.turns.append(late)
    room.links.append(Link(late.message.id, MessageId("m0")))
    room.say("jon", "the blue one", to=0)

    (entry,) = room.entries()
    assert [(r.message, r.role) for r in entry.standing.replies] == [(f"m{number}", Role.ANSWER)]
    assert late.message.at == at(number)


def late_chain(length: int) -> Room:
    """A question, silence beyond the horizon, and then so many explicit replies, each to the one
    before it; the last says how it was solved.
    """
    room = talk([(0, "«wh<which mesh would you buy?»", None, False, 1.0, None)], 0)
    for _ in range(HORIZON):
        room.say("idle", "watering")
    parent = 0
    for step in range(length):
        number = len(room.turns)
        text = "found it, the mesh was upside down" if step == length - 1 else "hm 😀"
        room.turns.append(turn(number, "mira", text, to=parent, explicit=True))
        room.links.append(Link(MessageId(f"m{number}"), MessageId(f"m{parent}")))
        parent = number
    return room


def test_a_chain_of_explicit_replies_is_heard_up_to_the_longest() -> None:
    (heard,) = late_chain(LONGEST_CHAIN).entries()
    (unheard,) = late_chain(LONGEST_CHAIN + 1).entries()

    assert heard.standing.state is State.RESOLVED
    assert unheard.standing.state is State.OPEN


def test_an_entry_needs_no_more_than_its_window_of_an_endless_chain() -> None:
    room = late_chain(3 * LONGEST_CHAIN)
    near = window(room, 0)

    assert len(near) == 1 + HORIZON + LONGEST_CHAIN
    ids = {told.message.id for told in near}
    links = [link for link in room.links if link.child in ids]
    assert resolve(near, links, focus=range(1)) == resolve(room.turns, room.links, focus=range(1))


def test_a_hundred_thousand_characters_are_no_trouble() -> None:
    for text in ("> " * 50_000, "ty but " * 14_000, "«polar<a?» " * 5_000, "no, " * 25_000):
        plain = text.replace("«polar<", "").replace("»", "")
        room = Room()
        room.say("mira", "«wh<which mesh?» " + text)
        room.say("jon", plain[:50_000], to=0)
        room.say("mira", plain[:50_000], to=1)

        assert room.entries()[0].message == "m0"
