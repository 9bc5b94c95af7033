from hypothesis import given
from hypothesis import strategies as st

from bot.evaluation.matching import HALF, common, matches
from bot.model import Span


def test_spans_that_share_half_of_their_union_are_the_same() -> None:
    assert matches([Span(0, 10)], [Span(0, 5)]) == {0: 0}
    assert matches([Span(0, 10)], [Span(5, 10), Span(10, 20)]) == {0: 0}
    assert matches([Span(0, 10)], [Span(0, 4)]) == {}


def test_no_listed_span_is_taken_twice() -> None:
    assert matches([Span(0, 10), Span(0, 10)], [Span(0, 10)]) == {0: 0}


def test_of_two_halves_one_is_found() -> None:
    assert len(matches([Span(0, 10)], [Span(0, 5), Span(5, 10)])) == 1


def test_an_empty_span_is_found_by_nobody() -> None:
    assert matches([Span(3, 3)], [Span(3, 3)]) == {}


cuts = st.lists(st.integers(0, 60), unique=True, max_size=12).map(sorted)


@given(cuts, st.lists(st.tuples(st.integers(0, 60), st.integers(0, 60)), max_size=6))
def test_whoever_compares_each_with_each_finds_the_same_number(
    cut: list[int], ends: list[tuple[int, int]]
) -> None:
    listed = [Span(a, b) for a, b in zip(cut[::2], cut[1::2], strict=False)]
    named = [Span(*sorted(pair)) for pair in ends]

    taken: set[int] = set()
    slow = 0
    for span in named:
        best = max(
            (place for place in range(len(listed)) if place not in taken),
            key=lambda place: common(span, listed[place]),
            default=None,
        )
        if best is not None and common(span, listed[best]) >= HALF:
            taken.add(best)
            slow += 1

    assert len(matches(named, listed)) == slow
