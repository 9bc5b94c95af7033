"""What is at hand of rows is bounded, and whole as far as it goes."""

from bot.model import Turn
from bot.store.writing.at_hand import AtHand, all_known
from tests.unit.store.garden import BEDS, said

WET, DRY = Turn(said("1", "wet?")), Turn(said("2", "dry?"))


def test_values_are_told_in_the_order_of_the_rows() -> None:
    assert all_known({1: "a", 2: "b", 3: "c"}, [3, 1]) == ("c", "a")


def test_nothing_is_told_where_one_row_is_not_at_hand() -> None:
    assert all_known({1: "a"}, [1, 2]) is None


def test_row_of_a_turn_is_at_hand_as_long_as_the_turn() -> None:
    known = AtHand()
    known.keep(7, WET)
    known.keep(8, DRY)
    known.drop(7)
    known.drop_turn(9)

    assert known.turns == {8: DRY}
    assert known.rows[BEDS.ref] == {"2": 8}


def test_what_was_read_longest_ago_is_forgotten() -> None:
    known = AtHand()
    for row in range(8_100):
        known.keep(row, Turn(said(str(row), "wet?", minutes=0)))
        known.is_new(row)
    known.shorten()

    assert [*known.turns] == [*known.links] == [*known.rows[BEDS.ref].values()]
    assert [*known.turns] == [*range(100, 8_100)]
