"""Whom each message replies to, by people and by the rules."""

from collections.abc import Collection, Mapping

from hypothesis import given
from hypothesis import strategies as st

from bot.evaluation import Agreement, Measure
from bot.evaluation.graph import Graph, Parents, compared
from bot.model import AuthorId, MessageId


def graph(named: str, listed: str, asking: str = "", alone: str = "") -> Graph:
    """Pairs such as "ba ca": b and c reply to a. `alone` are messages that reply to nobody.

    Every message has an author of its own, but for capitals: "A" is by who wrote "a".
    """
    said = {*named.replace(" ", ""), *listed.replace(" ", ""), *alone}
    return Graph(
        parents(named, said),
        parents(listed, said),
        {MessageId(id_): AuthorId(id_.lower()) for id_ in said},
        frozenset(map(MessageId, asking)),
    )


def parents(pairs: str, said: Collection[str]) -> Parents:
    found: dict[MessageId, set[MessageId]] = {MessageId(id_): set() for id_ in said}
    for child, parent in pairs.split():
        found[MessageId(child)].add(MessageId(parent))
    return {child: frozenset(above) for child, above in found.items()}


def scores(graph: Graph) -> Mapping[Measure, Agreement]:
    return compared(graph)


def test_who_starts_a_conversation_is_linked_to_itself() -> None:
    found = scores(graph("ba", "ca", alone="abc"))

    # Right is a's own; b's and c's are not.
    assert found[Measure.LINKS] == Agreement(right=1, listed=3, named=3)


def test_a_message_may_reply_to_several() -> None:
    assert scores(graph("ca cb", "ca"))[Measure.LINKS] == Agreement(right=3, listed=3, named=4)


def test_a_conversation_is_right_only_as_a_whole() -> None:
    found = scores(graph("ba ca ed", "ba ed", alone="abcde"))

    assert found[Measure.CONVERSATIONS] == Agreement(right=1, listed=2, named=2)


def test_the_shape_of_a_conversation_does_not_matter() -> None:
    found = scores(graph("ba ca da", "ba cb dc"))

    assert found[Measure.CONVERSATIONS] == Agreement(1, 1, 1)


def test_replies_of_the_asker_answer_nothing() -> None:
    found = scores(graph("Aa ba", "Aa", asking="a"))

    assert found[Measure.REPLIES] == Agreement(right=0, listed=0, named=1)
    assert found[Measure.UNHEARD] == Agreement(right=0, listed=1, named=0)


def test_a_question_without_a_reply_is_found_to_have_none() -> None:
    found = scores(graph("ba", "bc", asking="ac", alone="abc"))

    assert found[Measure.REPLIES] == Agreement(right=0, listed=1, named=1)
    assert found[Measure.UNHEARD] == Agreement(right=0, listed=1, named=1)


def test_messages_hang_together_by_what_was_not_labelled() -> None:
    labels = {MessageId(id_): frozenset({MessageId("elsewhere")}) for id_ in "ab"}
    seen = Graph(labels, dict(labels), {}, frozenset())

    assert scores(seen)[Measure.CONVERSATIONS] == Agreement(1, 1, 1)


edges = st.lists(st.tuples(st.integers(0, 11), st.integers(0, 11)), max_size=20)


@given(edges)
def test_conversations_are_what_can_be_reached(pairs: list[tuple[int, int]]) -> None:
    letters = "abcdefghijkl"
    said = " ".join(letters[max(pair)] + letters[min(pair)] for pair in pairs if pair[0] != pair[1])

    found = scores(graph(said, said, alone=letters))[Measure.CONVERSATIONS]

    groups = [{letter} for letter in letters]
    for child, parent in said.split():
        joined = [group for group in groups if child in group or parent in group]
        groups = [group for group in groups if group not in joined] + [set().union(*joined)]
    assert found == Agreement(*[sum(len(group) > 1 for group in groups)] * 3)
