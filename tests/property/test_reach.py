"""What a change cannot reach stays as it was: so a live message resolves a few posts, not all."""

from collections.abc import Sequence
from dataclasses import replace

from hypothesis import given, settings
from hypothesis import strategies as st

from bot.model import AuthorId, Entry, Link, MarkKind, MessageId, Reaction, Span, Turn
from bot.resolution import HORIZON, reach, resolve
from tests.property.test_resolution_window import TEXTS, Said, steps, talk
from tests.unit.resolution.room import Room

relinked = st.tuples(st.integers(0, 40), st.one_of(st.none(), st.integers(0, 40)))
"""A turn, and what it replies to after all."""


def entries_of(room: Room, positions: Sequence[int]) -> list[Entry]:
    return resolve(room.turns, room.links, room.marks, focus=positions)


def relink(room: Room, child: int, parent: int | None) -> Link:
    """Links the child to another parent. Returns the link that it had."""
    before = room.links[child]
    earlier = parent is not None and parent < child
    to = MessageId(f"m{parent}") if earlier else None
    room.links[child] = Link(before.child, to, 0.7)
    return before


@settings(max_examples=100)
@given(
    st.lists(steps, min_size=2, max_size=25),
    st.integers(1, 3),
    st.sampled_from([0, 0, 0, HORIZON - 10, HORIZON + 5]),
    st.lists(relinked, max_size=3),
)
def test_entries_out_of_reach_are_the_same_before_and_after(
    said: Sequence[Said],
    new: int,
    spread: int,
    others: Sequence[tuple[int, int | None]],
) -> None:
    after = talk(said, spread)
    known = max(0, len(after.turns) - new)
    before = Room(after.turns[:known], after.links[:known], [])
    changed = {turn.message.id for turn in after.turns[known:]}
    replaced: dict[MessageId, Link] = {}
    for child, parent in others:
        if child < known:
            link = relink(after, child, parent)
            changed.add(link.child)
            replaced.setdefault(link.child, link)

    touched = reach(after.turns, after.links, changed=changed, replaced=[*replaced.values()])
    rest = [at for at in range(known) if at not in touched]

    assert entries_of(before, rest) == entries_of(after, rest)


@given(st.lists(steps, min_size=2, max_size=25), st.data())
def test_reactions_and_marks_reach_no_farther_either(
    said: Sequence[Said], data: st.DataObject
) -> None:
    before, after = talk(said, 0), talk(said, 0)
    at = data.draw(st.integers(0, len(said) - 1))
    told = after.turns[at]
    ticked = replace(told.message, reactions=(Reaction("✅", AuthorId("mira")),))
    after.turns[at] = Turn(ticked, told.acts)
    quote = data.draw(st.sampled_from(TEXTS)).strip("«»")
    after.mark(data.draw(st.sampled_from(list(MarkKind))), at, quote, span=Span(0, 5))

    touched = reach(after.turns, after.links, after.marks, changed={told.message.id})
    rest = [other for other in range(len(said)) if other not in touched]

    assert entries_of(before, rest) == entries_of(after, rest)


def test_a_reply_reaches_the_post_that_it_answers_and_no_other() -> None:
    room = Room()
    mesh = room.say("mira", "«wh<which mesh would you buy?»")
    room.say("jon", "«wh<how deep must the posts go?»")
    room.say("bess", "the leeks are in")
    answer = room.say("tess", "the green one", to=mesh)

    assert reach(room.turns, room.links, changed={MessageId(f"m{answer}")}) == [mesh, answer]


def test_a_turn_that_was_linked_elsewhere_reaches_both_posts() -> None:
    room = Room()
    mesh = room.say("mira", "«wh<which mesh would you buy?»")
    posts = room.say("jon", "«wh<how deep must the posts go?»")
    other = room.say("bess", "«wh<who has the spade?»")
    answer = room.say("tess", "the green one", to=mesh)
    replaced = relink(room, answer, posts)

    found = reach(room.turns, room.links, changed={replaced.child}, replaced=[replaced])

    assert found == [mesh, posts, answer]
    assert other not in found


def test_a_turn_reaches_what_its_author_goes_on_from() -> None:
    room = Room()
    mesh = room.say("mira", "«wh<which mesh would you buy?»")
    first = room.say("tess", "the green one", to=mesh)
    second = room.say("tess", "not the blue one", to=first)

    assert reach(room.turns, room.links, changed={MessageId(f"m{second}")}) == [mesh, second]


def test_a_turn_that_names_a_post_reaches_it_without_a_link() -> None:
    room = Room()
    post = room.say("mira", "«wh<which mesh against hares would you buy?»")
    room.say("jon", "«wh<how deep must the posts go?»")
    stray = room.say("tess", "the fine mesh, no hares since")

    assert reach(room.turns, room.links, changed={MessageId(f"m{stray}")}) == [post, stray]


def test_a_turn_that_calls_the_asker_reaches_their_posts() -> None:
    room = Room()
    post = room.say("mira", "«wh<which mesh would you buy?»")
    other = room.say("jon", "«wh<how deep must the posts go?»")
    call = room.say("tess", "mira: the green one", to=other)

    found = reach(room.turns, room.links, changed={MessageId(f"m{call}")})

    assert found == [post, other, call]


def test_a_remark_to_nobody_reaches_the_posts_of_its_author() -> None:
    room = Room()
    mesh = room.say("mira", "«wh<which mesh would you buy?»")
    room.say("jon", "«wh<how deep must the posts go?»")
    stray = room.say("mira", "nvm, found the receipt")

    assert reach(room.turns, room.links, changed={MessageId(f"m{stray}")}) == [mesh, stray]


def test_a_turn_that_replied_to_nobody_before_reaches_what_it_named() -> None:
    room = Room()
    mesh = room.say("mira", "«wh<which mesh against hares would you buy?»")
    posts = room.say("jon", "«wh<how deep must the posts go?»")
    turn = room.say("tess", "the fine mesh, no hares since")
    replaced = relink(room, turn, posts)

    found = reach(room.turns, room.links, changed={replaced.child}, replaced=[replaced])

    assert found == [mesh, posts, turn]


def test_a_reply_to_the_words_right_before_a_post_reaches_it() -> None:
    room = Room()
    before = room.say("mira", "the pump runs dry every morning")
    post = room.say("mira", "«wh<any idea what is wrong?»", to=before)
    back = room.say("jon", "«polar<do you use the long hose?»", to=before)

    assert reach(room.turns, room.links, changed={MessageId(f"m{back}")}) == [post, back]
    assert reach(room.turns[1:], room.links, changed={MessageId(f"m{back}")}) == [0, 1]
