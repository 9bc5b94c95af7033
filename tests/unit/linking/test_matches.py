import numpy as np

from bot.linking.matches import SLOTS, indexed, matches, of_kinds, windowed
from bot.linking.talk import Rows


def rows(*pairs: tuple[int, int]) -> Rows:
    flat = np.array(pairs, np.int64).reshape(-1, 2)
    return Rows(flat[:, 0], flat[:, 1])


def test_a_window_shows_each_turn_first_and_what_came_before_it() -> None:
    column = np.arange(100, 110)

    shown = windowed(column, np.arange(1, 3))

    assert shown.shape == (2, SLOTS)
    assert shown[:, :4].tolist() == [[101, 100, -1, -1], [102, 101, 100, -1]]


def test_a_window_is_the_same_wherever_the_block_begins() -> None:
    column = np.arange(300)

    whole = windowed(column, np.arange(300))

    assert (windowed(column, np.arange(150, 151)) == whole[150:151]).all()


def test_turns_match_earlier_ones_that_share_a_word() -> None:
    said = rows((0, 7), (1, 8), (2, 7), (2, 8), (3, 7))

    found = matches(said, indexed(said), np.arange(4), np.zeros(4, np.int64))

    where = {(int(row), int(slot)) for row, slot in zip(found.row, found.slot, strict=True)}
    assert where == {(2, 2), (2, 1), (3, 1), (3, 3)}
    assert found.around[found.row == 3].tolist() == [2, 2]


def test_turns_before_the_window_do_not_match() -> None:
    said = rows((0, 7), (1, 7), (2, 7))

    found = matches(said, indexed(said), np.arange(3), np.array([0, 0, 1]))

    assert found.slot[found.row == 2].tolist() == [1]


def test_no_words_match_nothing() -> None:
    assert not len(matches(rows(), indexed(rows()), np.arange(2), np.zeros(2, np.int64)).row)


def test_words_of_other_kinds_are_other_words() -> None:
    said, sought = rows((0, 7), (1, 7)), rows((2, 7))
    both = indexed(of_kinds([said, rows((1, 8))], [0, 1]))

    found = matches(of_kinds([sought, sought], [0, 1]), both, np.arange(3), np.zeros(3, np.int64))

    assert found.which.tolist() == [0, 0]
    assert sorted(found.slot.tolist()) == [1, 2]
