from bot.linking.explicit import QUOTES, Declarations, Explicit
from bot.model import Message, MessageId
from tests.unit.linking.chat import said

SAID = [
    said("mira", "the kiln cracked at cone six", id="a"),
    said("jo", "> the kiln cracked at cone six\nwhich glaze?", id="b"),
]


def found(
    answer: Message, *, before: list[Message] = SAID, after: int = 0, whole: bool = True
) -> list[Explicit]:
    later = [said("li", "later", id=f"later{n}") for n in range(after)]
    messages = [*before, answer, *later]
    return Declarations(messages).parents(len(before), range(len(messages)), whole=whole)


def test_the_reply_button_names_the_parent() -> None:
    assert found(said("li", "yes", id="c", reply_to="a")) == [Explicit(MessageId("a"))]


def test_a_reply_to_an_unknown_message_is_left_to_the_text() -> None:
    assert found(said("li", "yes", id="c", reply_to="gone")) == []


def test_a_reply_beyond_the_window_stands() -> None:
    answer = said("li", "yes", id="c", reply_to="far")

    assert found(answer, whole=False) == [Explicit(MessageId("far"))]


def test_a_reply_to_a_later_message_or_to_itself_is_no_reply() -> None:
    assert found(said("li", id="c", reply_to="later0"), after=1, whole=False) == []
    assert found(said("li", id="c", reply_to="c"), whole=False) == []


def test_a_quote_names_who_said_it_and_not_who_quoted_it_too() -> None:
    answer = said("li", "> The kiln  cracked at cone SIX\nbisque first", id="c")
    (one,) = found(answer)

    assert one.parent == "a"
    assert one.quote is not None
    assert one.quote.of(answer.text) == "The kiln  cracked at cone SIX"


def test_quotes_of_several_messages_name_each_once() -> None:
    text = "> cracked at cone six\nyes\n> the kiln cracked\nyes\n>which glaze?\nno"

    assert [one.parent for one in found(said("li", text, id="c"))] == ["a", "b"]


def test_a_reply_that_also_quotes_its_parent_names_it_once() -> None:
    answer = said("li", "> which glaze?\n> cracked at cone six\nhm", id="c", reply_to="b")

    assert [one.parent for one in found(answer)] == ["b", "a"]


def test_what_nobody_said_and_what_is_too_short_is_no_quote() -> None:
    assert found(said("li", "> the moon is cheese\n> glaze\n 3 > 2", id="c")) == []


def test_only_the_first_quoted_lines_are_looked_up() -> None:
    text = "> nobody said this\n" * QUOTES + "> the kiln cracked at cone six"

    assert found(said("li", text, id="c")) == []


def test_a_window_without_the_parent_does_not_know_it() -> None:
    messages = [*SAID, said("li", "yes", id="c", reply_to="a")]

    assert Declarations(messages).parents(2, range(1, 3), whole=True) == []
    assert [d.parent for d in Declarations(messages).parents(2, range(1, 3), whole=False)] == ["a"]
