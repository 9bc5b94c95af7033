import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.evaluation import Agreement, plausible


def test_an_agreement_tells_how_much_is_right_and_how_much_is_missed() -> None:
    agreement = Agreement(right=6, listed=8, named=12)

    assert (agreement.precision, agreement.recall, agreement.f1) == (0.75, 0.5, 0.6)


def test_what_nobody_counted_has_no_share() -> None:
    nothing = Agreement()

    assert (nothing.precision, nothing.recall, nothing.f1) == (None, None, None)


def test_agreements_add_up() -> None:
    assert Agreement(1, 2, 3) + Agreement(10, 20, 30) == Agreement(11, 22, 33)


@pytest.mark.parametrize(
    ("right", "of", "low", "high"),
    [(8, 10, 0.490, 0.943), (0, 10, 0.0, 0.278), (10, 10, 0.722, 1.0), (80, 263, 0.252, 0.362)],
)
def test_the_interval_is_that_of_wilson(right: int, of: int, low: float, high: float) -> None:
    assert plausible(right, of) == pytest.approx((low, high), abs=0.001)


@given(st.integers(1, 10_000).flatmap(lambda of: st.tuples(st.integers(0, of), st.just(of))))
def test_the_interval_holds_the_share_and_lies_between_none_and_all(
    counts: tuple[int, int],
) -> None:
    right, of = counts

    low, high = plausible(right, of)

    assert 0 <= low <= right / of + 1e-12
    assert right / of - 1e-12 <= high <= 1
