"""Parts of several channels are linked together, and a bug in one of them stops that one alone."""

from collections.abc import Sequence

from bot.ingest.parts import PART, Part, linked_together, resolving_parts
from bot.ingest.stages import STAGES, Asked, one_by_one
from bot.model import ChannelKind, ChannelRef, Link, Stretch, Turn
from tests.unit.store.garden import BEDS, PUMP, link_to_parent, post

LISTENERS = [made().link for made in [STAGES.attentive] * 2 if made]


def part(channel: ChannelRef, *texts: str) -> Part:
    turns = tuple(Turn(post(str(n), text).message) for n, text in enumerate(texts))
    return Part(channel, ChannelKind.ROOM, turns, range(len(turns)))


BOTH = [part(BEDS.ref, "is it dry?", "it is"), part(PUMP.ref, "does it leak?", "yes", "no")]


def deaf(
    turns: Sequence[Turn], *, focus: range | None = None, kind: ChannelKind = ChannelKind.ROOM
) -> list[Link]:
    raise ArithmeticError


def test_parts_are_linked_together_as_each_alone() -> None:
    together = linked_together(STAGES.link_together, LISTENERS, BOTH)

    assert together == [STAGES.link(each.turns) for each in BOTH]


def test_stages_that_do_not_listen_link_one_part_after_the_other() -> None:
    mixed = [LISTENERS[0], STAGES.link]

    assert linked_together(STAGES.link_together, mixed, BOTH) == [
        STAGES.link(each.turns) for each in BOTH
    ]


def test_a_part_that_cannot_be_linked_stops_no_other() -> None:
    found = linked_together(one_by_one, [deaf, link_to_parent], BOTH)

    assert found == [None, link_to_parent(BOTH[1].turns)]


def test_what_is_asked_tells_its_links() -> None:
    asked = Asked(link_to_parent, BOTH[0].turns, range(1), ChannelKind.ROOM)

    assert asked.links() == link_to_parent(BOTH[0].turns, focus=range(1))


def test_part_of_a_long_stretch_brings_later_turns_that_reply_to_it_by_a_chain() -> None:
    length = 3 * PART
    replies = {length - 9: "7", length - 3: str(length - 9), length - 2: str(length - 5)}
    turns = tuple(
        Turn(post(str(at), "it is dry", reply_to=replies.get(at)).message) for at in range(length)
    )
    stretch = Stretch(turns, 0, length, is_tail=True)

    [near] = resolving_parts(Part.of(BEDS.ref, ChannelKind.ROOM, stretch, range(20)), STAGES)

    assert near.own == turns[:20]
    assert near.turns[-2:] == (turns[length - 9], turns[length - 3])
    assert near.turns[:-2] == turns[: 20 + STAGES.horizon]
