from hypothesis import given
from hypothesis import strategies as st

from bot.llm.endpoint.gauge import Gauge
from bot.llm.sending.excerpts import CONTEXT, excerpts, portions
from bot.model import Excerpt
from tests.unit.llm.double import message

GAUGE = Gauge()


def size(excerpt: Excerpt) -> int:
    return sum(GAUGE.tokens(each.text) + 30 for each in (*excerpt.context, *excerpt.messages))


@given(st.lists(st.integers(1, 160), max_size=30), st.integers(40, 300))
def test_every_message_that_fits_is_in_one_excerpt_and_none_is_too_large(
    lengths: list[int], most: int
) -> None:
    talk = [message("so " * length, n) for n, length in enumerate(lengths)]

    found = list(excerpts(talk, GAUGE, most))

    fitting = [each for each in talk if GAUGE.tokens(each.text) + 30 <= most]
    assert [each for excerpt in found for each in excerpt.messages] == fitting
    assert all(size(excerpt) <= most for excerpt in found)
    assert all(len(excerpt.context) <= CONTEXT for excerpt in found)


@given(st.integers(1, 12), st.integers(1, 12))
def test_the_context_that_was_given_goes_along_with_the_first(before: int, after: int) -> None:
    earlier = tuple(message("so it is", n) for n in range(before))
    talk = tuple(message("is it so", n + 100) for n in range(after))

    first, *_ = portions(Excerpt(talk, earlier), GAUGE, 1_000)

    assert first.context == earlier[-CONTEXT:]


def test_no_excerpt_holds_more_messages_than_one_can_read_with_care() -> None:
    talk = [message("so it is", n) for n in range(1_000)]

    found = list(excerpts(talk, GAUGE, 10_000_000))

    assert [len(each.messages) for each in found] == [400, 400, 200]
